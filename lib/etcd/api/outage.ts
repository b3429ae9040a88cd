/**
 * Tells the log when etcd stops answering and when it answers again, once
 * each, however many fetches go without values in between.
 *
 * @module
 */

import { type Log, PM_ERR_AGAIN, pmErrStr } from "../../pmda/mod.ts";

/**
 * The outages of one etcd.
 *
 * Several endpoints that fail together are one outage. The first of them that
 * answers ends it; one that goes on failing begins the next. An endpoint that
 * was well while others failed is told of when it fails too.
 */
export class Outage {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #failing = new Set<string>();
  /** The endpoints that have answered while others were failing. */
  readonly #well = new Set<string>();
  #since = 0;
  #requests = 0;

  /** Makes the state of an etcd that answers. */
  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** A request had no usable answer. */
  failed(endpoint: string, reason: string): void {
    if (this.#failing.size === 0) {
      this.#since = this.#now();
      this.#requests = 0;
    }
    if (this.#failing.size === 0 || this.#well.delete(endpoint)) {
      this.#log.warning(
        `${endpoint}: ${reason}; its metrics answer ${
          pmErrStr(PM_ERR_AGAIN)
        } until it does`,
      );
    }
    this.#requests++;
    this.#failing.add(endpoint);
  }

  /** A request had an answer. */
  answered(endpoint: string): void {
    if (this.#failing.size === 0) return;
    if (!this.#failing.has(endpoint)) {
      this.#well.add(endpoint);
      return;
    }
    const seconds = ((this.#now() - this.#since) / 1000).toFixed(1);
    this.#log.info(
      `${endpoint}: answers again after ${seconds} s and ${this.#requests} requests in vain`,
    );
    this.#failing.clear();
    this.#well.clear();
  }
}
