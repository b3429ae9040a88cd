/**
 * Asks etcd over HTTP.
 *
 * @module
 */

import { STATUS_CODE } from "@std/http/status";
import { errorText, type Log } from "../../pmda/mod.ts";
import {
  type Exposition,
  ExpositionParser,
  NO_EXPOSITION,
} from "../exposition/mod.ts";
import {
  BadAnswerError,
  type HttpAnswer,
  RefusedError,
  type RequestSender,
  urlText,
} from "../http/mod.ts";
import { AbsentError } from "./answer_errors.ts";
import type { EtcdApi, Question } from "./api.ts";
import { type Endpoints, oneEndpoint } from "./endpoints.ts";
import { JsonObject } from "./json_object.ts";
import { Outage } from "./outage.ts";
import { METRICS_PATH } from "./paths.ts";
import { RequestStatistics } from "./request_statistics.ts";

/** What etcd exports grows with the methods that its clients have called. */
const METRICS_MAX = 16 * 1024 * 1024;
const METRICS_HEADERS = { Accept: "text/plain" };

/** A request to one endpoint that is under way. */
interface Attempt {
  readonly name: string;
  readonly started: number;
}

/** Sends one request to one endpoint. */
type Send<Answer> = (url: URL, signal: AbortSignal) => Promise<Answer>;

/** Asks one etcd. */
export class EtcdClient implements EtcdApi {
  /** The requests of this client, and of those for other etcds. */
  readonly statistics: RequestStatistics;
  readonly #endpoints: Endpoints;
  readonly #sender: RequestSender;
  readonly #log: Log;
  readonly #outage: Outage;
  #exposition: Exposition = NO_EXPOSITION;

  constructor(
    endpoints: Endpoints,
    sender: RequestSender,
    log: Log,
    statistics: RequestStatistics = new RequestStatistics(),
  ) {
    this.#endpoints = endpoints;
    this.#sender = sender;
    this.#log = log;
    this.#outage = new Outage(log);
    this.statistics = statistics;
  }

  /**
   * Gets a payload.
   *
   * @throws As {@linkcode EtcdApi.ask} says.
   */
  ask(
    { path, method, body, statuses = [], signal }: Question,
  ): Promise<JsonObject> {
    return this.#ask(
      path,
      signal,
      (url, signal) => this.#sender.request({ url, method, body, signal }),
      (answer) => JsonObject.parse(bodyOf(answer, statuses)),
    );
  }

  /**
   * Gets all that etcd exports at /metrics.
   *
   * @throws As {@linkcode EtcdApi.ask} says.
   */
  exposition(signal: AbortSignal): Promise<Exposition> {
    return this.#ask(METRICS_PATH, signal, async (url, signal) => {
      // One for each endpoint: none goes on with what another has begun.
      const parser = new ExpositionParser(this.#exposition);
      const answer = await this.#sender.request({
        url,
        headers: METRICS_HEADERS,
        maxBytes: METRICS_MAX,
        sink: (piece) => parser.push(piece),
        signal,
      });
      return { answer, parser };
    }, ({ answer, parser }) => {
      bodyOf(answer);
      this.#exposition = parser.end();
      const { skipped } = this.#exposition;
      if (skipped > 0) {
        this.#log.debug("appl0", () => `skipped ${skipped} lines`);
      }
      return this.#exposition;
    });
  }

  /** A client for another etcd, with the same log and statistics. */
  at(endpoint: URL): EtcdClient {
    return new EtcdClient(
      oneEndpoint(endpoint),
      this.#sender,
      this.#log,
      this.statistics,
    );
  }

  async #ask<Answer, Payload>(
    path: string,
    signal: AbortSignal,
    send: Send<Answer>,
    read: (answer: Answer) => Payload,
  ): Promise<Payload> {
    const [attempt, answer] = await this.#send(path, signal, send);
    const { name } = attempt;
    try {
      const payload = read(answer);
      this.#end(attempt, true, "answered");
      this.#outage.answered(path, name);
      return payload;
    } catch (error) {
      const reason = errorText(error);
      const absent = error instanceof AbsentError;
      this.#end(attempt, absent, reason);
      if (absent) this.#outage.answered(path, name);
      else this.#outage.failed(path, `${name}: ${reason}`);
      throw error;
    }
  }

  /** The answer of whichever endpoint has one, and the attempt that it came from. */
  async #send<Answer>(
    path: string,
    signal: AbortSignal,
    send: Send<Answer>,
  ): Promise<[Attempt, Answer]> {
    const names: string[] = [];
    try {
      return await this.#endpoints.tryEach(
        path,
        signal,
        async (url, signal) => {
          const name = urlText(url);
          names.push(name);
          const attempt = { name, started: performance.now() };
          try {
            return [attempt, await send(url, signal)];
          } catch (error) {
            this.#end(attempt, false, errorText(error));
            throw error;
          }
        },
      );
    } catch (error) {
      const name = names.length === 1 ? names[0] : path;
      this.#outage.failed(path, `${name}: ${errorText(error)}`);
      throw error;
    }
  }

  #end({ name, started }: Attempt, ok: boolean, result: string): void {
    const took = performance.now() - started;
    this.statistics.record(name, took, ok);
    this.#log.debug("appl0", () => `${name}: ${result}, ${took.toFixed(1)} ms`);
  }
}

/** The body of an answer that can be used. */
function bodyOf(
  { status, body, isUtf8 = true }: HttpAnswer,
  statuses: readonly number[] = [],
): string {
  if (status === STATUS_CODE.OK || statuses.includes(status)) {
    if (isUtf8) return body;
    throw new BadAnswerError("answer is not UTF-8");
  }
  switch (status) {
    case STATUS_CODE.NotFound:
    // Of the gateway, where etcd's server lacks the method.
    case STATUS_CODE.NotImplemented:
      throw new AbsentError(`this etcd does not have it (status ${status})`);
    case STATUS_CODE.Unauthorized:
      throw new RefusedError(
        "etcd asks for a user: set user and password_file (status 401)",
      );
    default:
      throw new BadAnswerError(`answer has status ${status}`);
  }
}
