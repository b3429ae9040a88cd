/**
 * The base URLs of etcd.
 *
 * @module
 */

/** The protocol of the URL of a Unix socket. */
export const UNIX = "unix:";

const HTTP = new Set(["http:", "https:"]);

/**
 * Parses a base URL: `http://host:port`, `https://host:port`, or
 * `unix:///path/of/socket`. The path of a socket becomes the host of the URL,
 * encoded, so that paths can be resolved against it as against any other.
 *
 * @throws {TypeError} Where it is none, or has more than that.
 */
export function parseEndpoint(text: string, key = "endpoint"): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && url.username === "" &&
    url.password === "" && url.search === "" && url.hash === "";
  if (
    plain && HTTP.has(url.protocol) && url.hostname !== "" &&
    url.pathname === "/"
  ) return url;
  if (
    plain && url.protocol === UNIX && url.host === "" &&
    /^\/.*[^/]$/.test(url.pathname)
  ) {
    const path = decodeURIComponent(url.pathname);
    return new URL(`${UNIX}//${encodeURIComponent(path)}/`);
  }
  throw new TypeError(
    `${key} "${
      withoutSecret(text)
    }" is no base URL; expected one like http://127.0.0.1:2379, ` +
      "https://etcd1:2379 or unix:///run/etcd.sock",
  );
}

/** The path of the Unix socket that a URL names. */
export function socketPath(url: URL): string | undefined {
  return url.protocol === UNIX ? decodeURIComponent(url.host) : undefined;
}

/** A URL as people write it. */
export function urlText(url: URL): string {
  const path = socketPath(url);
  const text = path === undefined
    ? url.href
    : `${UNIX}//${path}${url.pathname}`;
  return text.replace(/\/$/, "");
}

/** A URL may carry a password, which must not reach a log. */
function withoutSecret(text: string): string {
  return text.replace(/^.*@/s, "…@");
}
