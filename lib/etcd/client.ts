/**
 * Asks etcd over HTTP.
 *
 * @module
 */

import { LimitedBytesTransformStream } from "@std/streams/limited-bytes-transform-stream";
import { toText } from "@std/streams/to-text";
import {
  type Log,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PmError,
  pmErrStr,
} from "../pmda/mod.ts";
import { HttpTransport, type Transport } from "./http_transport.ts";
import { Outage } from "./outage.ts";
import { Payload } from "./payload.ts";

/** More bytes than any answer of these endpoints has. */
const ANSWER_MAX = 1024 * 1024;

const NOT_FOUND = 404;

/**
 * Asks one etcd for its statistics.
 *
 * @example
 * ```ts
 * import { Log } from "@pmdaetcd/pmda";
 * import { EtcdClient } from "./client.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const client = new EtcdClient(
 *   new URL("http://127.0.0.1:2379"),
 *   new Log({ progname: "pmdaetcd" }),
 *   { get: () => Promise.resolve(new Response('{"name":"etcd0"}')) },
 * );
 * const self = await client.get("/v2/stats/self", AbortSignal.timeout(1000));
 * assertEquals(self.string("name"), "etcd0");
 * ```
 */
export class EtcdClient {
  readonly #endpoint: URL;
  readonly #log: Log;
  readonly #transport: Transport;
  readonly #outage: Outage;
  readonly #urls = new Map<string, string>();
  readonly #absent = new Set<string>();

  /**
   * Makes a client.
   *
   * @param endpoint etcd's base URL.
   * @param log The agent's log.
   * @param transport What carries the requests; HTTP by default.
   */
  constructor(
    endpoint: URL,
    log: Log,
    transport: Transport = new HttpTransport(),
  ) {
    this.#endpoint = endpoint;
    this.#log = log;
    this.#transport = transport;
    this.#outage = new Outage(log);
  }

  /**
   * Gets a payload.
   *
   * @param path What to ask, `/v2/stats/self` for example.
   * @param signal Ends the request when aborted.
   * @returns The payload.
   * @throws {PmError} PM_ERR_APPVERSION where this etcd does not have it,
   * PM_ERR_AGAIN where it has no usable answer at the moment.
   */
  async get(path: string, signal: AbortSignal): Promise<Payload> {
    const url = this.#url(path);
    const started = performance.now();
    try {
      const payload = await this.#request(url, signal);
      this.#log.debug("appl0", () => `${url}: ${since(started)}`);
      this.#outage.answered(url);
      this.#absent.delete(path);
      return payload;
    } catch (error) {
      const reason = reasonOf(error, url);
      this.#log.debug("appl0", () => `${url}: ${reason}, ${since(started)}`);
      if (error instanceof PmError && error.code === PM_ERR_APPVERSION) {
        this.#outage.answered(url);
        this.#reportAbsent(path, url);
        throw error;
      }
      this.#outage.failed(url, reason);
      throw error instanceof PmError
        ? error
        : new PmError(PM_ERR_AGAIN, reason, { cause: error });
    }
  }

  #url(path: string): string {
    let url = this.#urls.get(path);
    if (url === undefined) {
      url = new URL(path, this.#endpoint).href;
      this.#urls.set(path, url);
    }
    return url;
  }

  async #request(url: string, signal: AbortSignal): Promise<Payload> {
    const response = await this.#transport.get(url, signal);
    const text = await bodyText(response);
    if (response.status === NOT_FOUND) {
      throw new PmError(PM_ERR_APPVERSION, `${url} is not there`);
    }
    if (!response.ok) {
      throw new PmError(PM_ERR_AGAIN, `answer has status ${response.status}`);
    }
    return Payload.parse(text);
  }

  #reportAbsent(path: string, url: string): void {
    if (this.#absent.has(path)) return;
    this.#absent.add(path);
    this.#log.warning(
      `${url}: this etcd does not have it (the v2 statistics need etcd's ` +
        `option --enable-v2, etcd 3.6 has none); its metrics answer ${
          pmErrStr(PM_ERR_APPVERSION)
        }`,
    );
  }
}

/** What an error says, without the URL and without saying anything twice. */
function reasonOf(error: unknown, url: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const parts = message.replace(`error sending request for url (${url}): `, "")
    .split(": ");
  return [...new Set(parts)].join(": ");
}

/** The text of an answer, which must not be longer than any real one. */
function bodyText(response: Response): Promise<string> {
  const length = Number(response.headers.get("content-length") ?? Infinity);
  if (length <= ANSWER_MAX || response.body === null) return response.text();
  const limited = response.body.pipeThrough(
    new LimitedBytesTransformStream(ANSWER_MAX, { error: true }),
  );
  return toText(limited);
}

function since(started: number): string {
  return `${(performance.now() - started).toFixed(1)} ms`;
}
