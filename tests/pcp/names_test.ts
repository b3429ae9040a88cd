import { assertEquals } from "@std/assert";
import {
  PM_SEMS,
  PM_TYPES,
  pmSemStr,
  pmTypeStr,
  type PmTypeValue,
} from "../../lib/pcp/mod.ts";

Deno.test("types have the codes that pmapi.h gives to pmTypeStr's names", () => {
  assertEquals(PM_TYPES, {
    "32": 0,
    U32: 1,
    "64": 2,
    U64: 3,
    FLOAT: 4,
    DOUBLE: 5,
    STRING: 6,
    AGGREGATE: 7,
    EVENT: 9,
    HIGHRES_EVENT: 10,
  });
  for (const [name, code] of Object.entries(PM_TYPES)) {
    assertEquals(pmTypeStr(code), name);
  }
});

Deno.test("semantics have the codes that pmapi.h gives to pmSemStr's names", () => {
  assertEquals(PM_SEMS, { counter: 1, instant: 3, discrete: 4 });
  for (const [name, code] of Object.entries(PM_SEMS)) {
    assertEquals(pmSemStr(code), name);
  }
});

Deno.test("the compiler knows the values of a type by its name", () => {
  const value: PmTypeValue<"U64"> = 1n;
  // @ts-expect-error A 64-bit integer is a bigint.
  const wrong: PmTypeValue<"64"> = 1;
  const text: PmTypeValue<"STRING"> = "a";
  assertEquals([value, BigInt(wrong), text], [1n, 1n, "a"]);
});
