/**
 * Asks etcd over HTTP.
 *
 * @module
 */

import {
  type Log,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PmError,
} from "../pmda/mod.ts";
import type { EtcdApi } from "./api.ts";
import type { HttpAnswer } from "./http_answer.ts";
import type { Requester } from "./http_transport.ts";
import { Outage } from "./outage.ts";
import { Payload } from "./payload.ts";

const OK = 200;
const NOT_FOUND = 404;
/** What the gateway answers where etcd's server lacks a method. */
const NOT_IMPLEMENTED = 501;

/** Sends a request. */
type Send = (url: URL) => Promise<HttpAnswer>;

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
 *   {
 *     get: () =>
 *       Promise.resolve({ status: 200, body: '{"name":"etcd0"}', reusable: true }),
 *     request: () => Promise.reject(new Error("no gateway")),
 *   },
 * );
 * const self = await client.get("/v2/stats/self", AbortSignal.timeout(1000));
 * assertEquals(self.string("name"), "etcd0");
 * ```
 */
export class EtcdClient implements EtcdApi {
  readonly #endpoint: URL;
  readonly #log: Log;
  readonly #transport: Requester;
  readonly #outage: Outage;
  readonly #urls = new Map<string, URL>();

  /**
   * Makes a client.
   *
   * @param endpoint etcd's base URL.
   * @param log The agent's log.
   * @param transport What carries the requests.
   */
  constructor(
    endpoint: URL,
    log: Log,
    transport: Requester,
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
   * @param statuses Statuses besides 200 of answers that have a payload.
   * @returns The payload.
   * @throws {PmError} PM_ERR_APPVERSION where this etcd does not have it,
   * PM_ERR_AGAIN where it has no usable answer at the moment.
   */
  get(
    path: string,
    signal: AbortSignal,
    statuses: readonly number[] = [],
  ): Promise<Payload> {
    const send = (url: URL) => this.#transport.get(url, signal);
    return this.#ask(path, send, statuses);
  }

  /**
   * Gets a payload with a POST request, which changes nothing.
   *
   * @param path What to ask, `/v3/maintenance/status` for example.
   * @param body JSON.
   * @param signal Ends the request when aborted.
   * @returns The payload.
   * @throws {PmError} As {@linkcode get}.
   */
  post(path: string, body: string, signal: AbortSignal): Promise<Payload> {
    const request = { method: "POST", body, repeatable: true } as const;
    const send = (url: URL) =>
      this.#transport.request({ url, ...request }, signal);
    return this.#ask(path, send, []);
  }

  /**
   * A client for another etcd, with the same log and transport.
   *
   * @param endpoint Its base URL.
   * @returns The client.
   */
  at(endpoint: URL): EtcdClient {
    return new EtcdClient(endpoint, this.#log, this.#transport);
  }

  async #ask(
    path: string,
    send: Send,
    statuses: readonly number[],
  ): Promise<Payload> {
    const url = this.#url(path);
    const started = performance.now();
    try {
      const payload = payloadOf(url, await send(url), statuses);
      this.#log.debug("appl0", () => `${url}: ${since(started)}`);
      this.#outage.answered(url.href);
      return payload;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.debug("appl0", () => `${url}: ${reason}, ${since(started)}`);
      if (error instanceof PmError && error.code === PM_ERR_APPVERSION) {
        this.#outage.answered(url.href);
        throw error;
      }
      this.#outage.failed(url.href, reason);
      throw error instanceof PmError
        ? error
        : new PmError(PM_ERR_AGAIN, reason, { cause: error });
    }
  }

  #url(path: string): URL {
    let url = this.#urls.get(path);
    if (url === undefined) {
      url = new URL(path, this.#endpoint);
      this.#urls.set(path, url);
    }
    return url;
  }
}

/** The payload of an answer. */
function payloadOf(
  url: URL,
  { status, body }: HttpAnswer,
  statuses: readonly number[],
): Payload {
  if (status === NOT_FOUND || status === NOT_IMPLEMENTED) {
    throw new PmError(PM_ERR_APPVERSION, `${url} is not there`);
  }
  if (status !== OK && !statuses.includes(status)) {
    throw new PmError(PM_ERR_AGAIN, `answer has status ${status}`);
  }
  return Payload.parse(body);
}

function since(started: number): string {
  return `${(performance.now() - started).toFixed(1)} ms`;
}
