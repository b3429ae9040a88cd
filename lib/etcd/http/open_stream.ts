/**
 * Opens the connection for a URL: TCP, TLS or a Unix socket.
 *
 * @module
 */

import { connect } from "./connect.ts";
import { socketPath } from "./endpoint.ts";
import type { Stream } from "./stream.ts";
import { connectTls, type TlsIdentity } from "./tls.ts";

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** Makes what opens connections. */
export function streamOpener(
  identity: TlsIdentity = {},
): (url: URL, signal: AbortSignal) => Promise<Stream> {
  return async (url, signal) => {
    signal.throwIfAborted();
    const path = socketPath(url);
    if (path !== undefined) {
      // A socket of this host takes a connection or refuses it at once.
      return await Deno.connect({ transport: "unix", path });
    }
    const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
    return url.protocol === "https:"
      ? await connectTls(
        hostname,
        Number(url.port || HTTPS_PORT),
        identity,
        signal,
      )
      : await connect(hostname, Number(url.port || HTTP_PORT), signal);
  };
}
