import { assertEquals, assertThrows } from "@std/assert";
import { ExportedValue } from "../../../lib/etcd/exposition/exported_value.ts";
import {
  double,
  unsigned,
  unsigned32,
} from "../../../lib/etcd/families/conversions.ts";
import { PM_ERR_CONV } from "../../../lib/pcp/mod.ts";
import { PmError } from "../../../lib/pmda/mod.ts";

/** What a number is as unsigned integer of 64 and of 32 bits; without one it is PM_ERR_CONV. */
const NUMBERS: [text: string, double?: number, u64?: bigint, u32?: number][] = [
  ["0", 0, 0n, 0],
  ["+5", 5, 5n, 5],
  ["1.5e+06", 1_500_000, 1_500_000n, 1_500_000],
  ["4294967295", 4294967295, 4294967295n, 4294967295],
  ["4294967296", 4294967296, 4294967296n],
  ["9007199254740993", 9007199254740992, 9007199254740993n],
  ["18446744073709551615", 18446744073709551615, 18446744073709551615n],
  ["18446744073709551616", 18446744073709551616],
  ["1.8446744073709552e+19", 18446744073709551616],
  [".5", 0.5],
  ["-1", -1],
  ["+Inf", Infinity],
  ["-Inf", -Infinity],
];

for (const [text, number, u64, u32] of NUMBERS) {
  Deno.test(`${text} as PCP's types`, () => {
    const value = exported(text);
    assertEquals(double(value), number);
    for (
      const [convert, expected, bits] of [
        [unsigned, u64, ""],
        [unsigned32, u32, "32-bit "],
      ] as const
    ) {
      if (expected !== undefined) {
        assertEquals(convert("up", value), expected);
        continue;
      }
      const error = assertThrows(() => convert("up", value), PmError);
      assertEquals(error instanceof PmError && error.code, PM_ERR_CONV);
      const size = u64 === undefined ? "" : bits;
      assertEquals(
        error.message,
        `up ${text} is not an unsigned ${size}integer`,
      );
    }
  });
}

Deno.test("NaN is no value of any type", () => {
  const value = exported("NaN");
  assertEquals(double(value), undefined);
  assertEquals(unsigned("up", value), undefined);
  assertEquals(unsigned32("up", value), undefined);
});

function exported(text: string): ExportedValue {
  const value = ExportedValue.parse(text);
  if (value === undefined) throw new Error(`${text} is no value`);
  return value;
}
