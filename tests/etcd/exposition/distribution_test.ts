import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  Distribution,
  type Histogram,
  readHistogram,
} from "../../../lib/etcd/exposition/distribution.ts";
import { ExportedValue } from "../../../lib/etcd/exposition/exported_value.ts";

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

/** Reads a histogram out of its texts. */
function read(
  buckets: readonly [labels: string, text: string][],
  sum: string,
  count: string,
): Histogram | undefined {
  return readHistogram({
    buckets: new Map(buckets.map(([labels, text]) => [labels, exported(text)])),
    sum: ExportedValue.parse(sum),
    count: ExportedValue.parse(count),
  });
}

function exported(text: string): ExportedValue {
  const value = ExportedValue.parse(text);
  if (value === undefined) throw new Error(`${text} is no value`);
  return value;
}

Deno.test("a histogram is read whatever the order of its buckets, and only whole", () => {
  const buckets: [string, string][] = [
    ['le="+Inf"', "9"],
    ['le="0.5"', "2"],
    ['le="1e+06"', "7"],
  ];
  assertEquals(read(buckets, "1.5e+01", "9"), {
    sum: 15,
    count: 9,
    buckets: [
      { bound: 0.5, count: 2 },
      { bound: 1e6, count: 7 },
      { bound: Infinity, count: 9 },
    ],
  });
  assertEquals(read(buckets, "", "9"), undefined);
  assertEquals(read(buckets, "NaN", "9"), undefined);
  assertEquals(read(buckets, "1", ""), undefined);
  assertEquals(read([], "1", "9"), undefined);
  assertEquals(read([['x="1"', "3"]], "1", "9"), undefined);
});
