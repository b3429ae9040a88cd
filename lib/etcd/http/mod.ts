/**
 * HTTP/1.1 over TCP, TLS and Unix sockets: what to ask, and what comes back or
 * why nothing does. It knows neither etcd nor PCP.
 *
 * @module
 */

export { parseEndpoint, UNIX, urlText } from "./endpoint.ts";
export { HttpClient } from "./http_client.ts";
export type { HttpAnswer, HttpRequest, RequestSender } from "./http_request.ts";
export { streamOpener } from "./open_stream.ts";
export {
  BadAnswerError,
  RefusedError,
  UnreachableError,
} from "./request_errors.ts";
export type { TlsIdentity } from "./tls.ts";
