import { assertEquals, assertThrows } from "@std/assert";
import {
  pmParseUnitsStr,
  pmUnits,
  pmUnitsStr,
  UnitsError,
  type UnitsText,
} from "../../lib/pcp/mod.ts";

type Fields = Parameters<typeof pmUnits>;

/** What libpcp 6.0.3 reads, and how it writes the same units. */
const LIBPCP: readonly [text: string, units: Fields, written: UnitsText][] = [
  ["", [], ""],
  [" ", [], ""],
  ["/", [], ""],
  ["/ sec", [0, -1, 0, 0, 3, 0], "/ sec"],
  ["byte /", [1, 0, 0, 0, 0, 0], "byte"],
  ["byte", [1, 0, 0, 0, 0, 0], "byte"],
  ["KB", [1, 0, 0, 1, 0, 0], "Kbyte"],
  ["kilobytes", [1, 0, 0, 1, 0, 0], "Kbyte"],
  ["MiB", [1, 0, 0, 2, 0, 0], "Mbyte"],
  ["gibibyte", [1, 0, 0, 3, 0, 0], "Gbyte"],
  ["Tebibytes", [1, 0, 0, 4, 0, 0], "Tbyte"],
  ["pbytes", [1, 0, 0, 5, 0, 0], "Pbyte"],
  ["exabytes", [1, 0, 0, 6, 0, 0], "Ebyte"],
  ["Zettabytes^-3", [-3, 0, 0, 7, 0, 0], "/ Zbyte^3"],
  ["yobibyte", [1, 0, 0, 8, 0, 0], "Ybyte"],
  ["space-3", [1, 0, 0, 3, 0, 0], "Gbyte"],
  ["time-1^-2", [0, -2, 0, 0, 1, 0], "/ microsec^2"],
  ["ns", [0, 1, 0, 0, 0, 0], "nanosec"],
  ["microseconds", [0, 1, 0, 0, 1, 0], "microsec"],
  ["MS", [0, 1, 0, 0, 2, 0], "millisec"],
  ["sec", [0, 1, 0, 0, 3, 0], "sec"],
  ["min^3", [0, 3, 0, 0, 4, 0], "min^3"],
  ["hr", [0, 1, 0, 0, 5, 0], "hour"],
  ["h^2", [0, 2, 0, 0, 5, 0], "hour^2"],
  ["minutes^0", [], ""],
  ["byte^0 Kbyte", [1, 0, 0, 1, 0, 0], "Kbyte"],
  ["count", [0, 0, 1, 0, 0, 0], "count"],
  ["counts  min^-1", [0, -1, 1, 0, 4, 0], "count / min"],
  ["count x 10", [0, 0, 1, 0, 0, 1], "count x 10"],
  ["count x 10^1", [0, 0, 1, 0, 0, 1], "count x 10"],
  ["count x 10^6", [0, 0, 1, 0, 0, 6], "count x 10^6"],
  ["COUNT X 10^3", [0, 0, 1, 0, 0, 3], "count x 10^3"],
  ["count x 10^-8", [0, 0, 1, 0, 0, -8], "count x 10^-8"],
  ["count x 10^7^1", [0, 0, 1, 0, 0, 7], "count x 10^7"],
  ["count x 10^-8^0", [], ""],
  ["mib/s", [1, -1, 0, 2, 3, 0], "Mbyte / sec"],
  ["Kilobytes/minutes^1", [1, -1, 0, 1, 4, 0], "Kbyte / min"],
  ["kibibyte^-1\tcount", [-1, 0, 1, 1, 0, 0], "count / Kbyte"],
  ["h / count x 10^-8", [0, 1, -1, 0, 5, -8], "hour / count x 10^-8"],
  ["terabyte / count x 10", [1, 0, -1, 4, 0, 1], "Tbyte / count x 10"],
  ["s count mb", [1, 1, 1, 2, 3, 0], "Mbyte sec count"],
  ["time-1^2/mebibytes^2", [-2, 2, 0, 2, 1, 0], "microsec^2 / Mbyte^2"],
];

/** What libpcp 6.0.3 writes that is not checked by the compiler. */
const WRITTEN: readonly [units: Fields, written: string][] = [
  [[0, 0, 0, 0, 0, 1], "x 10"],
  [[0, 0, 0, 0, 0, -3], "x 10^-3"],
  [[0, 0, 2, 0, 0, 1], "count x 10^2"],
  [[0, 0, -8, 0, 0, 1], "/ count x 10^8"],
  [[0, 0, 2, 0, 0, 3], "count x 10^3^2"],
  [[2, 0, 0, 15, 0, 0], "space-15^2"],
  [[0, -1, 0, 0, 6, 0], "/ time-6"],
  [[-8, 7, 0, 7, 1, 0], "microsec^7 / Zbyte^8"],
  [[-1, 7, -1, 3, 2, 0], "millisec^7 / Gbyte count"],
  [[-1, 7, 0, 7, 5, 0], "hour^7 / Zbyte"],
];

/** What libpcp 6.0.3 does not read either. */
const WRONG: readonly [text: string, fault: string][] = [
  ["sek", 'no unit "sek"'],
  ["b", 'no unit "b"'],
  ["m", 'no unit "m"'],
  ["bytesec", 'no unit "bytesec"'],
  ["count x  10", 'no unit "x"'],
  ["counts x 10", 'no unit "x"'],
  ["count^2 x 10", 'no unit "x"'],
  ["space-16", 'no unit "space-16"'],
  ["^2", 'no unit "^2"'],
  ["byte ^2", 'no unit "^2"'],
  ["KB^", '"" in "KB^" is not a power'],
  ["sec^x", '"x" in "sec^x" is not a power'],
  ["sec^01", '"01" in "sec^01" is not a power'],
  ["sec^16", '"16" in "sec^16" is not a power'],
  ["sec^-9", '"-9" in "sec^-9" is not a power'],
  ["byte^2^2", '"2^2" in "byte^2^2" is not a power'],
  ["count x 10^25", '"25" in "count x 10^25" is not a power'],
  ["sec^8", 'the power of "sec^8" is not within -8 to 7'],
  ["/ sec^9", 'the power of "sec^9" is not within -8 to 7'],
  ["count x 10^8", 'the power of "count x 10^8" is not within -8 to 7'],
  ["ms sec", '"sec" is the second unit of time'],
  ["byte KB / sec", '"KB" is the second unit of space'],
  ["byte / sec / sec", "more than one slash"],
];

/** What libpcp reads with a factor, which a metric's units can't have. */
const FACTOR: readonly [text: string, fault: string][] = [
  ["2 count", 'no unit "2"; units have no number before them'],
  ["count / 7.5 nanosecond", 'no unit "7.5"; units have no number before them'],
  ["millisecond / second^2", '"second^2" is the second unit of time'],
];

Deno.test("units are read as libpcp reads them", () => {
  for (const [text, units] of LIBPCP) {
    assertEquals(pmParseUnitsStr(text), pmUnits(...units), text);
  }
});

Deno.test("units are written as libpcp writes them", () => {
  for (const [, units, written] of LIBPCP) {
    assertEquals(pmUnitsStr(pmUnits(...units)), written);
  }
  for (const [units, written] of WRITTEN) {
    assertEquals(pmUnitsStr(pmUnits(...units)), written);
  }
});

Deno.test("every scale is read as it is written", () => {
  for (let scale = 0; scale < 16; scale++) {
    const space = pmUnits(1, 0, 0, scale, 0, 0);
    const time = pmUnits(0, -1, 0, 0, scale, 0);
    const count = pmUnits(1, 0, -3, 0, 0, scale - 8);
    assertEquals(pmParseUnitsStr(pmUnitsStr(space)), space);
    assertEquals(pmParseUnitsStr(pmUnitsStr(time)), time);
    // With a scale of one its power looks like another scale, in libpcp too.
    if (scale - 8 === 1) continue;
    assertEquals(pmParseUnitsStr(pmUnitsStr(count)), count);
  }
});

for (const [text, fault] of [...WRONG, ...FACTOR]) {
  Deno.test(`no units: ${JSON.stringify(text)}`, () => {
    const error = assertThrows(() => pmParseUnitsStr(text), UnitsError, fault);
    assertEquals(error.text, text);
    assertEquals(error.message.includes(JSON.stringify(text)), true);
  });
}

Deno.test("the compiler takes units as they are written, and nothing else", () => {
  const right: UnitsText[] = [
    "",
    "byte / sec",
    "count",
    "millisec",
    "Kbyte",
    "count x 10^6",
    "count x 10^-2 / sec",
    "byte^2 / sec",
    "/ nanosec^2",
    "sec / count",
    "Mbyte sec / count",
    "count / Kbyte hour",
  ];
  for (const text of right) {
    assertEquals(pmUnitsStr(pmParseUnitsStr(text)), text);
  }
  const wrong: UnitsText[] = [
    // @ts-expect-error No such word.
    "sek",
    // @ts-expect-error No such word.
    "byte / sek",
    // @ts-expect-error No such word.
    "counts",
    // @ts-expect-error No such scale.
    "count x 10^9",
    // @ts-expect-error No such scale.
    "count x 100",
    // @ts-expect-error Two units of time.
    "sec / min",
    // @ts-expect-error Another factor.
    "2 count",
    // @ts-expect-error No such power.
    "byte^4",
  ];
  assertEquals(wrong.length, 8);
});
