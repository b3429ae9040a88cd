import { assertEquals } from "@std/assert";
import type { Histogram } from "../../../lib/etcd/exposition/histogram.ts";
import { Windows } from "../../../lib/etcd/exposition/windows.ts";

/** A histogram of so many values, each of them 2. */
function twos(count: number): Histogram {
  return { count, sum: 2 * count, buckets: [{ bound: Infinity, count }] };
}

Deno.test("a window ends where the same key is asked for, whatever others do", () => {
  const windows = new Windows();
  assertEquals(windows.next("a", twos(0)), undefined);
  assertEquals(windows.next("b", twos(0)), undefined);
  assertEquals(windows.next("a", twos(5))?.mean, 2);
  assertEquals(windows.next("a", twos(5)), undefined);
  assertEquals(windows.next("b", twos(5))?.mean, 2);
  assertEquals(windows.next("a", twos(6))?.mean, 2);
});

Deno.test("a new start of etcd begins a window and gives no values", () => {
  const windows = new Windows();
  windows.next("a", twos(5));
  assertEquals(windows.next("a", twos(1)), undefined);
  assertEquals(windows.next("a", twos(2))?.mean, 2);
});

Deno.test("of very many keys the one asked for longest ago is forgotten", () => {
  const windows = new Windows();
  for (let i = 0; i < 10_000; i++) windows.next(`${i}`, twos(0));
  windows.next("0", twos(1));
  windows.next("more", twos(0));
  assertEquals(windows.next("0", twos(2))?.mean, 2);
  assertEquals(windows.next("1", twos(2)), undefined);
  assertEquals(windows.next("more", twos(2))?.mean, 2);
});
