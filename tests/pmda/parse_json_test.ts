import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseJson } from "../../lib/pmda/mod.ts";
import { JsonError } from "../../lib/pmda/testing.ts";

/** What JSON.parse gives, and what would lose digits there. */
const VALUES: readonly [text: string, value: unknown][] = [
  ["null", null],
  ['"9007199254740993"', "9007199254740993"],
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", 9007199254740992n],
  ["9007199254740993", 9007199254740993n],
  ["-9007199254740991", -9007199254740991],
  ["-9007199254740993", -9007199254740993n],
  ["18446744073709551615", 18446744073709551615n],
  ["-9223372036854775808", -9223372036854775808n],
  ["99999999999999999999", 99999999999999999999n],
  ["100000000000000000000", 1e20],
  ["9007199254740993.0", 9007199254740992],
  ["9007199254740993e0", 9007199254740992],
  ["0.12345678901234567890", 0.12345678901234568],
  ["-0", -0],
  [
    '{"a":[1,9007199254740993,{"b":1.5}],"c":"x"}',
    { a: [1, 9007199254740993n, { b: 1.5 }], c: "x" },
  ],
];

for (const [text, value] of VALUES) {
  Deno.test(`JSON ${text}`, () => {
    assertEquals(parseJson(text), value);
    // A number of many digits elsewhere must make no difference.
    assertEquals(parseJson(`[${text}, 18446744073709551615]`), [
      value,
      18446744073709551615n,
    ]);
  });
}

for (const text of ["", "{", "18446744073709551615 1", "NaN", "{'a': 1}"]) {
  Deno.test(`no JSON: ${text}`, () => {
    const error = assertThrows(() => parseJson(text), JsonError, "JSON");
    assert(error.cause instanceof SyntaxError);
  });
}

Deno.test("what is wrong with a long text is said in one short line", () => {
  const text = `{"a": ${"1".repeat(10_000)}, oops}`;
  const { message } = assertThrows(() => parseJson(text), JsonError);
  assert(message.length < 200 && !message.includes("\n"), message);
});

Deno.test("an integer of a million digits takes no time of its own", () => {
  const started = performance.now();
  assertEquals(parseJson("9".repeat(1_000_000)), Infinity);
  assert(performance.now() - started < 1000);
});
