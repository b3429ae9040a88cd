import { assert, assertEquals } from "@std/assert";
import {
  type Cluster,
  cluster,
  decodeInstance,
  decodeLabels,
  decodeResult,
  Dispatcher,
  encodeError,
  encodeFetch,
  encodeInstanceReq,
  encodeLabelReq,
  encodeProfile,
  InstanceCache,
  Log,
  PM_ERR_NOTCONN,
  PM_IN_NULL,
  PM_LABEL_INSTANCES,
  PM_SEM_COUNTER,
  PM_TYPE_U64,
  Pmda,
  pmIDBuild,
  pmInDomBuild,
} from "../../lib/pmda/mod.ts";
import { pduOf } from "../exchange.ts";

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
  const row = { type: PM_TYPE_U64, sem: PM_SEM_COUNTER } as const;
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

/** Node's global; its import would bring Node's types into every test. */
declare const process: {
  /** Processor time that the process has used, in microseconds. */
  cpuUsage(): { user: number; system: number };
};

/** Milliseconds of processor time that this process has used. */
function used(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Milliseconds of processor time that two things take, the best of seven times
 * or more each. They take turns: another program on the machine slows both of
 * them down. The clock would count the time of that program, too, and more
 * often for the longer one of the two; so would few times the collection of
 * garbage, which hardly ever falls into the shorter one.
 */
async function best(
  less: () => Promise<unknown>,
  more: () => Promise<unknown>,
): Promise<[less: number, more: number]> {
  const least: [number, number] = [Infinity, Infinity];
  const until = performance.now() + 1500;
  for (let i = 0; i < 7 || i < 50 && performance.now() < until; i++) {
    for (const [which, run] of [less, more].entries()) {
      const started = used();
      await run();
      least[which] = Math.min(least[which], used() - started);
    }
  }
  return least;
}

/** What takes ten times as much may take this much longer; a square would be 100. */
const LINEAR = 25;

const REQUESTS: [what: string, request: Uint8Array][] = [
  ["values", encodeFetch([LARGE])],
  ["instances", encodeInstanceReq({ indom: INDOM, inst: PM_IN_NULL })],
  ["labels", encodeLabelReq({ ident: INDOM, type: PM_LABEL_INSTANCES })],
];

for (const [what, request] of REQUESTS) {
  Deno.test(`the ${what} of 100,000 instances take a time that grows with their number`, async () => {
    const few = large(10_000, 0);
    const many = large(100_000, 0);
    const [less, more] = await best(() => few(request), () => many(request));
    console.log(
      `${what}: ${less.toFixed(1)} ms for 10,000, ${
        more.toFixed(1)
      } ms for 100,000`,
    );
    assert(more < 1000, `${more} ms`);
    assert(
      more < LINEAR * Math.max(less, 1),
      `${less} ms, then ${more} ms`,
    );
  });
}

Deno.test("all of 100,000 instances are there", async () => {
  const ask = large(100_000, 0);
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
  const pmids = (count: number) =>
    Array.from({ length: count }, (_, item) => pmIDBuild(DOMAIN, 1, item));
  const ask = large(0, 1000);
  const [less, more] = await best(
    () => ask(encodeFetch(pmids(100))),
    () => ask(encodeFetch(pmids(1000))),
  );
  console.log(
    `${less.toFixed(2)} ms for 100, ${more.toFixed(2)} ms for 1,000`,
  );
  assert(more < 100, `${more} ms`);
  assert(more < LINEAR * Math.max(less, 0.2), `${less}, ${more} ms`);
  const sets = decodeResult(await ask(encodeFetch(pmids(1000))));
  assertEquals(
    sets.map((set) => "error" in set ? undefined : set.values[0].value),
    Array.from({ length: 1000 }, (_, item) => BigInt(item)),
  );
});

Deno.test("a thousand clients, each with its own profile", async () => {
  const ask = large(1000, 0);
  const started = performance.now();
  for (let client = 0; client < 1000; client++) {
    const entry = { include: false, instances: new Set([client]) };
    const indoms = new Map([[INDOM, entry]]);
    await ask(encodeProfile({ include: true, indoms }, client));
  }
  for (let client = 0; client < 1000; client++) {
    const [set] = decodeResult(await ask(encodeFetch([LARGE], client)));
    assertEquals("error" in set ? [] : set.values.map(({ inst }) => inst), [
      client,
    ]);
  }
  const took = performance.now() - started;
  console.log(`${(took / 1000).toFixed(3)} ms a client`);
  assert(took < 5000, `${took} ms`);
  await ask(encodeError(PM_ERR_NOTCONN, 7));
  const [all] = decodeResult(await ask(encodeFetch([LARGE], 7)));
  assertEquals("error" in all ? 0 : all.values.length, 1000);
});
