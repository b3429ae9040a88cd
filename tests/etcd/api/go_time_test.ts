import { assertEquals, assertThrows } from "@std/assert";
import { parseDuration, parseTime } from "../../../lib/etcd/api/go_time.ts";
import { PmError } from "../../../lib/pmda/mod.ts";

Deno.test("durations as Go writes them", () => {
  for (
    const [text, seconds] of [
      ["0s", 0],
      ["1ns", 1e-9],
      ["322.5µs", 0.0003225],
      ["428.540372ms", 0.428540372],
      ["10m59.5s", 659.5],
      ["2562047h47m16s", 9223372036],
    ] satisfies [string, number][]
  ) {
    const difference = Math.abs(parseDuration(text) - seconds);
    assertEquals(difference < 1e-12 * (1 + seconds), true, text);
  }
  for (const text of ["", "7", "-1s", "1s!", "1.s", "s", "1d", "1e3s"]) {
    assertThrows(() => parseDuration(text), PmError, "is no duration");
  }
});

Deno.test("times as Go writes them", () => {
  assertEquals(parseTime("2026-11-22T15:50:14.09024396Z"), 1795362614.09);
  assertEquals(parseTime("2026-11-22T16:50:14+01:00"), 1795362614);
  assertEquals(parseTime("0001-01-01T00:00:00Z"), undefined);
  for (const text of ["", "yesterday", "2026-11-22", "2026-13-40T00:00:00Z"]) {
    assertThrows(() => parseTime(text), PmError, "is no time");
  }
});
