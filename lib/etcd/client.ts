/**
 * Asks etcd over HTTP.
 *
 * @module
 */

import {
  errorText,
  type Log,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PmError,
  pmErrStr,
} from "../pmda/mod.ts";
import { urlText } from "./endpoint.ts";
import type { GetOptions, Transport } from "./http_transport.ts";
import { type Exposition, MetricsParser } from "./metrics_parser.ts";
import { Outage } from "./outage.ts";
import { Payload } from "./payload.ts";

const OK = 200;
const UNAUTHORIZED = 401;
const NOT_FOUND = 404;
const METRICS_PATH = "/metrics";
/** What --listen-metrics-urls serves. */
const METRICS_PATHS: ReadonlySet<string> = new Set(["/health", METRICS_PATH]);
/** What etcd exports grows with the methods that its clients have called. */
const METRICS_MAX = 16 * 1024 * 1024;
const METRICS_HEADERS = { Accept: "text/plain" };

const encoder = new TextEncoder();

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
 *   },
 * );
 * const self = await client.get("/v2/stats/self", AbortSignal.timeout(1000));
 * assertEquals(self.string("name"), "etcd0");
 * ```
 */
export class EtcdClient {
  readonly #endpoint: URL;
  readonly #metricsEndpoint: URL;
  readonly #log: Log;
  readonly #transport: Transport;
  readonly #outage: Outage;
  readonly #urls = new Map<string, URL>();
  readonly #absent = new Set<string>();

  /**
   * Makes a client.
   *
   * @param endpoint etcd's base URL.
   * @param log The agent's log.
   * @param transport What carries the requests.
   * @param metricsEndpoint The base URL of /metrics and /health; that of etcd
   * by default.
   */
  constructor(
    endpoint: URL,
    log: Log,
    transport: Transport,
    metricsEndpoint: URL = endpoint,
  ) {
    this.#endpoint = endpoint;
    this.#metricsEndpoint = metricsEndpoint;
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
  get(path: string, signal: AbortSignal): Promise<Payload> {
    return this.#ask(
      path,
      async (url) => Payload.parse(await this.#request(url, signal)),
    );
  }

  /**
   * Gets all that etcd exports at /metrics.
   *
   * @param signal Ends the request when aborted.
   * @returns What it exports.
   * @throws {PmError} As {@linkcode get}.
   */
  exposition(signal: AbortSignal): Promise<Exposition> {
    return this.#ask(METRICS_PATH, async (url) => {
      const parser = new MetricsParser();
      const rest = await this.#request(url, signal, {
        headers: METRICS_HEADERS,
        maxBytes: METRICS_MAX,
        sink: (piece) => parser.push(piece),
      });
      parser.push(encoder.encode(rest));
      return parser.end();
    });
  }

  async #ask<Answer>(
    path: string,
    ask: (url: URL) => Promise<Answer>,
  ): Promise<Answer> {
    const url = this.#url(path);
    const name = urlText(url);
    const started = performance.now();
    try {
      const payload = await ask(url);
      this.#log.debug("appl0", () => `${name}: ${since(started)}`);
      this.#outage.answered(name);
      this.#absent.delete(path);
      return payload;
    } catch (error) {
      const reason = errorText(error);
      this.#log.debug("appl0", () => `${name}: ${reason}, ${since(started)}`);
      if (error instanceof PmError && error.code === PM_ERR_APPVERSION) {
        this.#outage.answered(name);
        this.#reportAbsent(path, name);
        throw error;
      }
      this.#outage.failed(name, reason);
      throw error instanceof PmError
        ? error
        : new PmError(PM_ERR_AGAIN, reason, { cause: error });
    }
  }

  #url(path: string): URL {
    let url = this.#urls.get(path);
    if (url === undefined) {
      url = new URL(
        path,
        METRICS_PATHS.has(path) ? this.#metricsEndpoint : this.#endpoint,
      );
      this.#urls.set(path, url);
    }
    return url;
  }

  async #request(
    url: URL,
    signal: AbortSignal,
    options?: GetOptions,
  ): Promise<string> {
    const { status, body } = await this.#transport.get(url, signal, options);
    if (status === NOT_FOUND) {
      throw new PmError(PM_ERR_APPVERSION, `${urlText(url)} is not there`);
    }
    if (status !== OK) {
      throw new PmError(
        PM_ERR_AGAIN,
        `answer has status ${status}${
          status === UNAUTHORIZED
            ? ": etcd asks for a user, set user and password_file"
            : ""
        }`,
      );
    }
    return body;
  }

  #reportAbsent(path: string, name: string): void {
    if (this.#absent.has(path)) return;
    this.#absent.add(path);
    this.#log.warning(
      `${name}: this etcd does not have it (the v2 statistics need etcd's ` +
        `option --enable-v2, etcd 3.6 has none); its metrics answer ${
          pmErrStr(PM_ERR_APPVERSION)
        }`,
    );
  }
}

function since(started: number): string {
  return `${(performance.now() - started).toFixed(1)} ms`;
}
