/**
 * Logs when etcd stops answering and when it answers again, once each, however
 * many fetches go without values in between.
 *
 * @module
 */

import type { Log } from "../../pmda/mod.ts";

/**
 * The outages of one etcd.
 *
 * Several paths that fail together are one outage. The first of them that is
 * answered ends it; one that goes on failing begins the next. A path that was
 * answered while others failed is logged when it fails too.
 */
export class Outage {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #failing = new Set<string>();
  /** The paths that have been answered while others were failing. */
  readonly #well = new Set<string>();
  #since = 0;
  #requests = 0;

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** Counts a request without a usable answer; the reason names the URL. */
  failed(path: string, reason: string): void {
    if (this.#failing.size === 0) {
      this.#since = this.#now();
      this.#requests = 0;
    }
    if (this.#failing.size === 0 || this.#well.delete(path)) {
      this.#log.warning(
        `${reason}; its metrics have no values until it answers`,
      );
    }
    this.#requests++;
    this.#failing.add(path);
  }

  /** Takes note of a request that a URL has answered. */
  answered(path: string, url: string): void {
    if (this.#failing.size === 0) return;
    if (!this.#failing.has(path)) {
      this.#well.add(path);
      return;
    }
    const seconds = ((this.#now() - this.#since) / 1000).toFixed(1);
    const requests = this.#requests === 1
      ? "1 failed request"
      : `${this.#requests} failed requests`;
    this.#log.info(`${url}: answers again after ${seconds} s and ${requests}`);
    this.#failing.clear();
    this.#well.clear();
  }
}
