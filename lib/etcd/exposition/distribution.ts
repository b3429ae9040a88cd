/**
 * What a histogram has counted between two samples.
 *
 * @module
 */

import type { Bucket, Histogram } from "./histogram.ts";

/** What has been counted between two samples of a histogram. */
export class Distribution {
  readonly #sum: number;
  readonly #buckets: readonly Bucket[];
  readonly #count: number;

  private constructor(
    count: number,
    sum: number,
    buckets: readonly Bucket[],
  ) {
    this.#count = count;
    this.#sum = sum;
    this.#buckets = buckets;
  }

  /** Undefined where nothing was counted, or if counting has started again. */
  static between(
    before: Histogram,
    after: Histogram,
  ): Distribution | undefined {
    if (before.buckets.length !== after.buckets.length) return undefined;
    const buckets = after.buckets.map(({ bound, count }, i) => ({
      bound,
      count: count - before.buckets[i].count,
    }));
    const grown = buckets.every(({ bound, count }, i) =>
      bound === before.buckets[i].bound && count >= 0 &&
      count >= (buckets[i - 1]?.count ?? 0)
    );
    const count = after.count - before.count;
    const sum = after.sum - before.sum;
    return grown && count > 0 && sum >= 0
      ? new Distribution(count, sum, buckets)
      : undefined;
  }

  get mean(): number {
    return this.#sum / this.#count;
  }

  /**
   * The value that a share of all values is not above, as near as the buckets
   * tell: between the bounds of a bucket the values are taken to be spread
   * evenly, as Prometheus' histogram_quantile() does.
   */
  percentile(share: number): number {
    const total = this.#buckets.at(-1)?.count ?? 0;
    const rank = total * share / 100;
    let below: Bucket = { bound: 0, count: 0 };
    for (const bucket of this.#buckets) {
      if (bucket.count >= rank && bucket.count > below.count) {
        if (bucket.bound === Infinity) return below.bound;
        const part = (rank - below.count) / (bucket.count - below.count);
        return below.bound + (bucket.bound - below.bound) * part;
      }
      below = bucket;
    }
    return below.bound;
  }
}
