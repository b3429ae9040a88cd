/**
 * What a histogram has counted between two samples.
 *
 * @module
 */

import type { ExportedValue } from "./exported_value.ts";
import type { Series } from "./exposition.ts";
import { parseLabels } from "./exposition_line.ts";

/** A bucket: how many values are not above its bound. */
interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/** A histogram at one time. */
export interface Histogram {
  /** The number of values. */
  readonly count: number;
  /** Their sum. */
  readonly sum: number;
  /** The buckets, by bound; each has those of the ones before. */
  readonly buckets: readonly Bucket[];
}

/** The values that a histogram consists of. */
export interface HistogramValues {
  /** The values of its buckets, by their labels. */
  readonly buckets: Series;
  /** Their sum. */
  readonly sum: ExportedValue | undefined;
  /** Their number. */
  readonly count: ExportedValue | undefined;
}

/** Reads a histogram. */
export function readHistogram(values: HistogramValues): Histogram | undefined {
  const count = finite(values.count?.number);
  const sum = finite(values.sum?.number);
  const buckets: Bucket[] = [];
  for (const [labels, value] of values.buckets) {
    const le = parseLabels(labels).find(([name]) => name === "le")?.[1];
    const bound = le === "+Inf" ? Infinity : finite(Number(le));
    const within = finite(value.number);
    if (bound === undefined || within === undefined) return undefined;
    buckets.push({ bound, count: within });
  }
  if (count === undefined || sum === undefined || buckets.length === 0) {
    return undefined;
  }
  buckets.sort((a, b) => a.bound - b.bound);
  return { count, sum, buckets };
}

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

  /** What has been counted from one sample to the next. */
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

  /** The mean of the values. */
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

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
