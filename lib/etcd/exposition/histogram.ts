/**
 * Histograms at one time, out of what they consist of at /metrics.
 *
 * @module
 */

import type { Exposition } from "./exposition.ts";
import { parseLabels } from "./exposition_line.ts";

/** A bucket: how many values are not above its bound. */
export interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/** A histogram at one time. */
export interface Histogram {
  /** The number of values. */
  readonly count: number;
  readonly sum: number;
  /** The buckets, by bound; each has those of the ones before. */
  readonly buckets: readonly Bucket[];
}

const BOUND = "le";

/**
 * The histograms of a family, by the text of their labels (without bounds);
 * those that are incomplete or have values that are not numbers are left out.
 */
export function readHistograms(
  { series }: Exposition,
  family: string,
): ReadonlyMap<string, Histogram> {
  const histograms = new Map<string, Histogram>();
  const buckets = readBuckets(series.get(`${family}_bucket`) ?? new Map());
  for (const [labels, value] of series.get(`${family}_count`) ?? []) {
    const count = finite(value.number);
    const sum = finite(series.get(`${family}_sum`)?.get(labels)?.number);
    const own = buckets.get(identityOf(parseLabels(labels))) ?? [];
    if (count === undefined || sum === undefined || own.length === 0) continue;
    if (own.some((bucket) => bucket === undefined)) continue;
    histograms.set(labels, {
      count,
      sum,
      buckets: own.filter((bucket) => bucket !== undefined)
        .sort((a, b) => a.bound - b.bound),
    });
  }
  return histograms;
}

/** The buckets of a family by their other labels; undefined of those that are not readable. */
function readBuckets(
  series: ReadonlyMap<string, { readonly number: number }>,
): ReadonlyMap<string, (Bucket | undefined)[]> {
  const buckets = new Map<string, (Bucket | undefined)[]>();
  for (const [labels, value] of series) {
    const pairs = parseLabels(labels);
    const le = pairs.find(([name]) => name === BOUND)?.[1];
    const bound = le === "+Inf" ? Infinity : finite(Number(le));
    const count = finite(value.number);
    const bucket = bound === undefined || count === undefined
      ? undefined
      : { bound, count };
    const identity = identityOf(pairs);
    const known = buckets.get(identity);
    if (known === undefined) buckets.set(identity, [bucket]);
    else known.push(bucket);
  }
  return buckets;
}

/** The labels apart from the bound, whatever their order. */
function identityOf(pairs: readonly [name: string, value: string][]): string {
  const others = pairs.filter(([name]) => name !== BOUND);
  return JSON.stringify(others.sort(([a], [b]) => a < b ? -1 : 1));
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
