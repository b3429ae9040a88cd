import { assert, assertEquals } from "@std/assert";
import {
  decodeDesc,
  decodeError,
  decodeIDList,
  decodeInstance,
  decodeLabels,
  decodeNameList,
  decodeResult,
  decodeText,
  encodeAttr,
  encodeChildReq,
  encodeCreds,
  encodeDescReq,
  encodeError,
  encodeFetch,
  encodeIDList,
  encodeInstanceReq,
  encodeLabelReq,
  encodeNameList,
  encodeProfile,
  encodeResult,
  encodeTextReq,
  encodeTraverseReq,
  PCP_ATTR_USERNAME,
  PDU_CONTROL_REQ,
  PDU_ERROR,
  PDU_RESULT,
  PM_ERR_GENERIC,
  PM_ERR_INDOM,
  PM_ERR_INST,
  PM_ERR_IPC,
  PM_ERR_NAME,
  PM_ERR_NOTCONN,
  PM_ERR_PMID,
  PM_ERR_TEXT,
  PM_ERR_TYPE,
  PM_IN_NULL,
  PM_INDOM_NULL,
  PM_LABEL_CLUSTER,
  PM_LABEL_CONTEXT,
  PM_LABEL_DOMAIN,
  PM_LABEL_INDOM,
  PM_LABEL_INSTANCES,
  PM_LABEL_ITEM,
  PM_SEM_COUNTER,
  PM_TEXT_HELP,
  PM_TEXT_INDOM,
  PM_TEXT_ONELINE,
  PM_TEXT_PMID,
  PM_TYPE_32,
  PM_TYPE_64,
  PM_TYPE_U64,
  type PmType,
  pmUnits,
  type PmValue,
  type PmValueSet,
} from "../../lib/pcp/mod.ts";
import {
  type ClientContext,
  cluster,
  Log,
  PM_ERR_AGAIN,
  PM_ERR_BADSTORE,
  PM_ERR_PERMISSION,
  Pmda,
} from "../../lib/pmda/mod.ts";
import { Dispatcher, type PmdaSettings } from "../../lib/pmda/testing.ts";
import { pduBytes, pduOf } from "../exchange.ts";
import { DOMAIN, PMID, STORED, testPmda } from "./agent.ts";
import { FakeClock } from "../fake_clock.ts";

const COLOURS = 0x3f400000;
const UNKNOWN = 0x3f4fffff;

/** A dispatcher, and a function that asks it. */
function started(more: Partial<PmdaSettings> = {}): {
  ask: (pdu: Uint8Array) => Promise<Uint8Array | undefined>;
  lines: string[];
} {
  const lines: string[] = [];
  const log = new Log({
    progname: "pmdatest",
    write: (text) => lines.push(text),
  });
  const dispatcher = new Dispatcher(testPmda(() => 7n, undefined, more), log);
  return { ask: async (pdu) => await dispatcher.dispatch(pduOf(pdu)), lines };
}

/** The answer to a request that has one. */
async function answer(request: Uint8Array): Promise<Uint8Array> {
  const answered = await started().ask(request);
  if (answered === undefined) throw new Error("no answer");
  return answered;
}

async function errorOf(request: Uint8Array): Promise<number> {
  const answered = await answer(request);
  assertEquals(pduOf(answered).type, PDU_ERROR);
  return decodeError(answered);
}

Deno.test("DESC_REQ", async () => {
  assertEquals(decodeDesc(await answer(encodeDescReq(PMID.counter))), {
    pmid: PMID.counter,
    type: PM_TYPE_U64,
    indom: PM_INDOM_NULL,
    sem: PM_SEM_COUNTER,
    units: pmUnits(),
  });
  assertEquals(
    decodeDesc(await answer(encodeDescReq(PMID.colour))).indom,
    COLOURS,
  );
  assertEquals(await errorOf(encodeDescReq(UNKNOWN)), PM_ERR_PMID);
});

Deno.test("INSTANCE_REQ in its three forms", async () => {
  const ask = async (inst: number, name?: string, indom = COLOURS) =>
    decodeInstance(await answer(encodeInstanceReq({ indom, inst, name })))
      .instances;
  assertEquals(await ask(PM_IN_NULL), [
    { inst: 0, name: "red" },
    { inst: 1, name: "green light" },
    { inst: 2, name: "blue" },
  ]);
  assertEquals(await ask(1), [{ name: "green light" }]);
  assertEquals(await ask(PM_IN_NULL, "blue"), [{ inst: 2 }]);
  assertEquals(
    await ask(PM_IN_NULL, "green"),
    [{ inst: 1 }],
    "up to the first space",
  );
  assertEquals(await ask(PM_IN_NULL, "green light"), [{ inst: 1 }]);

  const fail = (inst: number, name?: string, indom = COLOURS) =>
    errorOf(encodeInstanceReq({ indom, inst, name }));
  assertEquals(await fail(9), PM_ERR_INST);
  assertEquals(await fail(PM_IN_NULL, "gree"), PM_ERR_INST);
  assertEquals(await fail(PM_IN_NULL, "green lamp"), PM_ERR_INST);
  assertEquals(await fail(1, "green"), PM_ERR_INST, "both a number and a name");
  assertEquals(await fail(PM_IN_NULL, undefined, COLOURS + 1), PM_ERR_INDOM);
});

Deno.test("TEXT_REQ", async () => {
  const ask = async (ident: number, type: number) =>
    decodeText(await answer(encodeTextReq({ ident, type }))).text;
  assertEquals(
    await ask(PMID.text, PM_TEXT_PMID | PM_TEXT_ONELINE),
    "the sample as text",
  );
  assertEquals(
    await ask(PMID.text, PM_TEXT_PMID | PM_TEXT_HELP),
    "The sample,\nas text.",
  );
  assertEquals(await ask(PMID.counter, PM_TEXT_PMID | PM_TEXT_HELP), "");
  assertEquals(await ask(COLOURS, PM_TEXT_INDOM | PM_TEXT_ONELINE), "colours");
  assertEquals(
    await ask(COLOURS, PM_TEXT_INDOM | PM_TEXT_HELP),
    "Colours of light.",
  );
  const fail = (ident: number, type: number) =>
    errorOf(encodeTextReq({ ident, type }));
  assertEquals(await fail(UNKNOWN, PM_TEXT_PMID | PM_TEXT_HELP), PM_ERR_TEXT);
  assertEquals(
    await fail(COLOURS + 1, PM_TEXT_INDOM | PM_TEXT_HELP),
    PM_ERR_TEXT,
  );
  assertEquals(await fail(COLOURS, PM_TEXT_HELP), PM_ERR_TEXT, "of no kind");
});

Deno.test("LABEL_REQ of each kind", async () => {
  const ask = async (ident: number, type: number) =>
    decodeLabels(await answer(encodeLabelReq({ ident, type }))).sets
      .map(({ inst, labels }) => [inst, ...labels]);
  assertEquals(await ask(DOMAIN, PM_LABEL_DOMAIN), [[PM_IN_NULL, {
    name: "agent",
    value: "test",
  }]]);
  assertEquals(await ask(PMID.text, PM_LABEL_CLUSTER), [[PM_IN_NULL, {
    name: "cluster",
    value: "zero",
  }]]);
  assertEquals(await ask(PMID.other, PM_LABEL_CLUSTER), []);
  assertEquals(await ask(PMID.text, PM_LABEL_ITEM), [[PM_IN_NULL, {
    name: "unit",
    value: "none",
    optional: true,
  }]]);
  assertEquals(await ask(PMID.counter, PM_LABEL_ITEM), []);
  assertEquals(await ask(COLOURS, PM_LABEL_INDOM), [[PM_IN_NULL, {
    name: "kind",
    value: "colour",
  }]]);
  assertEquals(await ask(COLOURS, PM_LABEL_INSTANCES), [
    [0, { name: "hue", value: 0 }],
    [1, { name: "hue", value: 120 }],
    [2],
  ]);
  assertEquals(await ask(PM_INDOM_NULL, PM_LABEL_INSTANCES), [[PM_IN_NULL]]);
  assertEquals(await ask(COLOURS + 1, PM_LABEL_INSTANCES), []);
  assertEquals(await ask(0, PM_LABEL_CONTEXT), []);
  assertEquals(
    await errorOf(encodeLabelReq({ ident: 0, type: 3 })),
    PM_ERR_TYPE,
  );
});

Deno.test("instance labels come for the instances of the profile", async () => {
  const { ask } = started();
  const entry = { include: false, instances: new Set([1]) };
  await ask(
    encodeProfile({ include: true, indoms: new Map([[COLOURS, entry]]) }),
  );
  const labels = await ask(
    encodeLabelReq({ ident: COLOURS, type: PM_LABEL_INSTANCES }),
  );
  assertEquals(labels && decodeLabels(labels).sets.map(({ inst }) => inst), [
    1,
  ]);
});

Deno.test("the name space", async () => {
  const pmid = async (name: string) =>
    decodeIDList(await answer(encodeNameList({ names: [name] })));
  assertEquals(await pmid("test.text"), { pmids: [PMID.text], status: 0 });
  assertEquals(await pmid("test.colour.value"), {
    pmids: [PMID.colour],
    status: 0,
  });
  for (
    const name of [
      "test",
      "test.colour",
      "test.nosuch",
      "other",
      "test.text.more",
    ]
  ) {
    assertEquals(
      await errorOf(encodeNameList({ names: [name] })),
      PM_ERR_NAME,
      name,
    );
  }
  const names = async (pmid: number) =>
    decodeNameList(await answer(encodeIDList({ pmids: [pmid], status: 0 })))
      .names;
  assertEquals(await names(PMID.other), ["test.other"]);
  assertEquals(
    await errorOf(encodeIDList({ pmids: [UNKNOWN], status: 0 })),
    PM_ERR_PMID,
  );
  assertEquals(
    await errorOf(encodeIDList({ pmids: [1], status: PM_ERR_NAME })),
    PM_ERR_NAME,
  );

  const children = async (name: string, status: boolean) =>
    decodeNameList(await answer(encodeChildReq({ name, status })));
  const top = await children("test", true);
  assertEquals(top.names.slice(0, 4), ["text", "counter", "colour", "absent"]);
  assertEquals(top.status?.slice(0, 4), [0, 0, 1, 0]);
  assertEquals((await children("test.colour", false)).status, undefined);
  assertEquals((await children("test.text", true)).names, []);
  assertEquals(
    await errorOf(encodeChildReq({ name: "nosuch", status: true })),
    PM_ERR_NAME,
  );

  const traverse = async (name: string) =>
    decodeNameList(await answer(encodeTraverseReq(name))).names;
  assertEquals((await traverse("test")).length, 11);
  assertEquals(await traverse("test.colour"), ["test.colour.value"]);
  assertEquals(await traverse("test.text"), ["test.text"]);
  assertEquals(await errorOf(encodeTraverseReq("test.nosuch")), PM_ERR_NAME);
});

Deno.test("FETCH is answered with a result, also of unknown metrics", async () => {
  const result = await answer(encodeFetch([UNKNOWN, PMID.counter]));
  assertEquals(pduOf(result).type, PDU_RESULT);
  assertEquals(decodeResult(result), [
    { pmid: UNKNOWN, error: PM_ERR_PMID },
    {
      pmid: PMID.counter,
      type: PM_TYPE_U64,
      values: [{ inst: PM_IN_NULL, value: 7n }],
    },
  ]);
});

Deno.test("a profile holds for the fetches after it, a malformed one changes nothing", async () => {
  const { ask } = started();
  const entry = { include: false, instances: new Set([2]) };
  const profile = encodeProfile({
    include: true,
    indoms: new Map([[COLOURS, entry]]),
  });
  assertEquals(await ask(profile), undefined);
  assertEquals(await ask(pduBytes(0x7002, 0)), undefined);
  const result = await ask(encodeFetch([PMID.colour]));
  assertEquals(result && decodeResult(result), [
    { pmid: PMID.colour, type: PM_TYPE_32, values: [{ inst: 2, value: 20 }] },
  ]);
});

Deno.test("a store into a metric that takes values", async () => {
  const { ask } = started();
  const store = async (set: PmValueSet) => {
    const answered = await ask(encodeResult([set]));
    return answered && decodeError(answered);
  };
  const limit = (value: number) =>
    store({
      pmid: PMID.writable,
      type: PM_TYPE_32,
      values: [{ inst: PM_IN_NULL, value }],
    });
  STORED.clear();
  assertEquals(await limit(5), 0);
  assertEquals(STORED.get("limit"), 5);
  assertEquals(await limit(-1), 0);
  assertEquals(STORED.get("limit"), 2 ** 32 - 1, "in place, and unsigned");
  assertEquals(await limit(-(2 ** 31)), PM_ERR_BADSTORE);
  assertEquals(await limit(14), PM_ERR_GENERIC);
  assertEquals(STORED.get("limit"), 2 ** 32 - 1);

  const colours = (type: PmType, ...values: PmValue[]) =>
    store({ pmid: PMID.colourWritable, type, values });
  assertEquals(
    await colours(PM_TYPE_U64, { inst: 0, value: 2n ** 63n }, {
      inst: 2,
      value: 1n,
    }),
    0,
  );
  assertEquals([STORED.get("red"), STORED.get("blue")], [2n ** 63n, 1n]);
  assertEquals(await colours(PM_TYPE_U64, { inst: 9, value: 1n }), PM_ERR_INST);
  assertEquals(await colours(PM_TYPE_64, { inst: 0, value: 1n }), PM_ERR_TYPE);
  assertEquals(await colours(PM_TYPE_32, { inst: 0, value: 1 }), PM_ERR_TYPE);
  assertEquals(STORED.get("red"), 2n ** 63n);
});

Deno.test("a store into any other metric is refused", async () => {
  const values = [{ inst: PM_IN_NULL, value: 1 }];
  const store = (pmid: number) =>
    errorOf(encodeResult([{ pmid, type: PM_TYPE_32, values }]));
  assertEquals(await store(PMID.counter), PM_ERR_PERMISSION);
  assertEquals(await store(UNKNOWN), PM_ERR_PMID);
  assertEquals(
    await errorOf(encodeResult([{ pmid: PMID.writable, error: PM_ERR_PMID }])),
    PM_ERR_BADSTORE,
  );
});

Deno.test("a store that takes too long is over within the budget", async () => {
  using clock = new FakeClock();
  const { ask } = started({ budget: 50 });
  const values = [{ inst: PM_IN_NULL, value: 13 }];
  const [answered, took] = await clock.took(ask(
    encodeResult([{ pmid: PMID.writable, type: PM_TYPE_32, values }]),
  ));
  assertEquals(answered && decodeError(answered), PM_ERR_AGAIN);
  assertEquals(took, 50);
});

Deno.test("what expects no answer gets none", async () => {
  const { ask } = started();
  for (
    const request of [
      encodeAttr({ attr: 5, value: "joe" }),
      encodeError(PM_ERR_NOTCONN, 3),
      encodeError(PM_ERR_PMID),
      pduBytes(PDU_CONTROL_REQ),
      encodeCreds({ version: 2, flags: 0 }, 1),
      pduBytes(0x7014, 1, 2, 3),
      pduBytes(0x7fffffff),
      pduBytes(0xffffffff),
    ]
  ) {
    assertEquals(await ask(request), undefined);
  }
});

/** Requests that break the protocol, and what libpcp_pmda answers. */
const MALFORMED: [
  what: string,
  request: Uint8Array,
  error: number | undefined,
][] = [
  ["FETCH without metrics", pduBytes(0x7003, 0, 0, 0, 0), PM_ERR_IPC],
  ["FETCH cut short", pduBytes(0x7003, 0, 0), PM_ERR_IPC],
  [
    "FETCH of more than it has",
    pduBytes(0x7003, 0, 0, 0, 2, PMID.counter),
    PM_ERR_IPC,
  ],
  ["DESC_REQ without pmID", pduBytes(0x7004), PM_ERR_IPC],
  ["DESC_REQ too long", pduBytes(0x7004, PMID.counter, 0), PM_ERR_IPC],
  ["INSTANCE_REQ cut short", pduBytes(0x7006, COLOURS, 0, 0), PM_ERR_IPC],
  [
    "INSTANCE_REQ with a name longer than itself",
    pduBytes(0x7006, COLOURS, 0, 0, PM_IN_NULL, 99),
    PM_ERR_IPC,
  ],
  [
    "INSTANCE_REQ with a negative name",
    pduBytes(0x7006, COLOURS, 0, 0, PM_IN_NULL, 0xffffffff),
    PM_ERR_IPC,
  ],
  ["TEXT_REQ cut short", pduBytes(0x7008, PMID.text), PM_ERR_IPC],
  ["LABEL_REQ cut short", pduBytes(0x7012, DOMAIN), PM_ERR_IPC],
  ["PMNS_NAMES of none", pduBytes(0x700e, 0, 0, 0), PM_ERR_IPC],
  [
    "PMNS_NAMES of two",
    encodeNameList({ names: ["test.text", "test.counter"] }),
    PM_ERR_IPC,
  ],
  ["PMNS_NAMES cut short", pduBytes(0x700e, 9, 0, 1), PM_ERR_IPC],
  ["PMNS_IDS of none", pduBytes(0x700d, 0, 0), PM_ERR_IPC],
  [
    "PMNS_IDS of two",
    encodeIDList({ pmids: [PMID.text, PMID.other], status: 0 }),
    PM_ERR_IPC,
  ],
  ["PMNS_CHILD cut short", pduBytes(0x700f, 1), PM_ERR_IPC],
  [
    "PMNS_CHILD with a name longer than itself",
    pduBytes(0x700f, 1, 50),
    PM_ERR_IPC,
  ],
  [
    "PMNS_TRAVERSE with a negative name",
    pduBytes(0x7010, 0, 0x80000000),
    PM_ERR_IPC,
  ],
  ["RESULT cut short", pduBytes(0x7001, 0, 0), PM_ERR_IPC],
  ["RESULT of more than it has", pduBytes(0x7001, 0, 0, 3), PM_ERR_IPC],
  ["PROFILE cut short", pduBytes(0x7002, 0), undefined],
  ["ATTR without a code", pduBytes(0x7011), undefined],
  ["ERROR without a code", pduBytes(0x7000), undefined],
];

for (const [what, request, error] of MALFORMED) {
  Deno.test(`${what} gets the answer of libpcp_pmda, and the agent lives on`, async () => {
    const { ask, lines } = started();
    const answered = await ask(request);
    assertEquals(answered && decodeError(answered), error);
    assert(lines.length === 1, "one line in the log");
    const next = await ask(encodeDescReq(PMID.text));
    assertEquals(next && decodeDesc(next).pmid, PMID.text);
  });
}

Deno.test("a fetch and a store know their client until it ends", async () => {
  const seen: [id: number, user: string | undefined][] = [];
  const note = ({ id, attributes }: ClientContext) =>
    void seen.push([id, attributes.get(PCP_ATTR_USERNAME)]);
  const ended: number[] = [];
  const pmda = new Pmda({
    name: "test",
    domain: DOMAIN,
    attributes: true,
    endContext: ({ id }) => void ended.push(id),
    clusters: [cluster({
      cluster: 0,
      from: ({ context }) => note(context),
      metrics: [{
        name: "user",
        item: 0,
        type: "32",
        sem: "counter",
        oneline: "notes its clients",
        value: () => 1,
        store: (_value, _instance, context) => note(context),
      }],
    })],
  });
  const log = new Log({ progname: "pmdatest", write: () => {} });
  using dispatcher = new Dispatcher(pmda, log);
  const ask = async (pdu: Uint8Array) => await dispatcher.dispatch(pduOf(pdu));
  const pmid = pmda.names.pmid("test.user");
  const values = [{ inst: PM_IN_NULL, value: 1 }];
  await ask(encodeAttr({ attr: PCP_ATTR_USERNAME, value: "joe" }, 1));
  await ask(encodeFetch([pmid], 1));
  await ask(encodeFetch([pmid], 2));
  await ask(encodeResult([{ pmid, type: PM_TYPE_32, values }], 1));
  await ask(encodeError(PM_ERR_NOTCONN, 1));
  await ask(encodeError(PM_ERR_NOTCONN, 7));
  await ask(encodeFetch([pmid], 1));
  assertEquals(seen, [[1, "joe"], [2, undefined], [1, "joe"], [1, undefined]]);
  assertEquals(ended, [1], "a client that never asked has no end");
});
