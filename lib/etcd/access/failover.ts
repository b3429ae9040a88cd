/**
 * Asks whichever of several endpoints answers.
 *
 * @module
 */

import { errorText, type Log } from "../../pmda/mod.ts";
import { UnreachableError, urlText } from "../http/mod.ts";

/** One of the endpoints of an etcd. */
export interface Endpoint {
  /** Its base URL. */
  readonly url: URL;
  /** Where it serves /metrics and /health. */
  readonly metricsUrl: URL;
}

/** Sends a request to one endpoint. */
type Send<Answer> = (url: URL, signal: AbortSignal) => Promise<Answer>;

/** What etcd's --listen-metrics-urls serves. */
const METRICS_PATHS: ReadonlySet<string> = new Set(["/health", "/metrics"]);

/**
 * The endpoints of an etcd. The first that answers is asked from then on, until
 * it does not answer: then the others are tried within the time of the same
 * fetch. One that hangs has its share of the time that is left, the last one
 * all of it. An answer is an answer, whatever its status. The change to another
 * endpoint is logged once.
 */
export class Failover {
  readonly #endpoints: readonly KnownEndpoint[];
  readonly #budget: number;
  readonly #log: Log;
  readonly #now: () => number;
  /** The endpoint that has answered last. */
  #current = 0;
  /** When each fetch began. */
  readonly #begun = new WeakMap<AbortSignal, number>();
  /** The signals of fetches, by those that endpoints had a share of their time with. */
  readonly #fetches = new WeakMap<AbortSignal, AbortSignal>();

  /** @param budget Milliseconds that a fetch may take. */
  constructor(
    endpoints: readonly Endpoint[],
    budget: number,
    log: Log,
    now: () => number = () => performance.now(),
  ) {
    this.#endpoints = endpoints.map((endpoint) => new KnownEndpoint(endpoint));
    this.#budget = budget;
    this.#log = log;
    this.#now = now;
  }

  /** The base URL of the endpoint that has answered last. */
  get current(): URL {
    return this.#endpoints[this.#current].url;
  }

  /** The signal of the fetch that a request belongs to, by that of the request. */
  fetchOf(signal: AbortSignal): AbortSignal {
    return this.#fetches.get(signal) ?? signal;
  }

  /**
   * Sends a request for a path to one endpoint after the other, until one
   * answers.
   *
   * @throws {UnreachableError} Where several were tried and none answered, with
   * all reasons. Where one was tried, what that has failed with.
   */
  tryEach<Answer>(
    path: string,
    signal: AbortSignal,
    send: Send<Answer>,
  ): Promise<Answer> {
    return this.#endpoints.length === 1
      ? send(this.#endpoints[0].at(path), signal)
      : this.#tryAll(path, signal, send);
  }

  async #tryAll<Answer>(
    path: string,
    signal: AbortSignal,
    send: Send<Answer>,
  ): Promise<Answer> {
    const count = this.#endpoints.length;
    const begun = this.#begun.get(signal) ?? this.#now();
    this.#begun.set(signal, begun);
    const reasons: string[] = [];
    const first = this.#current;
    for (let tried = 0;; tried++) {
      const index = (first + tried) % count;
      const url = this.#endpoints[index].at(path);
      const last = tried + 1 === count;
      const left = begun + this.#budget - this.#now();
      using turn = new Turn(signal, last ? undefined : left / (count - tried));
      this.#fetches.set(turn.signal, signal);
      try {
        const answer = await send(url, turn.signal);
        if (index !== first) this.#change(index, reasons);
        return answer;
      } catch (error) {
        const end = last || signal.aborted;
        if (end && tried === 0) throw error;
        const reason = signal.aborted ? "no answer in time" : errorText(error);
        reasons.push(`${urlText(new URL("/", url))}: ${reason}`);
        if (end) throw new UnreachableError(reasons.join("; "));
      }
    }
  }

  #change(index: number, reasons: readonly string[]): void {
    if (index === this.#current) return;
    this.#current = index;
    this.#log.warning(
      `${reasons.join("; ")}; asking ${urlText(this.current)} from now on`,
    );
  }
}

/** An endpoint with the URLs that it has been asked at. */
class KnownEndpoint implements Endpoint {
  readonly url: URL;
  readonly metricsUrl: URL;
  readonly #urls = new Map<string, URL>();

  constructor({ url, metricsUrl }: Endpoint) {
    this.url = url;
    this.metricsUrl = metricsUrl;
  }

  /** The URL of a path; paths are few. */
  at(path: string): URL {
    let url = this.#urls.get(path);
    if (url === undefined) {
      const base = METRICS_PATHS.has(path) ? this.metricsUrl : this.url;
      url = new URL(path, base);
      this.#urls.set(path, url);
    }
    return url;
  }
}

/** The time that one endpoint has; the last one has what the fetch has. */
class Turn implements Disposable {
  readonly signal: AbortSignal;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(signal: AbortSignal, share: number | undefined) {
    if (share === undefined) {
      this.signal = signal;
      return;
    }
    const controller = new AbortController();
    const milliseconds = Math.max(1, Math.round(share));
    this.#timer = setTimeout(() => {
      controller.abort(
        new UnreachableError(`no answer within ${milliseconds} ms`),
      );
    }, milliseconds);
    this.signal = AbortSignal.any([signal, controller.signal]);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
