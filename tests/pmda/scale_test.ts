import { assert, assertEquals } from "@std/assert";
import {
  decodeInstance,
  decodeLabels,
  decodeResult,
  encodeError,
  encodeFetch,
  encodeInstanceReq,
  encodeLabelReq,
  encodeProfile,
  PM_ERR_NOTCONN,
  PM_IN_NULL,
  PM_LABEL_INSTANCES,
  pmIDBuild,
  pmInDomBuild,
} from "../../lib/pcp/mod.ts";
import {
  type Cluster,
  cluster,
  InstanceCache,
  Log,
  Pmda,
} from "../../lib/pmda/mod.ts";
import { Dispatcher } from "../../lib/pmda/testing.ts";
import { pduOf } from "../exchange.ts";
import { FakeClock } from "../fake_clock.ts";
import { assertLinear } from "../growth.ts";

const DOMAIN = 253;
const INDOM = pmInDomBuild(DOMAIN, 0);
const LARGE = pmIDBuild(DOMAIN, 0, 0);

/** An agent with one metric of many instances, and with many metrics. */
function large(instances: number, metrics: number) {
  const indom = new InstanceCache<bigint>({
    serial: 0,
    persistent: false,
    instanceLabels: ({ name }) => [{ name: "disk", value: name }],
  });
  for (let i = 0; i < instances; i++) indom.store(`disk${i}`, BigInt(i));
  const row = { type: "U64", sem: "counter" } as const;
  const many = Array.from({ length: metrics }, (_, item) => ({
    ...row,
    name: `many.m${item}`,
    item,
    value: () => BigInt(item),
  }));
  const clusters: Cluster[] = [
    cluster({
      cluster: 0,
      from: () => indom,
      metrics: [{
        ...row,
        name: "large",
        item: 0,
        indom,
        value: (disks, { inst }) => disks.lookup(inst)?.private,
      }],
    }),
    cluster({ cluster: 1, from: () => undefined, metrics: many }),
  ];
  const pmda = new Pmda({ name: "scale", domain: DOMAIN, clusters });
  const dispatcher = new Dispatcher(pmda, new Log({ progname: "p" }));
  return async (request: Uint8Array) => {
    const answer = await dispatcher.dispatch(pduOf(request));
    return answer ?? new Uint8Array();
  };
}

/** How many instances there are, in all, and in each of as many agents. */
const ALL = 100_000;
const PART = 5000;

const REQUESTS: [what: string, request: Uint8Array][] = [
  ["values", encodeFetch([LARGE])],
  ["instances", encodeInstanceReq({ indom: INDOM, inst: PM_IN_NULL })],
  ["labels", encodeLabelReq({ ident: INDOM, type: PM_LABEL_INSTANCES })],
];

for (const [what, request] of REQUESTS) {
  Deno.test(`the ${what} of 100,000 instances take a time that grows with their number`, async () => {
    // Nothing may be left out because its time is over.
    using _clock = new FakeClock();
    const whole = large(ALL, 0);
    const parts = Array.from({ length: ALL / PART }, () => large(PART, 0));
    await assertLinear(() => whole(request), async () => {
      for (const part of parts) await part(request);
    });
  });
}

Deno.test("all of 100,000 instances are there", async () => {
  using _clock = new FakeClock();
  const ask = large(ALL, 0);
  const [values, instances, labels] = await Promise.all(
    REQUESTS.map(([, request]) => ask(request)),
  );
  const [set] = decodeResult(values);
  assert(!("error" in set));
  assertEquals("error" in set ? 0 : set.values.length, 100_000);
  assertEquals("error" in set ? 0 : set.values.at(-1)?.value, 99_999n);
  assertEquals(decodeInstance(instances).instances.length, 100_000);
  assertEquals(decodeLabels(labels).sets.at(-1)?.labels, [
    { name: "disk", value: "disk99999" },
  ]);
});

Deno.test("a thousand metrics in one fetch", async () => {
  using _clock = new FakeClock();
  const pmids = Array.from(
    { length: 1000 },
    (_, item) => pmIDBuild(DOMAIN, 1, item),
  );
  const ask = large(0, 1000);
  const parts = Array.from(
    { length: 100 },
    (_, i) => encodeFetch(pmids.slice(10 * i, 10 * i + 10)),
  );
  const whole = encodeFetch(pmids);
  await assertLinear(() => ask(whole), async () => {
    for (const part of parts) await ask(part);
  });
  const sets = decodeResult(await ask(whole));
  assertEquals(
    sets.map((set) => "error" in set ? undefined : set.values[0].value),
    Array.from({ length: 1000 }, (_, item) => BigInt(item)),
  );
});

/** Lets each of some clients say which instance it wants, then fetch it. */
async function eachItsOwn(
  ask: (request: Uint8Array) => Promise<Uint8Array>,
  clients: number,
): Promise<void> {
  for (let client = 0; client < clients; client++) {
    const entry = { include: false, instances: new Set([client]) };
    const indoms = new Map([[INDOM, entry]]);
    await ask(encodeProfile({ include: true, indoms }, client));
  }
  for (let client = 0; client < clients; client++) {
    const [set] = decodeResult(await ask(encodeFetch([LARGE], client)));
    assertEquals("error" in set ? [] : set.values.map(({ inst }) => inst), [
      client,
    ]);
  }
}

Deno.test("a thousand clients, each with its own profile", async () => {
  using _clock = new FakeClock();
  const ask = large(1000, 0);
  const parts = Array.from({ length: 20 }, () => large(1000, 0));
  await assertLinear(() => eachItsOwn(ask, 1000), async () => {
    for (const part of parts) await eachItsOwn(part, 50);
  });
  await ask(encodeError(PM_ERR_NOTCONN, 7));
  const [all] = decodeResult(await ask(encodeFetch([LARGE], 7)));
  assertEquals("error" in all ? 0 : all.values.length, 1000);
});
