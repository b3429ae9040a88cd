import { assertEquals } from "@std/assert";
import {
  type Histogram,
  readHistograms,
} from "../../../lib/etcd/exposition/histogram.ts";
import { parsed } from "./parsed.ts";

/** Reads the one histogram without labels. */
function read(
  buckets: readonly [labels: string, text: string][],
  sum: string,
  count: string,
): Histogram | undefined {
  const lines = buckets.map(([labels, text]) => `x_bucket{${labels}} ${text}`);
  const text = [...lines, `x_sum ${sum}`, `x_count ${count}`].join("\n");
  return readHistograms(parsed(text), "x").get("");
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
  assertEquals(read([...buckets, ['le="x"', "3"]], "1", "9"), undefined);
  assertEquals(read([...buckets, ['le="2"', "NaN"]], "1", "9"), undefined);
});

Deno.test("each label set has its own histogram, wherever the bound stands", () => {
  const one = (labels: string, count: number) =>
    `x_bucket{${labels.replace("LE", 'le="1"')}} ${count}\n` +
    `x_bucket{${labels.replace("LE", 'le="+Inf"')}} ${count + 1}\n`;
  const histograms = readHistograms(
    parsed(
      one('To="a",LE', 1) + one('LE,zone="b",le2=",le="', 3) +
        one('b="2",LE,a="1"', 5) +
        'x_sum{To="a"} 7\nx_sum{zone="b",le2=",le="} 8\nx_sum{a="1",b="2"} 9\n' +
        'x_count{To="a"} 2\nx_count{zone="b",le2=",le="} 4\n' +
        'x_count{a="1",b="2"} 6\nx_count{To="none"} 6\n',
    ),
    "x",
  );
  assertEquals(
    Array.from(histograms, ([labels, { sum, count, buckets }]) => [
      labels,
      sum,
      count,
      buckets.map(({ count }) => count),
    ]),
    [
      ['To="a"', 7, 2, [1, 2]],
      ['zone="b",le2=",le="', 8, 4, [3, 4]],
      ['a="1",b="2"', 9, 6, [5, 6]],
    ],
  );
  assertEquals(readHistograms(parsed("x 1\n"), "x").size, 0);
});
