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

const HTTP_PORT = 80;

/** More bytes than any answer has that an agent asks etcd for. */
const ANSWER_MAX = 1024 * 1024;

/** As many connections as there are endpoints to ask at the same time, and some to spare. */
const IDLE_MAX = 4;

const encoder = new TextEncoder();

/**
 * HTTP/1.1, GET requests alone.
 *
 * It is here in place of `fetch` because a fetch of all metrics takes two thirds
 * of the time with it and half the processor time, and because it knows which
 * connection a request went over. An etcd that was restarted has closed the
 * connections that were kept open to it, which shows only when the next request
 * fails: that request is sent once more, over a new connection. A request that
 * fails over a new one is not.
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
export class HttpTransport implements Transport {
  readonly #idle = new Map<string, Connection[]>();

  /**
   * Sends a GET request.
   *
   * @param url What to get.
   * @param signal Ends the request when aborted.
   * @returns The answer, whatever its status; redirects are not followed.
   * @throws {HttpError} Where the answer breaks the protocol.
   * @throws The signal's reason, or why there is no connection.
   */
  async get(url: URL, signal: AbortSignal): Promise<HttpAnswer> {
    const idle = this.#idle.get(url.origin)?.pop();
    if (idle !== undefined) {
      const answer = await this.#send(idle, url, signal);
      if (answer !== undefined) return answer;
      this.#closeIdle(url.origin);
    }
    const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const port = Number(url.port || HTTP_PORT);
    const connection = new Connection(await connect(hostname, port, signal));
    const answer = await this.#send(connection, url, signal);
    if (answer === undefined) {
      throw new HttpError("connection closed before an answer");
    }
    return answer;
  }

  /** Closes the connections. */
  [Symbol.dispose](): void {
    for (const origin of this.#idle.keys()) this.#closeIdle(origin);
  }

  /** Sends a request; undefined where the connection was closed before it. */
  async #send(
    connection: Connection,
    url: URL,
    signal: AbortSignal,
  ): Promise<HttpAnswer | undefined> {
    const answer = await connection.get(url, signal);
    if (answer?.reusable) {
      const idle = this.#idle.get(url.origin) ?? [];
      this.#idle.set(url.origin, idle);
      if (idle.length < IDLE_MAX) {
        idle.push(connection);
        return answer;
      }
    }
    connection.close();
    return answer;
  }

  #closeIdle(origin: string): void {
    for (const connection of this.#idle.get(origin) ?? []) connection.close();
    this.#idle.delete(origin);
  }
}

/** One connection, with one request at a time. */
class Connection {
  readonly #conn: Deno.Conn;
  readonly #buffer = new Uint8Array(16 * 1024);
  #open = true;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Sends a request; undefined where the other side had closed the connection before. */
  async get(url: URL, signal: AbortSignal): Promise<HttpAnswer | undefined> {
    const parser = new AnswerParser(ANSWER_MAX);
    const abort = () => this.close();
    signal.addEventListener("abort", abort);
    try {
      signal.throwIfAborted();
      return await this.#exchange(url, parser);
    } catch (error) {
      this.close();
      if (signal.aborted) throw signal.reason;
      if (parser.empty && isClosed(error)) return undefined;
      throw error;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#conn.close();
  }

  async #exchange(
    url: URL,
    parser: AnswerParser,
  ): Promise<HttpAnswer | undefined> {
    const request = encoder.encode(
      `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n` +
        "Accept: application/json\r\nUser-Agent: pmdaetcd\r\n\r\n",
    );
    for (let at = 0; at < request.length;) {
      at += await this.#conn.write(request.subarray(at));
    }
    for (;;) {
      const count = await this.#conn.read(this.#buffer);
      if (count === null) return parser.empty ? undefined : parser.end();
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
