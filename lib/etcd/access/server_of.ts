/**
 * What tells one server from another.
 *
 * @module
 */

/** The base URL of the server of a URL; `origin` is null for Unix sockets. */
export function serverOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}
