/**
 * Carries requests to etcd over connections that are kept open.
 *
 * @module
 */

import { connectTo } from "./open_stream.ts";
import { UNIX } from "./endpoint.ts";
import {
  AnswerParser,
  type BodySink,
  type HttpAnswer,
  HttpError,
} from "./answer_parser.ts";

/** What a GET request may say besides. */
export type GetOptions =
  & Pick<HttpRequest, "headers" | "maxBytes">
  & { readonly sink?: BodySink };

/** Carries requests. */
export interface Transport {
  /**
   * Sends a GET request.
   *
   * @throws Where there is no answer.
   */
  get(
    url: URL,
    signal: AbortSignal,
    options?: GetOptions,
  ): Promise<HttpAnswer>;
}

/** A request. */
export interface HttpRequest {
  /** What to ask. */
  readonly url: URL;
  /** The method; GET by default. */
  readonly method?: "GET" | "POST";
  /** Headers besides Host, User-Agent and, where it is not among them, Accept. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON to send. */
  readonly body?: string;
  /**
   * Whether it may reach etcd twice; a GET may by default. A request that may
   * not goes over a new connection, because whether a kept one is still open
   * shows only after it is sent, and to one endpoint. Every POST of the v3 API
   * that reads or authenticates may be repeated.
   */
  readonly repeatable?: boolean;
  /** Bytes that the answer may have; 1 MiB by default. */
  readonly maxBytes?: number;
}

/** Carries requests of any kind. */
export interface Requester extends Transport {
  /**
   * Sends a request.
   *
   * @throws Where there is no answer.
   */
  request(
    request: HttpRequest,
    signal: AbortSignal,
    sink?: BodySink,
  ): Promise<HttpAnswer>;
}

/** A connection that bytes go over; what Deno's connections are. */
export interface Stream {
  /** Reads the next bytes: how many, null at the end. */
  read(bytes: Uint8Array): Promise<number | null>;
  /** Writes bytes: how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes it; what is waiting for it fails. */
  close(): void;
}

/** What an {@linkcode HttpClient} works with. */
export interface HttpHost {
  /** Opens a connection to the server of a URL. */
  readonly connect: (url: URL, signal: AbortSignal) => Promise<Stream>;
  /** The time in milliseconds. */
  readonly now: () => number;
}

const REQUEST_TIMEOUT = 408;

/** More bytes than any answer has that is not asked for with a limit of its own. */
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
 * HTTP/1.1.
 *
 * It is here in place of `fetch` because a fetch of all metrics takes less
 * time and much less processor time with it, and because it knows which
 * connection a request went over. Each URL has a connection of its own, so
 * that no answer can be taken for that to another request.
 *
 * An etcd that was restarted has closed the connections that were kept open to
 * it, which shows only when the next request fails: that request is sent once
 * more, over a new connection. A request that fails over a new one is not.
 */
export class HttpClient implements Requester {
  readonly #host: HttpHost;
  /** The idle connections by URL. */
  readonly #idle = new Map<string, Connection>();

  /** Makes a transport. */
  constructor(
    host: HttpHost = { connect: connectTo(), now: () => performance.now() },
  ) {
    this.#host = host;
  }

  /**
   * Sends a GET request.
   *
   * @throws {HttpError} Where the answer breaks the protocol.
   * @throws The signal's reason, or why there is no connection.
   */
  get(
    url: URL,
    signal: AbortSignal,
    { sink, ...options }: GetOptions = {},
  ): Promise<HttpAnswer> {
    return this.request({ url, ...options }, signal, sink);
  }

  /**
   * Sends a request.
   *
   * @throws {HttpError} Where the answer breaks the protocol.
   * @throws The signal's reason, or why there is no connection.
   */
  async request(
    request: HttpRequest,
    signal: AbortSignal,
    sink?: BodySink,
  ): Promise<HttpAnswer> {
    const kept = isRepeatable(request)
      ? this.#takeIdle(request.url)
      : undefined;
    if (kept !== undefined) {
      const answer = await this.#sendKept(kept, request, signal, sink);
      if (answer !== undefined) return answer;
    }
    const stream = await this.#host.connect(request.url, signal);
    return await this.#send(new Connection(stream), request, signal, sink);
  }

  /** Closes the idle connections. */
  [Symbol.dispose](): void {
    for (const connection of this.#idle.values()) connection.close();
    this.#idle.clear();
  }

  #takeIdle(url: URL): Connection | undefined {
    const connection = this.#idle.get(url.href);
    this.#idle.delete(url.href);
    if (connection === undefined) return undefined;
    if (this.#host.now() - connection.idleSince <= IDLE_MAX) return connection;
    connection.close();
    return undefined;
  }

  /**
   * Sends a request over a connection that was kept; undefined where that was
   * closed meanwhile, or says something else than an answer to this request.
   */
  async #sendKept(
    connection: Connection,
    request: HttpRequest,
    signal: AbortSignal,
    sink: BodySink | undefined,
  ): Promise<HttpAnswer | undefined> {
    let passed = false;
    const watched = sink && ((piece: Uint8Array) => {
      passed = true;
      sink(piece);
    });
    try {
      const answer = await this.#send(connection, request, signal, watched);
      return answer.status === REQUEST_TIMEOUT ? undefined : answer;
    } catch (error) {
      if (
        signal.aborted || passed ||
        !(error instanceof HttpError || isClosed(error))
      ) throw error;
      return undefined;
    }
  }

  async #send(
    connection: Connection,
    request: HttpRequest,
    signal: AbortSignal,
    sink: BodySink | undefined,
  ): Promise<HttpAnswer> {
    const answer = await connection.send(request, signal, sink);
    const { href } = request.url;
    if (answer.reusable && !this.#idle.has(href)) {
      connection.idleSince = this.#host.now();
      this.#idle.set(href, connection);
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

  async send(
    request: HttpRequest,
    signal: AbortSignal,
    sink: BodySink | undefined,
  ): Promise<HttpAnswer> {
    const abort = () => this.close();
    signal.addEventListener("abort", abort);
    try {
      signal.throwIfAborted();
      return await this.#exchange(request, sink);
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

  async #exchange(
    request: HttpRequest,
    sink: BodySink | undefined,
  ): Promise<HttpAnswer> {
    const bytes = encodeRequest(request);
    for (let at = 0; at < bytes.length;) {
      at += await this.#stream.write(bytes.subarray(at));
    }
    const parser = new AnswerParser(request.maxBytes ?? ANSWER_MAX, sink);
    for (;;) {
      const count = await this.#stream.read(this.#buffer);
      if (count === null) return parser.end();
      const answer = parser.push(this.#buffer.subarray(0, count));
      if (answer !== undefined) return answer;
    }
  }
}

/** Whether a request may reach etcd twice. */
export function isRepeatable({ method, repeatable }: HttpRequest): boolean {
  return repeatable ?? method !== "POST";
}

/** A request as it goes over the wire. */
function encodeRequest(request: HttpRequest): Uint8Array {
  const { url, method = "GET", headers, body } = request;
  const host = url.protocol === UNIX ? "localhost" : url.host;
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n` +
    `Host: ${host}\r\nUser-Agent: pmdaetcd\r\n`;
  if (headers?.Accept === undefined) head += "Accept: application/json\r\n";
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!HEADER_VALUE.test(value)) {
      throw new HttpError(`the value of header ${name} can't be sent`);
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

/** Whether an error says that the other side has closed the connection. */
function isClosed(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.UnexpectedEof;
}
