import { assertEquals, assertThrows } from "@std/assert";
import {
  checkValue,
  decodeResult,
  encodeLabels,
  encodeResult,
  packUnits,
  PM_ERR_CONV,
  PM_IN_NULL,
  PM_TYPE_32,
  PM_TYPE_64,
  PM_TYPE_AGGREGATE,
  PM_TYPE_DOUBLE,
  PM_TYPE_FLOAT,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  PM_TYPE_U64,
  type PmAtomValue,
  PmError,
  pmIDBuild,
  pmInDomBuild,
  type PmType,
  pmUnits,
  unpackUnits,
} from "../../lib/pcp/mod.ts";

/** The extremes of each type. */
const FITS: [PmType, PmAtomValue[]][] = [
  [PM_TYPE_32, [-(2 ** 31), -1, 0, 2 ** 31 - 1]],
  [PM_TYPE_U32, [0, 2 ** 31, 2 ** 32 - 1]],
  [PM_TYPE_64, [-(2n ** 63n), -1n, 0n, 2n ** 53n + 1n, 2n ** 63n - 1n]],
  [PM_TYPE_U64, [0n, 2n ** 53n + 1n, 2n ** 64n - 1n]],
  [PM_TYPE_FLOAT, [0.5, -1, Infinity, NaN]],
  [PM_TYPE_DOUBLE, [0.1, -1e308, -Infinity, NaN]],
  [PM_TYPE_STRING, ["", "a", "äöü€😀", "x".repeat(70000)]],
  [PM_TYPE_AGGREGATE, [new Uint8Array(), new Uint8Array([0, 1, 2, 3, 4])]],
];

for (const [type, values] of FITS) {
  Deno.test(`values of type ${type} come back as they were sent`, () => {
    for (const value of values) {
      checkValue(type, value);
      const sent = [{ pmid: 1, type, values: [{ inst: 3, value }] }];
      const [set] = decodeResult(encodeResult(sent));
      if ("error" in set) throw new Error("an error");
      const back = set.values[0].value;
      assertEquals(type === PM_TYPE_U32 ? Number(back) >>> 0 : back, value);
    }
  });
}

const MISFITS: [PmType, unknown[]][] = [
  [PM_TYPE_32, [2 ** 31, -(2 ** 31) - 1, 0.5, NaN, 1n, "1", null]],
  [PM_TYPE_U32, [-1, 2 ** 32, 0.5, Infinity, 1n]],
  [PM_TYPE_64, [2n ** 63n, -(2n ** 63n) - 1n, 1]],
  [PM_TYPE_U64, [-1n, 2n ** 64n, 1, "1"]],
  [PM_TYPE_FLOAT, [1n, "1"]],
  [PM_TYPE_DOUBLE, [1n, undefined]],
  [PM_TYPE_STRING, ["a\0b", 1, "x".repeat(0xffffff)]],
  [PM_TYPE_AGGREGATE, ["bytes", new Uint8Array(0xffffff)]],
];

for (const [type, values] of MISFITS) {
  Deno.test(`what is no value of type ${type} is refused`, () => {
    for (const value of values) {
      const error = assertThrows(() => checkValue(type, value), PmError);
      assertEquals(error.code, PM_ERR_CONV);
    }
  });
}

Deno.test("units survive packing in each field", () => {
  for (let field = 0; field < 6; field++) {
    for (const value of field === 3 || field === 4 ? [1, 15] : [-8, -1, 1, 7]) {
      const fields = [0, 0, 0, 0, 0, 0];
      fields[field] = value;
      const units = pmUnits(...fields);
      assertEquals(unpackUnits(packUnits(units)), units);
    }
  }
});

Deno.test("numbers outside their fields are refused, with the number", () => {
  assertThrows(() => pmUnits(8), RangeError, "dimSpace 8");
  assertThrows(() => pmIDBuild(511, 0, 0), RangeError, "domain 511");
  assertThrows(() => pmIDBuild(1, 4096, 0), RangeError, "cluster 4096");
  assertThrows(() => pmIDBuild(1, 0, 1024), RangeError, "item 1024");
  assertThrows(() => pmInDomBuild(1, 2 ** 22), RangeError, "serial 4194304");
});

Deno.test("labels too many, too large or without a name are refused", () => {
  const encode = (labels: { name: string; value: string }[]) =>
    encodeLabels({ ident: 1, type: 2, sets: [{ inst: PM_IN_NULL, labels }] });
  assertThrows(() => encode([{ name: "", value: "" }]), RangeError, '""');
  assertThrows(() => encode([{ name: "1a", value: "" }]), RangeError, '"1a"');
  assertThrows(
    () => encode([{ name: "a", value: "x".repeat(65535) }]),
    RangeError,
    "bytes",
  );
  const many = Array.from(
    { length: 255 },
    (_, i) => ({ name: `l${i}`, value: "" }),
  );
  assertThrows(() => encode(many), RangeError, "255 labels");
});

Deno.test("labels stand in the order of their names", () => {
  const labels = ["b", "a", "c"].map((name) => ({ name, value: name }));
  const pdu = encodeLabels({ ident: 1, type: 2, sets: [{ inst: 0, labels }] });
  assertEquals(
    new TextDecoder().decode(pdu).endsWith('{"a":"a","b":"b","c":"c"}'),
    true,
  );
});
