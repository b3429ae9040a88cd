import { assertEquals, assertThrows } from "@std/assert";
import {
  type Family,
  familyMetrics,
} from "../../../lib/etcd/families/family.ts";
import { familyRow } from "../../../lib/etcd/families/family_row.ts";
import { PM_ERR_CONV, PM_IN_NULL } from "../../../lib/pcp/mod.ts";
import { PM_ERR_AGAIN, PmError } from "../../../lib/pmda/mod.ts";
import { parsed, parsedLatin1 } from "../exposition/parsed.ts";

const SINGULAR = { inst: PM_IN_NULL, name: "" };

/** The one row of a family. */
function rowOf(family: Omit<Family, "name" | "oneline">) {
  const whole = { ...family, name: "a_b", oneline: "a thing" };
  const [metric] = familyMetrics(whole);
  return familyRow(whole, metric, 4);
}

const VALUES: [family: Omit<Family, "name" | "oneline">, expected: unknown][] =
  [
    [{ type: "gauge" }, 7n],
    [{ type: "counter" }, 7n],
    [{ type: "gauge", flag: true }, 7],
    [{ type: "gauge", fractional: true }, 7],
    [{ type: "untyped", fractional: true }, 7],
  ];

for (const [family, expected] of VALUES) {
  Deno.test(`${JSON.stringify(family)}: one value, and a list of all`, () => {
    const row = rowOf(family);
    const exposition = parsed("a_b 7\n");
    assertEquals(row.value(exposition, SINGULAR), expected);
    assertEquals<unknown>(row.values?.(exposition), [
      { inst: PM_IN_NULL, value: expected },
    ]);
    assertEquals(row.item, 4);
    assertEquals(row.oneline, "a thing");
  });
}

Deno.test("a flag that is not an unsigned 32-bit integer is PM_ERR_CONV", () => {
  const row = rowOf({ type: "gauge", flag: true });
  for (const text of ["-1", "0.5", "4294967296"]) {
    const error = assertThrows(
      () => row.value(parsed(`a_b ${text}\n`), SINGULAR),
      PmError,
    );
    assertEquals(error.code, PM_ERR_CONV);
  }
});

Deno.test("the oneline of a part says which it is", () => {
  const family: Family = { name: "a_b", type: "histogram", oneline: "times" };
  const rows = familyMetrics(family)
    .map((metric) => familyRow(family, metric, metric.part));
  assertEquals(rows.map(({ oneline }) => oneline), [
    "times: number of values up to each bound",
    "times: sum of all values",
    "times: number of values",
  ]);
});

Deno.test("what a family carries is text, unless it is no UTF-8", () => {
  const row = rowOf({ type: "gauge", carries: "v" });
  assertEquals(row.value(parsed('a_b{v="1.2"} 1\n'), SINGULAR), "1.2");
  assertEquals(row.value(parsed('a_b{w="1.2"} 1\n'), SINGULAR), undefined);
  const error = assertThrows(
    () => row.value(parsedLatin1('a_b{v="\xff"} 1\n'), SINGULAR),
    PmError,
  );
  assertEquals(error.code, PM_ERR_AGAIN);
  // Another label may be none.
  const other = parsedLatin1('a_b{v="1.2",w="\xff"} 1\n');
  assertEquals(row.value(other, SINGULAR), "1.2");
});
