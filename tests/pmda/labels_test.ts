import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeError,
  decodeLabels,
  encodeAttr,
  encodeLabelReq,
  encodeLabels,
  PCP_ATTR_USERID,
  PDU_ERROR,
  PM_ERR_GENERIC,
  PM_IN_NULL,
  PM_LABEL_CLUSTER,
  PM_LABEL_DOMAIN,
  PM_LABEL_INDOM,
  PM_LABEL_INSTANCES,
  PM_LABEL_ITEM,
  PM_LABEL_OPTIONAL,
  pmIDBuild,
  pmInDomBuild,
} from "../../lib/pcp/mod.ts";
import {
  cluster,
  InstanceDomain,
  Log,
  Pmda,
  type PmLabel,
} from "../../lib/pmda/mod.ts";
import { Dispatcher, type PmdaSettings } from "../../lib/pmda/testing.ts";
import { pduOf } from "../exchange.ts";

let asked = 0;
const count = () => [{ name: "asked", value: ++asked }];

const SIZES = new InstanceDomain({
  serial: 4,
  labels: count,
  instances: [{ inst: 1, name: "small" }, { inst: 2, name: "broken" }],
  instanceLabels: ({ inst, name }, context) => {
    if (inst === 2) throw new Error("no labels");
    const user = context.attributes.get(PCP_ATTR_USERID) ?? null;
    return [{ name: "size", value: name }, { name: "user", value: user }];
  },
});

function started(more: Partial<PmdaSettings> = {}) {
  const pmda = new Pmda({
    ...more,
    name: "test",
    domain: 253,
    clusters: [cluster({
      cluster: 2,
      labels: count,
      from: () => 0,
      metrics: [{
        name: "size",
        item: 3,
        type: "32",
        indom: SIZES,
        sem: "instant",
        labels: count,
        value: () => 0,
      }],
    })],
  });
  const lines: string[] = [];
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  const dispatcher = new Dispatcher(pmda, log);
  const ask = async (ident: number, type: number) => {
    const request = encodeLabelReq({ ident, type }, 9);
    const answer = await dispatcher.dispatch(pduOf(request));
    if (answer === undefined) throw new Error("no answer");
    return answer;
  };
  return { dispatcher, ask, lines };
}

Deno.test("labels at each level are computed whenever they are asked for", async () => {
  const { ask } = started({ labels: count });
  asked = 0;
  const levels = [
    [253, PM_LABEL_DOMAIN],
    [pmIDBuild(253, 2, 0), PM_LABEL_CLUSTER],
    [pmIDBuild(253, 2, 3), PM_LABEL_ITEM],
    [pmInDomBuild(253, 4), PM_LABEL_INDOM],
    [253, PM_LABEL_DOMAIN],
  ] as const;
  for (const [i, [ident, type]] of levels.entries()) {
    assertEquals(decodeLabels(await ask(ident, type)).sets, [
      { inst: PM_IN_NULL, labels: [{ name: "asked", value: i + 1 }] },
    ]);
  }
});

Deno.test("labels of an instance know the client; those that fail cost the others nothing", async () => {
  const { dispatcher, ask, lines } = started();
  const attribute = { attr: PCP_ATTR_USERID, value: "1000" };
  dispatcher.dispatch(pduOf(encodeAttr(attribute, 9)));
  for (let i = 0; i < 2; i++) {
    const answer = await ask(pmInDomBuild(253, 4), PM_LABEL_INSTANCES);
    assertEquals(decodeLabels(answer).sets, [
      {
        inst: 1,
        labels: [{ name: "size", value: "small" }, {
          name: "user",
          value: "1000",
        }],
      },
      { inst: 2, labels: [] },
    ]);
  }
  assertEquals(lines.length, 1);
  assertEquals(lines[0].includes("no labels"), true, lines[0]);
});

Deno.test("without labels of its own an agent has its name", async () => {
  const { ask } = started();
  assertEquals(decodeLabels(await ask(253, PM_LABEL_DOMAIN)).sets, [
    { inst: PM_IN_NULL, labels: [{ name: "agent", value: "test" }] },
  ]);
});

Deno.test("computed labels that are none answer with an error and a line in the log", async () => {
  const { ask, lines } = started({
    labels: () => [{ name: "no name", value: 1 }],
  });
  const answer = await ask(253, PM_LABEL_DOMAIN);
  assertEquals(pduOf(answer).type, PDU_ERROR);
  assertEquals(decodeError(answer), PM_ERR_GENERIC);
  assertEquals(lines[0].includes('"no name"'), true, lines[0]);
});

for (
  const [what, labels] of [
    ["a name twice", [{ name: "a", value: 1 }, { name: "a", value: 2 }]],
    ["no number", [{ name: "a", value: NaN }]],
    ["an endless number", [{ name: "a", value: [{ b: Infinity }] }]],
    ["a name with a blank", [{ name: "a b", value: 1 }]],
    ["no name", [{ name: "", value: 1 }]],
  ] satisfies [string, PmLabel[]][]
) {
  Deno.test(`labels with ${what} are refused`, () => {
    assertThrows(
      () =>
        encodeLabels({
          ident: 253,
          type: PM_LABEL_DOMAIN,
          sets: [{ inst: PM_IN_NULL, labels }],
        }),
      RangeError,
    );
  });
}

Deno.test("labels of one instance that are none cost the others nothing", async () => {
  const indom = new InstanceDomain({
    serial: 1,
    instances: [{ inst: 0, name: "good" }, { inst: 1, name: "bad" }],
    instanceLabels: ({ inst }) => [{ name: "n", value: inst === 1 ? NaN : 7 }],
  });
  const { ask, lines } = started({ indoms: [indom] });
  const answer = await ask(pmInDomBuild(253, 1), PM_LABEL_INSTANCES);
  assertEquals(decodeLabels(answer).sets, [
    { inst: 0, labels: [{ name: "n", value: 7 }] },
    { inst: 1, labels: [] },
  ]);
  assertEquals(lines.length, 1);
});

Deno.test("flags of the request are none of the labels'", async () => {
  const { ask } = started();
  const answer = await ask(253, PM_LABEL_DOMAIN | PM_LABEL_OPTIONAL);
  assertEquals(decodeLabels(answer).sets[0].labels, [
    { name: "agent", value: "test" },
  ]);
});

Deno.test("labels that can't be computed are told once", async () => {
  const { ask, lines } = started({
    labels: () => {
      throw new Error("no idea");
    },
  });
  for (let i = 0; i < 3; i++) {
    assertEquals(decodeError(await ask(253, PM_LABEL_DOMAIN)), PM_ERR_GENERIC);
  }
  assertEquals(lines.length, 1);
});
