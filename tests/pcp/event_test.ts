import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  checkValue,
  decodeResult,
  encodeResult,
  EVENT_RECORDS_MAX,
  eventRecordSize,
  PDU_RESULT,
  PM_ERR_CONV,
  PM_EVENT_FLAG_END,
  PM_EVENT_FLAG_ID,
  PM_EVENT_FLAG_MISSED,
  PM_EVENT_FLAG_PARENT,
  PM_EVENT_FLAG_POINT,
  PM_EVENT_FLAG_START,
  PM_IN_NULL,
  PM_TYPE_32,
  PM_TYPE_64,
  PM_TYPE_AGGREGATE,
  PM_TYPE_DOUBLE,
  PM_TYPE_EVENT,
  PM_TYPE_FLOAT,
  PM_TYPE_HIGHRES_EVENT,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  PM_TYPE_U64,
  type PmAtomValue,
  PmError,
  type PmEventParameter,
  type PmEventType,
  pmIDBuild,
} from "../../lib/pcp/mod.ts";
import { parseExchange } from "../exchange.ts";
import recorded from "../fixtures/pdu/events.txt" with { type: "text" };

/** The values of the recorded results that have the given number of records. */
function valuesWith(records: number): PmAtomValue[] {
  return parseExchange(recorded)
    .filter(({ toAgent, pdu }) => !toAgent && pdu.type === PDU_RESULT)
    .flatMap(({ pdu }) => decodeResult(pdu.bytes))
    .flatMap((set) => "error" in set ? [] : set.values)
    .map(({ value }) => value)
    .filter((value) => Array.isArray(value) && value.length === records);
}

const item = (number: number) => pmIDBuild(29, 0, number);
const u32 = (value: number): PmEventParameter => (
  { pmid: item(127), type: PM_TYPE_U32, value }
);
const string = (value: string): PmEventParameter => (
  { pmid: item(134), type: PM_TYPE_STRING, value }
);

/** What the sample agent sends with every fourth fetch, without its timestamps. */
const FOURTH = [
  {
    flags: PM_EVENT_FLAG_START | PM_EVENT_FLAG_ID | PM_EVENT_FLAG_PARENT,
    params: [
      u32(4),
      { pmid: item(131), type: PM_TYPE_U64, value: 5n },
      string("6"),
    ],
  },
  {
    flags: PM_EVENT_FLAG_POINT,
    params: [
      u32(7),
      { pmid: item(133), type: PM_TYPE_DOUBLE, value: 8 },
      { pmid: item(133), type: PM_TYPE_DOUBLE, value: -9 },
    ],
  },
  {
    flags: PM_EVENT_FLAG_END,
    params: [
      u32(10),
      { pmid: item(131), type: PM_TYPE_U64, value: 11n },
      string("twelve"),
      string("thirteen"),
      { pmid: item(128), type: PM_TYPE_32, value: -14 },
      { pmid: item(129), type: PM_TYPE_U32, value: 15 },
    ],
  },
  { missed: 7 },
  {
    flags: PM_EVENT_FLAG_POINT,
    params: [
      u32(16),
      { pmid: item(132), type: PM_TYPE_FLOAT, value: -17 },
      {
        pmid: item(135),
        type: PM_TYPE_AGGREGATE,
        value: new Uint8Array([1, 3, 7, 15, 31, 63, 127, 255]),
      },
    ],
  },
];

Deno.test("records of the sample agent", () => {
  const [usual, highres] = valuesWith(5);
  const sec = 0x6b030613;
  assertEquals(
    usual,
    FOURTH.map((record, i) => ({
      timestamp: { sec: sec + i, usec: 0x81d44 },
      ...record,
    })),
  );
  assertEquals(
    highres,
    FOURTH.map((record, i) => ({
      timestamp: { sec: sec + i, nsec: 0x1fb6973f },
      // libpcp loses the count here.
      ...("missed" in record ? { missed: 0 } : record),
    })),
  );
});

Deno.test("arrays without records, and records without parameters", () => {
  assertEquals(valuesWith(0).length, 2);
  const flags = PM_EVENT_FLAG_POINT;
  const bare = valuesWith(1).flat().filter((record) =>
    typeof record === "object" && "params" in record &&
    record.params.length === 0
  );
  assertEquals(bare, [
    { timestamp: { sec: 0x6b030613, usec: 0x81f48 }, flags, params: [] },
    { timestamp: { sec: 0x6b030613, nsec: 0x1fba3675 }, flags, params: [] },
  ]);
});

/** The extremes of each field. */
const PARAMS: PmEventParameter[] = [
  { pmid: 0, type: PM_TYPE_32, value: -(2 ** 31) },
  { pmid: 2 ** 32 - 1, type: PM_TYPE_U32, value: 2 ** 32 - 1 },
  { pmid: 1, type: PM_TYPE_64, value: -(2n ** 63n) },
  { pmid: 1, type: PM_TYPE_U64, value: 2n ** 64n - 1n },
  { pmid: 1, type: PM_TYPE_FLOAT, value: 0.5 },
  { pmid: 1, type: PM_TYPE_DOUBLE, value: NaN },
  ...["", "a", "äö", "€", "😀x"].map(string),
  ...[0, 1, 2, 3, 4].map((length): PmEventParameter => (
    { pmid: 1, type: PM_TYPE_AGGREGATE, value: new Uint8Array(length).fill(1) }
  )),
];
const FLAGS = PM_EVENT_FLAG_MISSED - 1;
const USUAL: PmAtomValue<typeof PM_TYPE_EVENT> = [
  { timestamp: { sec: 2 ** 31 - 1, usec: 999_999 }, flags: 0, params: PARAMS },
  { timestamp: { sec: -(2 ** 31), usec: 0 }, missed: 2 ** 31 - 1 },
  { timestamp: { sec: 0, usec: 0 }, flags: FLAGS, params: [] },
  { timestamp: { sec: 0, usec: 0 }, missed: 0 },
];
const HIGHRES: PmAtomValue<typeof PM_TYPE_HIGHRES_EVENT> = [
  {
    timestamp: { sec: Number.MAX_SAFE_INTEGER, nsec: 999_999_999 },
    flags: FLAGS,
    params: [],
  },
  { timestamp: { sec: Number.MIN_SAFE_INTEGER, nsec: 0 }, missed: 3 },
  { timestamp: { sec: 0, nsec: 0 }, flags: 0, params: PARAMS },
];
const EVENTS: [PmEventType, PmAtomValue<PmEventType>][] = [
  [PM_TYPE_EVENT, USUAL],
  [PM_TYPE_HIGHRES_EVENT, HIGHRES],
];

function encode(type: PmEventType, value: PmAtomValue): Uint8Array {
  return encodeResult([{
    pmid: 1,
    type,
    values: [{ inst: PM_IN_NULL, value }],
  }]);
}

/** A result's only metric. */
function decode(pdu: Uint8Array): { type: number; value: PmAtomValue } {
  const [set] = decodeResult(pdu);
  if ("error" in set) throw new Error("an error");
  return { type: set.type, value: set.values[0].value };
}

/** Where the number of records stands in a result of one value. */
const COUNT = 48;

for (const [type, value] of EVENTS) {
  Deno.test(`records of type ${type} come back as they were sent`, () => {
    checkValue(type, value);
    const pdu = encode(type, value);
    assertEquals(decode(pdu), { type, value });
    assertEquals(
      pdu.length - COUNT - 4,
      value.reduce((sum, record) => sum + eventRecordSize(record), 0),
    );
  });

  Deno.test(`records of type ${type} that do not fill their block are an aggregate`, () => {
    const pdu = encode(type, value);
    for (const count of [0, value.length - 1, value.length + 1, 2 ** 32 - 1]) {
      const wrong = pdu.slice();
      new DataView(wrong.buffer).setUint32(COUNT, count);
      assertEquals(decode(wrong), {
        type: PM_TYPE_AGGREGATE,
        value: wrong.slice(COUNT),
      });
    }
  });

  Deno.test(`no byte of type ${type} that is wrong breaks the decoder`, () => {
    const pdu = encode(type, value);
    const kinds = new Set<number>();
    for (let at = COUNT; at < pdu.length; at++) {
      for (const byte of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const wrong = pdu.slice();
        wrong[at] = byte;
        const { type, value } = decode(wrong);
        assertEquals(Array.isArray(value), type !== PM_TYPE_AGGREGATE);
        kinds.add(type);
      }
    }
    assertEquals(kinds, new Set([type, PM_TYPE_AGGREGATE]));
  });
}

/** A block of PM_TYPE_EVENT with these words behind its header. */
function block(...words: number[]): { type: number; value: PmAtomValue } {
  const size = 4 + 4 * words.length;
  const pdu = encode(PM_TYPE_EVENT, new Uint8Array(size - 4));
  const view = new DataView(pdu.buffer, pdu.byteOffset);
  words.forEach((word, i) => view.setUint32(COUNT + 4 * i, word));
  return decode(pdu);
}

Deno.test("what libpcp would refuse to unpack is an aggregate", () => {
  const missed = PM_EVENT_FLAG_MISSED;
  const DAMAGED: [what: string, ...words: number[]][] = [
    ["nothing at all"],
    ["a record cut short", 1, 0, 0, 0],
    ["more than the records", 1, 0, 0, 0, 0, 0],
    ["a missed record with more flags", 1, 0, 0, missed + 1, 0],
    ["a negative number of missed records", 1, 0, 0, missed, 0xffffffff],
    ["a negative number of parameters", 1, 0, 0, 0, 0xffffffff],
    ["too many parameters", 1, 0, 0, 0, 2, 9, 0x00000004],
    ["a parameter cut short", 1, 0, 0, 0, 1, 9],
    ["a parameter without a length", 1, 0, 0, 0, 1, 9, 0x06000003],
    ["a parameter that is too long", 1, 0, 0, 0, 1, 9, 0x06000005],
    ["a parameter of the greatest length", 1, 0, 0, 0, 1, 9, 0x06ffffff],
  ];
  for (const [what, ...words] of DAMAGED) {
    assertEquals(block(...words).type, PM_TYPE_AGGREGATE, what);
  }
  assertEquals(block(0), { type: PM_TYPE_EVENT, value: [] });
});

Deno.test("a parameter of another type or size is an aggregate", () => {
  const param = (head: number, ...words: number[]) =>
    block(1, 0, 0, 0, 1, 9, head, ...words).value;
  const aggregate = (...bytes: number[]) => [{
    timestamp: { sec: 0, usec: 0 },
    flags: 0,
    params: [{
      pmid: 9,
      type: PM_TYPE_AGGREGATE,
      value: new Uint8Array(bytes),
    }],
  }];
  assertEquals(param(0x09000008, 0), aggregate(0, 0, 0, 0), "an event");
  assertEquals(param(0xff000005, 0), aggregate(0), "no type");
  assertEquals(param(0x03000008, 1), aggregate(0, 0, 0, 1), "half a u64");
  assertEquals(param(0x00000004), aggregate(), "an int of no bytes");
});

Deno.test("a time that a number cannot hold is none", () => {
  const pdu = encode(PM_TYPE_HIGHRES_EVENT, HIGHRES);
  const view = new DataView(pdu.buffer, pdu.byteOffset);
  view.setBigInt64(COUNT + 4, 2n ** 53n);
  assertEquals(decode(pdu).type, PM_TYPE_AGGREGATE);
});

const usual = { timestamp: { sec: 1, usec: 0 }, flags: 0, params: [] };
const highres = { timestamp: { sec: 1, nsec: 0 }, flags: 0, params: [] };
const at = (sec: unknown, usec: unknown) => ({
  ...usual,
  timestamp: { sec, usec },
});
const atHighres = (sec: unknown, nsec: unknown) => ({
  ...highres,
  timestamp: { sec, nsec },
});
const withParam = (param: unknown) => ({ ...usual, params: [param] });

const MISFITS: [PmEventType, wrong: unknown, message: string][] = [
  [PM_TYPE_EVENT, "x", "string x does not fit type EVENT"],
  [PM_TYPE_EVENT, usual, "object [object Object]"],
  [PM_TYPE_EVENT, [null], "sec of record 0: undefined undefined"],
  [PM_TYPE_EVENT, new Array(1), "sec of record 0"],
  [
    PM_TYPE_EVENT,
    [usual, at(2 ** 31, 0)],
    "sec of record 1: number 2147483648",
  ],
  [PM_TYPE_EVENT, [at(1.5, 0)], "sec of record 0: number 1.5"],
  [PM_TYPE_EVENT, [at(1n, 0)], "sec of record 0: bigint 1"],
  [PM_TYPE_EVENT, [at(1, 1_000_000)], "usec of record 0: number 1000000"],
  [PM_TYPE_EVENT, [at(1, -1)], "usec of record 0: number -1"],
  [PM_TYPE_EVENT, [highres], "usec of record 0: undefined"],
  [
    PM_TYPE_EVENT,
    [{ ...usual, timestamp: { sec: 1, usec: 2, nsec: 3 } }],
    "nsec of record 0: number 3",
  ],
  [PM_TYPE_EVENT, [{ ...usual, missed: -1 }], "missed of record 0: number -1"],
  [PM_TYPE_EVENT, [{ ...usual, missed: 2 ** 31 }], "number 2147483648"],
  [PM_TYPE_EVENT, [{ ...usual, missed: undefined }], "missed of record 0"],
  [
    PM_TYPE_EVENT,
    [{ ...usual, flags: PM_EVENT_FLAG_MISSED }],
    "flags of record 0: number 2147483648 does not fit type EVENT",
  ],
  [PM_TYPE_EVENT, [{ ...usual, flags: -1 }], "flags of record 0: number -1"],
  [PM_TYPE_EVENT, [{ ...usual, params: {} }], "params of record 0: object"],
  [
    PM_TYPE_EVENT,
    [withParam({ pmid: -1, type: PM_TYPE_32, value: 0 })],
    "pmid of parameter 0 of record 0: number -1",
  ],
  [
    PM_TYPE_EVENT,
    [withParam({ pmid: 1, type: PM_TYPE_EVENT, value: [] })],
    "type of parameter 0 of record 0: number 9",
  ],
  [
    PM_TYPE_EVENT,
    [withParam({ pmid: 1, type: PM_TYPE_U64, value: 7 })],
    "value of parameter 0 of record 0: number 7 does not fit type U64",
  ],
  [
    PM_TYPE_EVENT,
    [withParam({ pmid: 1, type: PM_TYPE_STRING, value: "a\0b" })],
    "value of parameter 0",
  ],
  [PM_TYPE_HIGHRES_EVENT, [usual], "nsec of record 0: undefined"],
  [PM_TYPE_HIGHRES_EVENT, [atHighres(2 ** 53, 0)], "sec of record 0"],
  [PM_TYPE_HIGHRES_EVENT, [atHighres(1, 1e9)], "number 1000000000"],
  [PM_TYPE_HIGHRES_EVENT, [atHighres(1, 0.5)], "number 0.5"],
];

for (const [type, wrong, message] of MISFITS) {
  Deno.test(`no value of type ${type}: ${message}`, () => {
    const error = assertThrows(() => checkValue(type, wrong), PmError, message);
    assertEquals(error.code, PM_ERR_CONV);
  });
}

Deno.test("the records of one value fit into its block, to the last byte", () => {
  const timestamp = { sec: 1, usec: 0 };
  const filled = (length: number): PmAtomValue<typeof PM_TYPE_EVENT> => [
    usual,
    {
      timestamp,
      flags: 0,
      params: [{
        pmid: 1,
        type: PM_TYPE_AGGREGATE,
        value: new Uint8Array(length),
      }],
    },
  ];
  const most = EVENT_RECORDS_MAX - 16 - 16 - 8 & ~3;
  checkValue(PM_TYPE_EVENT, filled(most));
  const pdu = encode(PM_TYPE_EVENT, filled(most));
  assertEquals(decode(pdu).type, PM_TYPE_EVENT);
  assert(pdu.length - COUNT + 4 > 0xffffff - 4);
  assertThrows(
    () => checkValue(PM_TYPE_EVENT, filled(most + 1)),
    PmError,
    `bytes of 2 records: number ${most + 44} does not fit`,
  );
});

Deno.test("the compiler holds records and parameters against their types", () => {
  // @ts-expect-error A u64 is a bigint.
  const param: PmEventParameter = { pmid: 1, type: PM_TYPE_U64, value: 7 };
  // @ts-expect-error No array of records has parameters that are records.
  const nested: PmEventParameter = { pmid: 1, type: PM_TYPE_EVENT, value: [] };
  // @ts-expect-error This type counts in microseconds.
  const records: PmAtomValue<typeof PM_TYPE_EVENT> = [highres];
  assertEquals([param.pmid, nested.pmid, records.length], [1, 1, 1]);
});
