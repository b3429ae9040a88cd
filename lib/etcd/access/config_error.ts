/**
 * A configuration that can't be obeyed.
 *
 * @module
 */

/**
 * A configuration, or a file that it names, is not what it should be. The
 * message names the file, its line where there is one, and what to do.
 */
export class ConfigError extends Error {
  override name = "ConfigError";
}
