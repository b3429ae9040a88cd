/**
 * What histograms have counted since somebody has asked for it last.
 *
 * @module
 */

import { Distribution } from "./distribution.ts";
import type { Histogram } from "./histogram.ts";

/** More histograms than anybody asks for; the one asked for longest ago goes. */
const HISTOGRAMS_MAX = 10_000;

/** The windows of time in which one client sees histograms. */
export class Windows {
  /** The histograms as they were asked for last, by keys of the caller's. */
  readonly #seen = new Map<string, Histogram>();

  /**
   * What was counted since the same key was asked for last; a new window
   * begins. Undefined the first time, and where nothing was counted.
   */
  next(key: string, now: Histogram): Distribution | undefined {
    const before = this.#seen.get(key);
    this.#seen.delete(key);
    this.#seen.set(key, now);
    if (this.#seen.size > HISTOGRAMS_MAX) {
      const [oldest] = this.#seen.keys();
      this.#seen.delete(oldest);
    }
    return before && Distribution.between(before, now);
  }
}
