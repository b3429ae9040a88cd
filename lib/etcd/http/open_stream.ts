/**
 * Opens the connection that a URL stands for: TCP, TLS or a Unix socket.
 *
 * @module
 */

import { connect } from "./connect.ts";
import { socketPath } from "./endpoint.ts";
import type { Stream } from "./http_client.ts";
import { connectTls, type TlsIdentity } from "./tls.ts";

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** Makes what opens connections. */
export function connectTo(
  identity: TlsIdentity = {},
): (url: URL, signal: AbortSignal) => Promise<Stream> {
  return (url, signal) => {
    const path = socketPath(url);
    if (path !== undefined) return connectUnix(path, signal);
    const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
    return url.protocol === "https:"
      ? connectTls(hostname, Number(url.port || HTTPS_PORT), identity, signal)
      : connect(hostname, Number(url.port || HTTP_PORT), signal);
  };
}

/** Connecting to a socket of this host succeeds or fails at once. */
async function connectUnix(path: string, signal: AbortSignal): Promise<Stream> {
  signal.throwIfAborted();
  return await Deno.connect({ transport: "unix", path });
}
