/**
 * Asks whichever of several endpoints answers.
 *
 * @module
 */

import { errorText, type Log, PM_ERR_AGAIN, PmError } from "../../pmda/mod.ts";
import { urlText } from "../http/endpoint.ts";
import type { BodySink, HttpAnswer } from "../http/answer_parser.ts";
import {
  type GetOptions,
  type HttpRequest,
  isRepeatable,
  type Requester,
} from "../http/http_client.ts";

/** The base URL that stands for whichever endpoint answers. */
export const ANY_ENDPOINT = new URL("etcd://any/");

/** One of several endpoints. */
export interface Alternative {
  /** Its base URL. */
  readonly url: URL;
  /** Where it serves /metrics and /health. */
  readonly metricsUrl: URL;
}

/** What etcd's --listen-metrics-urls serves. */
const METRICS_PATHS: ReadonlySet<string> = new Set(["/health", "/metrics"]);

/**
 * Carries requests to {@linkcode ANY_ENDPOINT} to the first endpoint that
 * answers, and stays with that. Requests to other URLs go there.
 *
 * Where the endpoint fails, the others are tried within the time of the same
 * fetch. One that hangs does not eat it up: each has its share of what is left,
 * the last all of it. An answer is an answer, whatever its status. The change
 * to another endpoint is told once.
 */
export class FailoverTransport implements Requester {
  readonly #transport: Requester;
  readonly #endpoints: readonly Alternative[];
  readonly #budget: number;
  readonly #log: Log;
  readonly #now: () => number;
  /** The endpoint that has answered last. */
  #current = 0;
  /** When each fetch began. */
  readonly #begun = new WeakMap<AbortSignal, number>();

  /** Makes a transport. */
  constructor(
    transport: Requester,
    endpoints: readonly Alternative[],
    budget: number,
    log: Log,
    now: () => number = () => performance.now(),
  ) {
    this.#transport = transport;
    this.#endpoints = endpoints;
    this.#budget = budget;
    this.#log = log;
    this.#now = now;
  }

  /** The base URL of the endpoint that has answered last. */
  get current(): URL {
    return this.#endpoints[this.#current].url;
  }

  /**
   * Sends a GET request.
   *
   * @throws {PmError} PM_ERR_AGAIN where no endpoint answers, with the reasons.
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
   * @throws {PmError} PM_ERR_AGAIN where no endpoint answers, with the reasons.
   */
  async request(
    request: HttpRequest,
    signal: AbortSignal,
    sink?: BodySink,
  ): Promise<HttpAnswer> {
    if (request.url.protocol !== ANY_ENDPOINT.protocol) {
      return await this.#transport.request(request, signal, sink);
    }
    const begun = this.#begun.get(signal) ?? this.#now();
    this.#begun.set(signal, begun);
    let passed = false;
    const watched = sink && ((piece: Uint8Array) => {
      passed = true;
      sink(piece);
    });
    const reasons: string[] = [];
    const count = isRepeatable(request) ? this.#endpoints.length : 1;
    const first = this.#current;
    for (let tried = 0; tried < count; tried++) {
      const index = (first + tried) % this.#endpoints.length;
      const { url, metricsUrl } = this.#endpoints[index];
      const { pathname, search } = request.url;
      const base = METRICS_PATHS.has(pathname) ? metricsUrl : url;
      const left = begun + this.#budget - this.#now();
      using turn = new Turn(
        signal,
        left / (count - tried),
        tried + 1 === count,
      );
      try {
        const answer = await this.#transport.request(
          { ...request, url: new URL(`${pathname}${search}`, base) },
          turn.signal,
          watched,
        );
        this.#change(index, reasons);
        return answer;
      } catch (error) {
        if (signal.aborted) reasons.push(`${urlText(base)}: no answer in time`);
        else {
          const reason = errorText(error);
          reasons.push(`${urlText(base)}: ${reason}`);
        }
        if (signal.aborted || passed) break;
      }
    }
    throw new PmError(PM_ERR_AGAIN, reasons.join("; "));
  }

  #change(index: number, reasons: readonly string[]): void {
    if (reasons.length === 0 || index === this.#current) return;
    this.#current = index;
    this.#log.warning(
      `${reasons.join("; ")}; asking ${urlText(this.current)} from now on`,
    );
  }
}

/** The time that one endpoint has. */
class Turn implements Disposable {
  readonly signal: AbortSignal;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(signal: AbortSignal, share: number, last: boolean) {
    if (last) {
      this.signal = signal;
      return;
    }
    const controller = new AbortController();
    const milliseconds = Math.max(1, Math.round(share));
    this.#timer = setTimeout(() => {
      controller.abort(new Error(`no answer within ${milliseconds} ms`));
    }, milliseconds);
    this.signal = AbortSignal.any([signal, controller.signal]);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
