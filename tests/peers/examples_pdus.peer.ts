import { assertEquals } from "@std/assert";
import {
  decodeText,
  encodeAttr,
  encodeChildReq,
  encodeDescReq,
  encodeFetch,
  encodeInstanceReq,
  encodeLabelReq,
  encodeProfile,
  encodeResult,
  encodeTextReq,
  PCP_ATTR_USERID,
  PM_IN_NULL,
  PM_TYPE_32,
  PM_TYPE_DOUBLE,
  PM_TYPE_STRING,
  PM_TYPE_U64,
  type PmAtomValue,
  type PmID,
  pmIDBuild,
  pmIDStr,
  type PmInDom,
  pmInDomBuild,
  pmInDomStr,
  type PmType,
  type PmValueSet,
  PROFILE_ALL,
} from "../../lib/pcp/mod.ts";
import { pduBytes } from "../exchange.ts";
import { Agent } from "./agent.ts";
import { assertAlike, type Difference, type Exchange } from "./alike.ts";
import { exchange, PDU_UNKNOWN, type Step } from "./pdu_script.ts";
import { DOMAINS, type Example, MAKES, Workshop } from "./workshop.ts";

/** Asks the three makes of an agent the same, up to their end. */
async function compare(
  example: Example,
  steps: readonly Step[],
  times: readonly PmID[],
  differences: readonly Difference[],
): Promise<void> {
  using workshop = await Workshop.make(example);
  const found: Record<string, Exchange[]> = {};
  for (const make of MAKES) {
    await using agent = await Agent.open(workshop.start(example, make));
    found[make] = await exchange(agent, steps, times);
    const { code } = await agent.end();
    assertEquals([make, code], [make, 0]);
  }
  const { C, Python, own } = found;
  assertAlike({ C, Python, own }, differences);
}

const SIMPLE = DOMAINS.simple;
const NUMFETCH = pmIDBuild(SIMPLE, 0, 0);
const COLOR = pmIDBuild(SIMPLE, 0, 1);
const USER = pmIDBuild(SIMPLE, 1, 2);
const SYS = pmIDBuild(SIMPLE, 1, 3);
const NOW = pmIDBuild(SIMPLE, 2, 4);
/** A pmID that no metric has. */
const NONE = pmIDBuild(SIMPLE, 0, 2);
const COLORS = pmInDomBuild(SIMPLE, 0);
const NOWS = pmInDomBuild(SIMPLE, 1);
/** The first pmID of some other domain. */
const FOREIGN = pmIDBuild(29, 0, 0);

/** Values to store, by instance. */
type Values = readonly (readonly [inst: number, value: PmAtomValue])[];

const set = (
  pmid: PmID,
  values: Values,
  type: PmType = PM_TYPE_32,
): PmValueSet => ({
  pmid,
  type,
  values: values.map(([inst, value]) => ({ inst, value })),
});
const one = (value: PmAtomValue): Values => [[PM_IN_NULL, value]];

const START = encodeResult([
  set(NUMFETCH, one(0)),
  set(COLOR, [[0, 10], [1, 110], [2, 210]]),
]);

/** A store, and the values after it, which were the same before each. */
const store = (name: string, ...sets: PmValueSet[]): Step => [
  `store ${name}`,
  START,
  encodeResult(sets),
  encodeFetch([NUMFETCH, COLOR]),
];

/** A profile with one instance domain, and the values that it leaves. */
const profile = (
  name: string,
  include: boolean,
  ...entries: (readonly [
    indom: PmInDom,
    include: boolean,
    instances: readonly number[],
  ])[]
): Step => [
  `profile ${name}`,
  START,
  encodeProfile({
    include,
    indoms: new Map(
      entries.map(([indom, include, instances]) =>
        [indom, { include, instances: new Set(instances) }] as const
      ),
    ),
  }),
  encodeFetch([NUMFETCH, COLOR, NOW]),
  encodeProfile(PROFILE_ALL),
];

const fetch = (name: string, ...pmids: PmID[]): Step => [
  `fetch ${name}`,
  START,
  encodeFetch(pmids),
];

/** All forms of a help request, odd ones too. */
const texts = (name: string, ident: number, bit: number): Step[] =>
  [0, 1, 2, 3].map((form) => [
    `text ${name} type ${bit + form}`,
    encodeTextReq({ ident, type: bit + form }),
  ]);

/** All label requests with one identifier, whatever it is. */
const labels = (name: string, ident: number): Step[] =>
  [0, 1, 2, 4, 8, 16, 32, 64].map((type) => [
    `label ${name} type ${type}`,
    encodeLabelReq({ ident, type }),
  ]);

const SIMPLE_STEPS: Step[] = [
  ["fetch before any profile", encodeFetch([COLOR, NOW])],
  [
    "a profile and an attribute",
    encodeProfile(PROFILE_ALL),
    encodeAttr({
      attr: PCP_ATTR_USERID,
      value: "0",
    }),
  ],
  ...[NUMFETCH, COLOR, USER, SYS, NOW, NONE].map((pmid): Step => [
    `desc ${pmIDStr(pmid)}`,
    encodeDescReq(pmid),
  ]),
  ["desc 29.0.0", encodeDescReq(FOREIGN)],
  fetch("nothing"),
  fetch("0.2", NONE),
  fetch("0.9", pmIDBuild(SIMPLE, 0, 9)),
  fetch("1.9", pmIDBuild(SIMPLE, 1, 9)),
  fetch("9.0", pmIDBuild(SIMPLE, 9, 0)),
  fetch("29.0.0", FOREIGN),
  fetch("all", NUMFETCH, COLOR, USER, SYS, NOW),
  fetch("one between two", NUMFETCH, NONE, NUMFETCH),
  fetch("one twice", COLOR, COLOR),
  store("color [0]=20", set(COLOR, [[0, 20]])),
  store("color [2]=22 [0]=20", set(COLOR, [[2, 22], [0, 20]])),
  store("color [0]=1 [0]=2", set(COLOR, [[0, 1], [0, 2]])),
  store("color [7]=5", set(COLOR, [[7, 5]])),
  store("color PM_IN_NULL=5", set(COLOR, one(5))),
  store("color [1]=30 [7]=5 [2]=31", set(COLOR, [[1, 30], [7, 5], [2, 31]])),
  store("color [0]=-1 [1]=50", set(COLOR, [[0, -1], [1, 50]])),
  store("color [1]=50 [0]=-1", set(COLOR, [[1, 50], [0, -1]])),
  store("color [0]=256 [1]=50", set(COLOR, [[0, 256], [1, 50]])),
  store("color [0]=254", set(COLOR, [[0, 254]])),
  store("color [0]=255", set(COLOR, [[0, 255]])),
  store("color [7]=256", set(COLOR, [[7, 256]])),
  store("color without values", set(COLOR, [])),
  store("numfetch=100", set(NUMFETCH, one(100))),
  store("numfetch [3]=200", set(NUMFETCH, [[3, 200]])),
  store("numfetch=-5", set(NUMFETCH, one(-5))),
  store("numfetch=-2147483648", set(NUMFETCH, one(-0x80000000))),
  store("numfetch=2147483647", set(NUMFETCH, one(0x7fffffff))),
  store("time.user", set(USER, one(1))),
  store("time.user as a double", set(USER, one(1), PM_TYPE_DOUBLE)),
  store("time.sys as a double", set(SYS, one(1), PM_TYPE_DOUBLE)),
  store("now [0]=1", set(NOW, [[0, 1]])),
  store("now [9]=1", set(NOW, [[9, 1]])),
  store("0.2", set(NONE, one(1))),
  store("1.4", set(pmIDBuild(SIMPLE, 1, 4), one(1))),
  store("2.0", set(pmIDBuild(SIMPLE, 2, 0), one(1))),
  store("9.9", set(pmIDBuild(SIMPLE, 9, 9), one(1))),
  store("29.0.0", set(FOREIGN, one(300))),
  store("nothing"),
  store(
    "numfetch=11 and color [1]=61",
    set(NUMFETCH, one(11)),
    set(COLOR, [[1, 61]]),
  ),
  store(
    "numfetch=7, then now",
    set(NUMFETCH, one(7)),
    set(NOW, [[0, 1]]),
  ),
  store(
    "now, then numfetch=8",
    set(NOW, [[0, 1]]),
    set(NUMFETCH, one(8)),
  ),
  store(
    "9.9, then numfetch=8",
    set(pmIDBuild(SIMPLE, 9, 9), one(1)),
    set(NUMFETCH, one(8)),
  ),
  store(
    "color [0]=-1, then numfetch=9",
    set(COLOR, [[0, -1]]),
    set(NUMFETCH, one(9)),
  ),
  store(
    "numfetch=-1, then color [0]=60",
    set(NUMFETCH, one(-1)),
    set(COLOR, [[0, 60]]),
  ),
  store("0.2, then numfetch=10", set(NONE, one(1)), set(NUMFETCH, one(10))),
  store("0.2, then color [0]=60", set(NONE, one(1)), set(COLOR, [[0, 60]])),
  store(
    "color [0]=-1, then now",
    set(COLOR, [[0, -1]]),
    set(NOW, [[0, 1]]),
  ),
  store("numfetch=-1, then 0.2", set(NUMFETCH, one(-1)), set(NONE, one(1))),
  profile("without entries", true),
  profile("that excludes", false),
  profile("that excludes all but color", false, [COLORS, true, []]),
  profile("without color", true, [COLORS, false, []]),
  profile("with color 1", true, [COLORS, false, [1]]),
  profile("with color 2 and 0", true, [COLORS, false, [2, 0]]),
  profile("with color 7", true, [COLORS, false, [7]]),
  profile("without color 1", true, [COLORS, true, [1]]),
  profile(
    "with color 1 and now 2",
    true,
    [COLORS, false, [1]],
    [NOWS, false, [2]],
  ),
  ...[NUMFETCH, COLOR, USER, SYS, NOW].map((ident): Step => [
    `text ${pmIDStr(ident)}`,
    encodeTextReq({ ident, type: 5 }),
    encodeTextReq({ ident, type: 6 }),
  ]),
  ...texts("numfetch", NUMFETCH, 0),
  ...texts("numfetch", NUMFETCH, 4),
  ...texts("colors", COLORS, 8),
  ...texts("nows", NOWS, 8),
  ...texts("0.2", NONE, 4),
  ...texts("indom 2", pmInDomBuild(SIMPLE, 2), 8),
  ...labels("the domain", SIMPLE),
  ...labels("another domain", 29),
  ...labels("colors", COLORS),
  ...labels("nows", NOWS),
  ...labels("now", NOW),
  ...labels("indom 2", pmInDomBuild(SIMPLE, 2)),
  ...[COLORS, NOWS].map((indom): Step => [
    `instances of ${pmInDomStr(indom)}`,
    encodeInstanceReq({ indom, inst: PM_IN_NULL }),
    encodeInstanceReq({ indom, inst: 1 }),
    encodeInstanceReq({ indom, inst: 7 }),
    encodeInstanceReq({ indom, inst: PM_IN_NULL, name: "min" }),
    encodeInstanceReq({ indom, inst: PM_IN_NULL, name: "green" }),
    encodeInstanceReq({ indom, inst: PM_IN_NULL, name: "m" }),
  ]),
  [
    "instances of 9",
    encodeInstanceReq({ indom: pmInDomBuild(SIMPLE, 9), inst: PM_IN_NULL }),
  ],
  [
    "a PDU of no type, then numfetch",
    START,
    pduBytes(PDU_UNKNOWN, 0),
    encodeFetch([NUMFETCH]),
  ],
];

const DOMAIN = "an agent in C does not check the domain of a pmID";

Deno.test("PDUs find no difference between the simple agents", async () => {
  await compare("simple", SIMPLE_STEPS, [USER, SYS, NOW], [
    { request: /(desc|fetch) 29\.0\.0/, like: "Python", reason: DOMAIN },
    {
      request: /store 29\.0\.0/,
      answer: "done\n    PM_ERR_PMID (no such metric)\n" +
        "    253.0.0: 1; 253.0.1: [0]=11 [1]=111 [2]=211",
      reason: "the other agents do not check the domain of a store",
    },
    {
      request: /store color \[0\]=(254|255|256 .*)/,
      like: "C",
      reason: "in Python 0 follows 254, and 1 follows 255",
    },
    {
      request: /store numfetch=-(5|2147483648|1, then color .*)/,
      like: "C",
      reason: "in Python what is above 2147483647 is taken",
    },
    {
      request: /store time\.user/,
      like: "C",
      reason: "in Python the type of a value is looked at first",
    },
    {
      request: /store (color \[0\]=-1|0\.2), then (numfetch=\d+|now)/,
      like: "Python",
      reason: "in C an error does not always end a store",
    },
    {
      request: /store numfetch=-1, then 0\.2/,
      answer: "done\n    PM_ERR_BADSTORE (value not accepted)\n" +
        "    253.0.0: 1; 253.0.1: [0]=11 [1]=111 [2]=211",
      reason: "in C the last error counts, in Python only the last is one",
    },
    {
      request: /profile with color 7/,
      answer: "done\n    253.0.0: 1; 253.0.1 PM_ERR_INST (no such instance); " +
        "253.2.4: [0]=TIME [1]=TIME [2]=TIME",
      reason: "only here a profile with none but unknown instances is an error",
    },
    {
      request: /label (the domain|another domain|now|indom 2) type 4/,
      like: "C",
      reason: "in Python an instance domain that is not there has PM_ERR_AGAIN",
    },
  ]);
});

const TIME = pmIDBuild(DOMAINS.trivial, 0, 0);
const NO_TIME = pmIDBuild(DOMAINS.trivial, 0, 9);

const TRIVIAL_STEPS: Step[] = [
  ["fetch before any profile", encodeFetch([TIME])],
  ["desc", encodeDescReq(TIME)],
  ["desc 0.9", encodeDescReq(NO_TIME)],
  ["fetch nothing", encodeFetch([])],
  ["fetch 0.9", encodeFetch([NO_TIME])],
  ["fetch time, 0.9, time", encodeFetch([TIME, NO_TIME, TIME])],
  ["fetch 29.0.0", encodeFetch([FOREIGN])],
  ["store time", encodeResult([set(TIME, one(1n), PM_TYPE_U64)])],
  ["store time in 32 bits", encodeResult([set(TIME, one(1))])],
  ["store a word", encodeResult([set(TIME, one("now"), PM_TYPE_STRING)])],
  ["store time [3]=1", encodeResult([set(TIME, [[3, 1]])])],
  ["store time without values", encodeResult([set(TIME, [])])],
  ["store 0.9", encodeResult([set(NO_TIME, one(1))])],
  ["store 29.0.0", encodeResult([set(FOREIGN, one(1))])],
  ["store nothing", encodeResult([])],
  [
    "fetch with a profile that excludes",
    encodeProfile({ include: false, indoms: new Map() }),
    encodeFetch([TIME]),
  ],
  [
    "children without their kind",
    encodeChildReq({ name: "trivial", status: false }),
  ],
  ...texts("time", TIME, 0),
  ...texts("time", TIME, 4),
  ...texts("0.9", NO_TIME, 4),
  ...texts("indom 0", pmInDomBuild(DOMAINS.trivial, 0), 8),
  ...labels("the domain", DOMAINS.trivial),
  ...labels("time", TIME),
  [
    "a PDU of no type, then time",
    pduBytes(PDU_UNKNOWN, 0),
    encodeFetch([TIME]),
  ],
];

Deno.test("PDUs find no difference between the trivial agents", async () => {
  await compare("trivial", TRIVIAL_STEPS, [TIME, FOREIGN], [
    { request: /fetch 29\.0\.0/, like: "Python", reason: DOMAIN },
    {
      request: /(fetch|desc|a PDU)( .*)?/,
      like: "C",
      reason: "in Python the time has 32 bits",
    },
    {
      request: /store (0\.9|29\.0\.0)/,
      answer: "PM_ERR_PMID (no such metric)",
      reason: "the others allow no store, whatever it is of",
    },
    {
      request: /store nothing/,
      answer: "done",
      reason: "the others allow no store, whatever it is of",
    },
    {
      request: /children .*/,
      like: "Python",
      reason: "an agent in C without dynamic metrics does not answer for names",
    },
    {
      request: /label .* type (0|64)/,
      like: "Python",
      reason: "the agent in C is older than labels: it has an empty set of any",
    },
    {
      request: /label .* type 2/,
      like: "C",
      reason: "in Python the framework adds a label",
    },
  ]);
});

Deno.test("a help text names its metric in network byte order, PCP's agents in the host's", async () => {
  using workshop = await Workshop.make("trivial");
  const found: Record<string, number> = {};
  for (const make of MAKES) {
    await using agent = await Agent.open(workshop.start("trivial", make));
    await agent.send(encodeTextReq({ ident: TIME, type: 5 }));
    found[make] = decodeText((await agent.next()).bytes).ident;
  }
  const bytes = new Uint8Array(new Uint32Array([TIME]).buffer);
  const host = new DataView(bytes.buffer).getUint32(0);
  assertEquals(found, { C: host, Python: host, own: TIME });
});
