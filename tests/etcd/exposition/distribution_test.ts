import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Distribution } from "../../../lib/etcd/exposition/distribution.ts";
import type { Histogram } from "../../../lib/etcd/exposition/histogram.ts";

/** A histogram with these numbers of values up to 1, 2, 4 and beyond. */
function histogram(sum: number, ...counts: number[]): Histogram {
  const bounds = [1, 2, 4, Infinity];
  return {
    sum,
    count: counts[counts.length - 1],
    buckets: counts.map((count, i) => ({ bound: bounds[i], count })),
  };
}

const NONE = histogram(0, 0, 0, 0, 0);

Deno.test("mean and percentiles between two samples", () => {
  const distribution = Distribution.between(
    histogram(100, 10, 10, 10, 10),
    histogram(300, 60, 90, 110, 110),
  );
  assertEquals(distribution?.mean, 2);
  assertEquals(distribution?.percentile(50), 1);
  assertEquals(distribution?.percentile(25), 0.5);
  assertAlmostEquals(distribution?.percentile(80) ?? 0, 2);
  assertAlmostEquals(distribution?.percentile(90) ?? 0, 3);
  assertEquals(distribution?.percentile(100), 4);
});

Deno.test("what lies above the highest bound is said to be that bound", () => {
  const distribution = Distribution.between(NONE, histogram(1e6, 0, 0, 0, 5));
  assertEquals(distribution?.percentile(50), 4);
  const some = Distribution.between(NONE, histogram(20, 1, 1, 1, 2));
  assertEquals(some?.percentile(50), 1);
  assertEquals(some?.percentile(99), 4);
});

Deno.test("empty buckets at the beginning and between do no harm", () => {
  const distribution = Distribution.between(NONE, histogram(9, 0, 0, 3, 3));
  assertEquals(distribution?.percentile(50), 3);
  const gap = Distribution.between(NONE, histogram(9, 2, 2, 4, 4));
  assertEquals(gap?.percentile(50), 1);
  assertEquals(gap?.percentile(75), 3);
});

for (
  const [what, before, after] of [
    ["nothing", histogram(5, 1, 1, 1, 1), histogram(5, 1, 1, 1, 1)],
    ["a new start", histogram(50, 5, 5, 5, 5), histogram(10, 1, 1, 1, 1)],
    [
      "a new start that has counted more",
      histogram(50, 5, 5, 5, 5),
      histogram(90, 1, 9, 9, 9),
    ],
    ["other buckets", histogram(0, 0, 0), histogram(9, 1, 1, 1)],
    ["a smaller sum", histogram(50, 0, 0, 0, 1), histogram(9, 0, 0, 0, 2)],
  ] as const
) {
  Deno.test(`there is no distribution after ${what}`, () => {
    assertEquals(Distribution.between(before, after), undefined);
  });
}
