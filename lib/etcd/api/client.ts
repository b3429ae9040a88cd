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
} from "../../pmda/mod.ts";
import type { EtcdApi } from "./api.ts";
import { urlText } from "../http/endpoint.ts";
import { type Exposition, NO_EXPOSITION } from "../exposition/exposition.ts";
import type { BodySink, HttpAnswer } from "../http/answer_parser.ts";
import type { HttpRequest, Requester } from "../http/http_client.ts";
import { ExpositionParser } from "../exposition/exposition_parser.ts";
import { Outage } from "./outage.ts";
import { JsonObject } from "./json_object.ts";
import { RequestStatistics } from "./request_statistics.ts";

const OK = 200;
const UNAUTHORIZED = 401;
const NOT_FOUND = 404;
/** What the gateway answers where etcd's server lacks a method. */
const NOT_IMPLEMENTED = 501;
const METRICS_PATH = "/metrics";
/** What --listen-metrics-urls serves. */
const METRICS_PATHS: ReadonlySet<string> = new Set(["/health", METRICS_PATH]);
/** What etcd exports grows with the methods that its clients have called. */
const METRICS_MAX = 16 * 1024 * 1024;
const METRICS_HEADERS = { Accept: "text/plain" };

/** Asks one etcd for its statistics. */
export class EtcdClient implements EtcdApi {
  /** The requests of this client, and of those for other etcds. */
  readonly statistics: RequestStatistics;
  readonly #endpoint: URL;
  readonly #metricsEndpoint: URL;
  readonly #log: Log;
  readonly #transport: Requester;
  readonly #outage: Outage;
  readonly #urls = new Map<string, URL>();
  #exposition: Exposition = NO_EXPOSITION;

  /** Makes a client. */
  constructor(
    endpoint: URL,
    log: Log,
    transport: Requester,
    metricsEndpoint: URL = endpoint,
    statistics: RequestStatistics = new RequestStatistics(),
  ) {
    this.#endpoint = endpoint;
    this.#metricsEndpoint = metricsEndpoint;
    this.#log = log;
    this.#transport = transport;
    this.#outage = new Outage(log);
    this.statistics = statistics;
  }

  /**
   * Gets a payload.
   *
   * @throws {PmError} PM_ERR_APPVERSION where this etcd does not have it,
   * PM_ERR_AGAIN where it has no usable answer at the moment.
   */
  get(
    path: string,
    signal: AbortSignal,
    statuses: readonly number[] = [],
  ): Promise<JsonObject> {
    return this.#ask(path, async (url) => {
      const answer = await this.#transport.get(url, signal);
      return JsonObject.parse(bodyOf(url, answer, statuses));
    });
  }

  /**
   * Gets a payload with a POST request, which changes nothing.
   *
   * @throws {PmError} As {@linkcode get}.
   */
  post(path: string, body: string, signal: AbortSignal): Promise<JsonObject> {
    const request = { method: "POST", body, repeatable: true } as const;
    return this.#ask(path, async (url) => {
      const answer = await this.#request({ url, ...request }, signal);
      return JsonObject.parse(bodyOf(url, answer));
    });
  }

  /**
   * Gets all that etcd exports at /metrics.
   *
   * @throws {PmError} As {@linkcode get}.
   */
  exposition(signal: AbortSignal): Promise<Exposition> {
    return this.#ask(METRICS_PATH, async (url) => {
      const parser = new ExpositionParser(this.#exposition);
      const request = {
        url,
        headers: METRICS_HEADERS,
        maxBytes: METRICS_MAX,
      };
      const sink = (piece: Uint8Array) => parser.push(piece);
      bodyOf(url, await this.#request(request, signal, sink));
      const exposition = parser.end();
      const { skipped } = exposition;
      if (skipped > 0) {
        this.#log.debug(
          "appl0",
          () => `${urlText(url)}: passed over ${skipped} lines`,
        );
      }
      this.#exposition = exposition;
      return exposition;
    });
  }

  /** A client for another etcd, with the same log, transport and statistics. */
  at(endpoint: URL): EtcdClient {
    return new EtcdClient(
      endpoint,
      this.#log,
      this.#transport,
      endpoint,
      this.statistics,
    );
  }

  #request(
    request: HttpRequest,
    signal: AbortSignal,
    sink?: BodySink,
  ): Promise<HttpAnswer> {
    return this.#transport.request(request, signal, sink);
  }

  async #ask<Answer>(
    path: string,
    ask: (url: URL) => Promise<Answer>,
  ): Promise<Answer> {
    const url = this.#url(path);
    const name = urlText(url);
    const started = performance.now();
    const count = (ok: boolean) =>
      this.statistics.record(name, performance.now() - started, ok);
    try {
      const payload = await ask(url);
      count(true);
      this.#log.debug("appl0", () => `${name}: ${since(started)}`);
      this.#outage.answered(name);
      return payload;
    } catch (error) {
      const reason = errorText(error);
      this.#log.debug("appl0", () => `${name}: ${reason}, ${since(started)}`);
      if (error instanceof PmError && error.code === PM_ERR_APPVERSION) {
        count(true);
        this.#outage.answered(name);
        throw error;
      }
      count(false);
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
}

/** The body of an answer that can be used. */
function bodyOf(
  url: URL,
  { status, body }: HttpAnswer,
  statuses: readonly number[] = [],
): string {
  if (status === NOT_FOUND || status === NOT_IMPLEMENTED) {
    throw new PmError(PM_ERR_APPVERSION, `${urlText(url)} is not there`);
  }
  if (status === OK || statuses.includes(status)) return body;
  throw new PmError(
    PM_ERR_AGAIN,
    `answer has status ${status}${
      status === UNAUTHORIZED
        ? ": etcd asks for a user, set user and password_file"
        : ""
    }`,
  );
}

function since(started: number): string {
  return `${(performance.now() - started).toFixed(1)} ms`;
}
