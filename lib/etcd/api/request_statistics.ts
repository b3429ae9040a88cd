/**
 * Counts requests to etcd.
 *
 * @module
 */

/** The requests to one URL. */
export interface RequestCounts {
  readonly requests: number;
  /** Those without an answer that could be used. */
  readonly errors: number;
  /** The time of all, from sending a request to having read its answer. */
  readonly milliseconds: number;
  /** Whether the last of them had an answer that could be used. */
  readonly up: boolean;
  /** Seconds since the last answer that could be used; undefined where there was none. */
  readonly answerAge: number | undefined;
}

/** Counts requests, by the URL that they went to. */
export class RequestStatistics {
  readonly #counters = new Map<string, Counter>();
  readonly #now: () => number;
  #onNew: (url: string, counts: RequestCounts) => void = () => {};

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Passes each URL to a listener, the known ones at once, others as they come. */
  listen(onNew: (url: string, counts: RequestCounts) => void): void {
    this.#onNew = onNew;
    this.#counters.forEach((counter, url) => onNew(url, counter));
  }

  record(url: string, milliseconds: number, ok: boolean): void {
    let counter = this.#counters.get(url);
    if (counter === undefined) {
      counter = new Counter(this.#now);
      this.#counters.set(url, counter);
      this.#onNew(url, counter);
    }
    counter.count(milliseconds, ok);
  }
}

class Counter implements RequestCounts {
  readonly #now: () => number;
  #answered: number | undefined;
  requests = 0;
  errors = 0;
  milliseconds = 0;
  up = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  get answerAge(): number | undefined {
    const answered = this.#answered;
    return answered === undefined ? undefined : (this.#now() - answered) / 1000;
  }

  count(milliseconds: number, ok: boolean): void {
    this.requests++;
    this.milliseconds += milliseconds;
    this.up = ok;
    if (ok) this.#answered = this.#now();
    else this.errors++;
  }
}
