/**
 * The agent's configuration file, `etcd.conf`, in TOML.
 *
 * @module
 */

import { parse } from "@std/toml/parse";
import { parseEndpoint } from "./endpoint.ts";

/** What the configuration says. */
export interface EtcdConfig {
  /** etcd's base URL. */
  readonly endpoint: URL;
  /** Milliseconds that a fetch may take. */
  readonly timeoutMs: number;
}

/** What holds without a configuration file. */
export const DEFAULT_CONFIG: EtcdConfig = {
  endpoint: new URL("http://127.0.0.1:2379"),
  timeoutMs: 1000,
};

/** pmcd waits 5 s for an answer; this leaves it a second for all the rest. */
const TIMEOUT_MS_MAX = 4000;

/**
 * A configuration that can't be obeyed. Its message names file, line and
 * reason.
 *
 * @example
 * ```ts
 * import { ConfigError, parseConfig } from "./config.ts";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(
 *   () => parseConfig("timeout_ms = 9000\n", "etcd.conf"),
 *   ConfigError,
 *   "etcd.conf:1: timeout_ms = 9000",
 * );
 * ```
 */
export class ConfigError extends Error {
  /** "ConfigError". */
  override name = "ConfigError";
}

/**
 * Parses a configuration.
 *
 * @example
 * ```ts
 * import { parseConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const config = parseConfig('endpoint = "http://etcd1:2379"\n', "etcd.conf");
 * assertEquals(config.endpoint.host, "etcd1:2379");
 * assertEquals(config.timeoutMs, 1000);
 * ```
 *
 * @param text The text of the file.
 * @param path Its path, for errors.
 * @returns What it says; what it leaves out is as in {@linkcode DEFAULT_CONFIG}.
 * @throws {ConfigError} Where it can't be obeyed.
 */
export function parseConfig(text: string, path: string): EtcdConfig {
  const table = parseToml(text, path);
  const config = { ...DEFAULT_CONFIG };
  for (const [key, value] of Object.entries(table)) {
    const fail = (reason: string) =>
      new ConfigError(`${path}:${lineOf(key, text)}: ${reason}`);
    switch (key) {
      case "endpoint":
        if (typeof value !== "string") {
          throw fail("endpoint is no text; expected a URL in quotes");
        }
        try {
          config.endpoint = parseEndpoint(value);
        } catch (error) {
          throw fail(error instanceof Error ? error.message : String(error));
        }
        break;
      case "timeout_ms":
        if (
          typeof value !== "number" || !Number.isInteger(value) || value < 1 ||
          value > TIMEOUT_MS_MAX
        ) {
          throw fail(
            `timeout_ms = ${
              shown(value)
            } is not within 1 to ${TIMEOUT_MS_MAX} ` +
              "(pmcd drops an agent that takes 5 s)",
          );
        }
        config.timeoutMs = value;
        break;
      default:
        throw fail(`${key} is no key; there are endpoint and timeout_ms`);
    }
  }
  return config;
}

/**
 * Reads a configuration file.
 *
 * @example
 * ```ts
 * import { DEFAULT_CONFIG, readConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const absent = () => {
 *   throw new Deno.errors.NotFound();
 * };
 * assertEquals(readConfig("etcd.conf", false, absent), DEFAULT_CONFIG);
 * ```
 *
 * @param path The file.
 * @param required Whether it must be there.
 * @param readFile Reads a file; the file system's by default.
 * @returns What it says, {@linkcode DEFAULT_CONFIG} where it need not be there and is not.
 * @throws {ConfigError} Where it can't be read or obeyed.
 */
export function readConfig(
  path: string,
  required: boolean,
  readFile: (path: string) => string = Deno.readTextFileSync,
): EtcdConfig {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    if (!required && error instanceof Deno.errors.NotFound) {
      return DEFAULT_CONFIG;
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${path}: can't be read: ${reason}`);
  }
  return parseConfig(text, path);
}

/** A value of any kind, as it can stand in a message. */
function shown(value: unknown): string {
  return typeof value === "object" ? "a table or a list" : String(value);
}

function parseToml(text: string, path: string): Record<string, unknown> {
  const lines = text.split("\n").map(keyOf);
  const twice = lines.findIndex((key, i) =>
    key !== "" && lines.indexOf(key) < i
  );
  if (twice >= 0) {
    throw new ConfigError(`${path}:${twice + 1}: ${lines[twice]} stands twice`);
  }
  try {
    return parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /line (\d+), column (\d+)/i.exec(message);
    // At column 0 the parser has gone on to the line behind the mistake.
    const line = place === null
      ? ""
      : `:${Number(place[1]) - (place[2] === "0" ? 1 : 0)}`;
    throw new ConfigError(`${path}${line}: no TOML: ${message}`);
  }
}

/** The number of the line that sets a key. */
function lineOf(key: string, text: string): number {
  return text.split("\n").findIndex((line) => keyOf(line) === key) + 1;
}

/** The key that a line sets, the table that it begins, or nothing. */
function keyOf(line: string): string {
  const [, key] = /^[\s["']*([A-Za-z0-9_-]+)[\s\]"']*(?:[=.\]]|$)/.exec(line) ??
    [];
  return key ?? "";
}
