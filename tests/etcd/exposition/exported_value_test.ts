import { assertEquals, assertThrows } from "@std/assert";
import {
  ExportedValue,
  unsigned,
} from "../../../lib/etcd/exposition/exported_value.ts";
import { PM_ERR_CONV, PmError } from "../../../lib/pmda/mod.ts";

const NUMBERS: [text: string, number: number, integer?: bigint][] = [
  ["0", 0, 0n],
  ["-0", 0, 0n],
  ["+5", 5, 5n],
  ["5.", 5, 5n],
  [".5", 0.5],
  ["-1", -1],
  ["1.5", 1.5],
  ["1.5e+06", 1_500_000, 1_500_000n],
  ["25E-1", 2.5],
  ["9007199254740993", 9007199254740992, 9007199254740993n],
  ["18446744073709551615", 18446744073709551615, 18446744073709551615n],
  ["18446744073709551616", 18446744073709551616],
  ["1.8446744073709552e+19", 18446744073709551616],
  ["1e+20", 1e20],
  ["00000000000000000007", 7, 7n],
  ["NaN", NaN],
  ["Inf", Infinity],
  ["+Inf", Infinity],
  ["-Inf", -Infinity],
];

for (const [text, number, integer] of NUMBERS) {
  Deno.test(`the value ${text} is that number, and an integer where it is one`, () => {
    const value = ExportedValue.parse(text);
    assertEquals(value?.text, text);
    assertEquals(value && value.number + 0, number);
    assertEquals(value?.integer, integer);
    if (integer !== undefined || text === "NaN") {
      assertEquals(unsigned("up", value), integer);
    } else {
      const error = assertThrows(() => unsigned("up", value), PmError);
      assertEquals(error.message, `up ${text} is no unsigned integer`);
      assertEquals(error instanceof PmError && error.code, PM_ERR_CONV);
    }
  });
}

Deno.test("what is no number in Prometheus' text format is none", () => {
  for (
    const text of [
      ...["", " ", "\v", "1 ", " 1", "1\xa0", "0x10", "0b11", "1_0", "1n"],
      ...["1e400", "-1e400", "Infinity", "e5", ".", "1e", "--1", "nan"],
    ]
  ) {
    assertEquals(ExportedValue.parse(text), undefined, JSON.stringify(text));
  }
});
