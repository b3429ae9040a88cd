/**
 * HTTP/1.1 over connections that are kept open.
 *
 * It is here in place of `fetch` because it costs less. Measured on compiled
 * agents, two GETs in parallel take 150 us, 110 us of them processor time; with
 * Deno's fetch they take 210 us and 200 us, and 4 to 8 MB more memory. On Deno
 * 2.4 fetch can't set the server name of TLS either, and fails on kept
 * connections that the server has closed. When fetch on the lowest Deno that is
 * supported retries those, sets that name and comes within 1.3 times the
 * processor time, it should replace this module: `http_client_bench.ts` tells.
 *
 * @module
 */

import { STATUS_CODE } from "@std/http/status";
import { AnswerParser, type ParsedAnswer } from "./answer_parser.ts";
import { UNIX } from "./endpoint.ts";
import type {
  BodySink,
  HttpAnswer,
  HttpRequest,
  RequestSender,
} from "./http_request.ts";
import { streamOpener } from "./open_stream.ts";
import { BadAnswerError, UnreachableError } from "./request_errors.ts";
import type { Stream } from "./stream.ts";

/** What an {@linkcode HttpClient} works with. */
export interface HttpClientOptions {
  /** What it says that it is. */
  readonly userAgent: string;
  /** Opens a connection to the server of a URL. */
  readonly connect?: (url: URL, signal: AbortSignal) => Promise<Stream>;
  /** The time in milliseconds. */
  readonly now?: () => number;
}

/** Bytes that an answer may have where the request does not say. */
const ANSWER_MAX = 1024 * 1024;

/**
 * Milliseconds that a connection may lie idle. Routers forget connections on
 * which nothing happens, and tell nobody.
 */
const IDLE_MAX = 60_000;

/** What a header's value may have: nothing that ends its line. */
const HEADER_VALUE = /^[\x20-\x7e]*$/;

const encoder = new TextEncoder();

/**
 * Sends requests over connections that it keeps open, one for each URL, so
 * that no answer can be taken for that to another request.
 *
 * A server that was restarted has closed the connections that were kept open
 * to it, which shows only when the next request fails: that request is sent
 * once more, over a new connection. One that fails over a new one is not.
 */
export class HttpClient implements RequestSender {
  readonly #userAgent: string;
  readonly #connect: (url: URL, signal: AbortSignal) => Promise<Stream>;
  readonly #now: () => number;
  /** The idle connections by URL, the one that has been idle longest first. */
  readonly #idle = new Map<string, Connection>();

  constructor(
    {
      userAgent,
      connect = streamOpener(),
      now = () => performance.now(),
    }: HttpClientOptions,
  ) {
    this.#userAgent = userAgent;
    this.#connect = connect;
    this.#now = now;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws {UnreachableError} Where none comes; the cause is the signal's
   * reason, or why there is no connection.
   * @throws {BadAnswerError} If the answer is not HTTP, or is too large.
   * @throws {TypeError} Where a header can't be sent.
   */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const bytes = encodeRequest(request, this.#userAgent);
    try {
      const kept = this.#takeIdle(request.url);
      const answer = kept && await this.#sendKept(kept, bytes, request);
      if (answer !== undefined) return answer;
      const stream = await this.#connect(request.url, request.signal);
      const { sink } = request;
      return await this.#send(new Connection(stream), bytes, request, sink);
    } catch (error) {
      throw asRequestError(error);
    }
  }

  /** Closes the idle connections. */
  [Symbol.dispose](): void {
    for (const connection of this.#idle.values()) connection.close();
    this.#idle.clear();
  }

  #takeIdle(url: URL): Connection | undefined {
    this.#closeOld();
    const connection = this.#idle.get(url.href);
    this.#idle.delete(url.href);
    return connection;
  }

  /** Closes what has been idle too long, also where its URL is not asked any more. */
  #closeOld(): void {
    for (const [href, connection] of this.#idle) {
      if (this.#now() - connection.idleSince <= IDLE_MAX) return;
      this.#idle.delete(href);
      connection.close();
    }
  }

  /**
   * Sends a request over a connection that was kept; undefined where that was
   * closed meanwhile, or says something else than an answer to this request.
   */
  async #sendKept(
    connection: Connection,
    bytes: Uint8Array,
    request: HttpRequest,
  ): Promise<HttpAnswer | undefined> {
    const { sink, signal } = request;
    let passed = false;
    const watched = sink && ((piece: Uint8Array) => {
      passed = true;
      sink(piece);
    });
    try {
      const answer = await this.#send(connection, bytes, request, watched);
      return answer.status === STATUS_CODE.RequestTimeout ? undefined : answer;
    } catch (error) {
      if (signal.aborted || passed || !isClosed(error)) throw error;
      return undefined;
    }
  }

  async #send(
    connection: Connection,
    bytes: Uint8Array,
    { url, signal, maxBytes = ANSWER_MAX }: HttpRequest,
    sink: BodySink | undefined,
  ): Promise<HttpAnswer> {
    const parser = new AnswerParser(maxBytes, sink);
    const answer = await connection.exchange(bytes, parser, signal);
    if (answer.reusable && !this.#idle.has(url.href)) {
      connection.idleSince = this.#now();
      this.#idle.set(url.href, connection);
    } else {
      connection.close();
    }
    return answer;
  }
}

/** One connection, with one request at a time. */
class Connection {
  readonly #stream: Stream;
  readonly #buffer = new Uint8Array(256 * 1024);
  #open = true;
  /** When the last answer came. */
  idleSince = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Writes a request and reads its answer. */
  async exchange(
    request: Uint8Array,
    parser: AnswerParser,
    signal: AbortSignal,
  ): Promise<ParsedAnswer> {
    const abort = () => this.close();
    signal.addEventListener("abort", abort);
    try {
      signal.throwIfAborted();
      for (let at = 0; at < request.length;) {
        at += await this.#stream.write(request.subarray(at));
      }
      for (;;) {
        const count = await this.#stream.read(this.#buffer);
        if (count === null) return parser.end();
        const answer = parser.push(this.#buffer.subarray(0, count));
        if (answer !== undefined) return answer;
      }
    } catch (error) {
      this.close();
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#stream.close();
  }
}

/** A request as it goes over the wire. */
function encodeRequest(
  { url, method = "GET", headers, body }: HttpRequest,
  userAgent: string,
): Uint8Array {
  const host = url.protocol === UNIX ? "localhost" : url.host;
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n` +
    `Host: ${host}\r\nUser-Agent: ${userAgent}\r\n`;
  if (headers?.Accept === undefined) head += "Accept: application/json\r\n";
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!HEADER_VALUE.test(value)) {
      throw new TypeError(`the value of header ${name} can't be sent`);
    }
    head += `${name}: ${value}\r\n`;
  }
  if (body === undefined) return encoder.encode(`${head}\r\n`);
  const content = encoder.encode(body);
  const start = encoder.encode(
    `${head}Content-Type: application/json\r\n` +
      `Content-Length: ${content.length}\r\n\r\n`,
  );
  const bytes = new Uint8Array(start.length + content.length);
  bytes.set(start);
  bytes.set(content, start.length);
  return bytes;
}

/**
 * Whether an error can mean that the other side has closed a kept connection:
 * servers say something about that before they close, or nothing.
 */
function isClosed(error: unknown): boolean {
  return error instanceof BadAnswerError ||
    error instanceof UnreachableError ||
    error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.UnexpectedEof;
}

function asRequestError(error: unknown): Error {
  if (error instanceof BadAnswerError || error instanceof UnreachableError) {
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new UnreachableError(reason, { cause: error });
}
