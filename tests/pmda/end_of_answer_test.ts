import { assertEquals } from "@std/assert";
import { EndOfAnswer } from "../../lib/pmda/_end_of_answer.ts";
import { FakeClock } from "../fake_clock.ts";

/** How many values there are time for, of which the first ones take no time. */
function valuesInTime(clock: FakeClock, quick: number, took: number): number {
  const end = new EndOfAnswer(performance.now());
  for (let count = 0; count < 10_000; count++) {
    if (end.isPast()) return count;
    if (count >= quick) clock.pass(took);
  }
  return Infinity;
}

Deno.test("values that take no time are never too late", () => {
  using clock = new FakeClock();
  assertEquals(valuesInTime(clock, 10_000, 0), Infinity);
});

Deno.test("values that are slow from the first one on end with their time", () => {
  using clock = new FakeClock();
  assertEquals(valuesInTime(clock, 0, 100), 6);
  assertEquals(valuesInTime(clock, 0, 300), 2);
  assertEquals(valuesInTime(clock, 0, 700), 1);
});

Deno.test("once it is past it stays so", () => {
  using clock = new FakeClock();
  const end = new EndOfAnswer(performance.now());
  for (let quick = 0; quick < 100; quick++) end.isPast();
  clock.pass(600);
  while (!end.isPast());
  for (let more = 0; more < 100; more++) assertEquals(end.isPast(), true);
});

Deno.test("values that become slow get no more than sixteen beyond their time", () => {
  using clock = new FakeClock();
  for (const quick of [1, 2, 15, 16, 17, 31, 100, 1000]) {
    const beyond = valuesInTime(clock, quick, 600) - quick;
    assertEquals(beyond >= 1 && beyond <= 16, true, `${beyond} after ${quick}`);
  }
});
