/**
 * Carries requests to etcd over connections that are kept open.
 *
 * @module
 */

import { connect } from "./connect.ts";
import { AnswerParser, type HttpAnswer, HttpError } from "./http_answer.ts";

/** Carries requests. */
export interface Transport {
  /**
   * Sends a GET request.
   *
   * @param url What to get.
   * @param signal Ends the request when aborted.
   * @returns The answer, whatever its status.
   * @throws Where there is no answer.
   */
  get(url: URL, signal: AbortSignal): Promise<HttpAnswer>;
}

/** A request. */
export interface HttpRequest {
  /** What to ask. */
  readonly url: URL;
  /** The method; GET by default. */
  readonly method?: "GET" | "POST";
  /** JSON to send. */
  readonly body?: string;
  /** Whether it may reach etcd twice; all requests here may. */
  readonly repeatable?: true;
}

/** Carries requests of any kind. */
export interface Requester extends Transport {
  /**
   * Sends a request.
   *
   * @param request The request.
   * @param signal Ends the request when aborted.
   * @returns The answer, whatever its status.
   * @throws Where there is no answer.
   */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
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

/** What an {@linkcode HttpTransport} works with. */
export interface HttpHost {
  /** Opens a connection. */
  readonly connect: (
    hostname: string,
    port: number,
    signal: AbortSignal,
  ) => Promise<Stream>;
  /** The time in milliseconds. */
  readonly now: () => number;
}

const HTTP_PORT = 80;
const REQUEST_TIMEOUT = 408;

/** More bytes than any answer has that an agent asks etcd for. */
const ANSWER_MAX = 1024 * 1024;

/**
 * Milliseconds that a connection may lie idle. Routers forget connections on
 * which nothing happens, and tell nobody.
 */
const IDLE_MAX = 60_000;

const encoder = new TextEncoder();

/**
 * HTTP/1.1: requests that change nothing, and so may be sent twice.
 *
 * It is here in place of `fetch` because a fetch of all metrics takes less
 * time and much less processor time with it, and because it knows which
 * connection a request went over. Each URL has a connection of its own, so
 * that no answer can be taken for that to another request.
 *
 * An etcd that was restarted has closed the connections that were kept open to
 * it, which shows only when the next request fails: that request is sent once
 * more, over a new connection. A request that fails over a new one is not.
 *
 * @example
 * ```ts
 * import { HttpTransport } from "./http_transport.ts";
 * import { assertInstanceOf } from "@std/assert";
 *
 * using transport = new HttpTransport();
 * assertInstanceOf(transport, HttpTransport);
 * ```
 */
export class HttpTransport implements Requester {
  readonly #host: HttpHost;
  /** The idle connections by URL. */
  readonly #idle = new Map<string, Connection>();

  /**
   * Makes a transport.
   *
   * @param host What it works with; this host's network and clock by default.
   */
  constructor(host: HttpHost = { connect, now: () => performance.now() }) {
    this.#host = host;
  }

  /**
   * Sends a GET request.
   *
   * @param url What to get.
   * @param signal Ends the request when aborted.
   * @returns The answer, whatever its status; redirects are not followed.
   * @throws {HttpError} Where the answer breaks the protocol.
   * @throws The signal's reason, or why there is no connection.
   */
  get(url: URL, signal: AbortSignal): Promise<HttpAnswer> {
    return this.request({ url }, signal);
  }

  /**
   * Sends a request.
   *
   * @param request The request.
   * @param signal Ends the request when aborted.
   * @returns As {@linkcode get} does.
   * @throws As {@linkcode get} does.
   */
  async request(
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { url } = request;
    const kept = this.#takeIdle(url);
    if (kept !== undefined) {
      const answer = await this.#sendKept(kept, request, signal);
      if (answer !== undefined) return answer;
    }
    const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const port = Number(url.port || HTTP_PORT);
    const stream = await this.#host.connect(hostname, port, signal);
    return await this.#send(new Connection(stream), request, signal);
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
  ): Promise<HttpAnswer | undefined> {
    try {
      const answer = await this.#send(connection, request, signal);
      return answer.status === REQUEST_TIMEOUT ? undefined : answer;
    } catch (error) {
      if (signal.aborted || !(error instanceof HttpError || isClosed(error))) {
        throw error;
      }
      return undefined;
    }
  }

  async #send(
    connection: Connection,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { href } = request.url;
    const answer = await connection.send(request, signal);
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
  readonly #buffer = new Uint8Array(16 * 1024);
  #open = true;
  /** When the last answer came. */
  idleSince = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const abort = () => this.close();
    signal.addEventListener("abort", abort);
    try {
      signal.throwIfAborted();
      return await this.#exchange(request);
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
    { url, method = "GET", body }: HttpRequest,
  ): Promise<HttpAnswer> {
    const request = encoder.encode(
      `${method} ${url.pathname}${url.search} ` +
        `HTTP/1.1\r\nHost: ${url.host}\r\n` +
        "Accept: application/json\r\nUser-Agent: pmdaetcd\r\n" +
        (body === undefined
          ? "\r\n"
          : `Content-Type: application/json\r\nContent-Length: ${
            encoder.encode(body).length
          }\r\n\r\n${body}`),
    );
    for (let at = 0; at < request.length;) {
      at += await this.#stream.write(request.subarray(at));
    }
    const parser = new AnswerParser(ANSWER_MAX);
    for (;;) {
      const count = await this.#stream.read(this.#buffer);
      if (count === null) return parser.end();
      const answer = parser.push(this.#buffer.subarray(0, count));
      if (answer !== undefined) return answer;
    }
  }
}

/** Whether an error says that the other side has closed the connection. */
function isClosed(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.UnexpectedEof;
}
