import { assert, assertEquals } from "@std/assert";
import {
  PM_ERR_CONV,
  PM_ERR_INST,
  PM_ERR_PMID,
  PM_IN_NULL,
  PM_TYPE_32,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  PM_TYPE_U64,
  pmIDBuild,
  pmInDomBuild,
  type PmProfile,
  type PmValue,
  PROFILE_ALL,
} from "../../lib/pcp/mod.ts";
import {
  cluster,
  type FetchRequest,
  InstanceDomain,
  Log,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_VALUE,
  Pmda,
} from "../../lib/pmda/mod.ts";
import { Fetcher } from "../../lib/pmda/testing.ts";
import { FakeClock, TURN } from "../fake_clock.ts";
import { CLIENT, PMID, testPmda } from "./agent.ts";

const COLOURS = 0x3f400000;

function silent(lines: string[] = []): Log {
  return new Log({ progname: "pmdatest", write: (text) => lines.push(text) });
}

function only(include: boolean, ...instances: number[]): PmProfile {
  const entry = { include, instances: new Set(instances) };
  return { include: true, indoms: new Map([[COLOURS, entry]]) };
}

Deno.test("a fetch has one value set a metric, in the order asked for", () => {
  using fetcher = new Fetcher(testPmda(() => 7n), silent());
  const pmids = [
    PMID.counter,
    0x3f4fffff,
    PMID.text,
    PMID.colour,
    PMID.counter,
  ];
  assertEquals(fetcher.fetch(pmids, CLIENT), [
    {
      pmid: PMID.counter,
      type: PM_TYPE_U64,
      values: [{ inst: PM_IN_NULL, value: 7n }],
    },
    { pmid: 0x3f4fffff, error: PM_ERR_PMID },
    {
      pmid: PMID.text,
      type: PM_TYPE_STRING,
      values: [{ inst: PM_IN_NULL, value: "7" }],
    },
    {
      pmid: PMID.colour,
      type: PM_TYPE_32,
      values: [{ inst: 0, value: 0 }, { inst: 1, value: 10 }, {
        inst: 2,
        value: 20,
      }],
    },
    {
      pmid: PMID.counter,
      type: PM_TYPE_U64,
      values: [{ inst: PM_IN_NULL, value: 7n }],
    },
  ]);
});

Deno.test("what fails for one metric is an error for that metric alone", () => {
  const lines: string[] = [];
  using fetcher = new Fetcher(testPmda(() => 7n), silent(lines));
  const pmids = [
    PMID.absent,
    PMID.refusing,
    PMID.broken,
    PMID.misfit,
    PMID.partly,
    PMID.counter,
  ];
  const expected = [
    { pmid: PMID.absent, type: PM_TYPE_32, values: [] },
    { pmid: PMID.refusing, error: PM_ERR_APPVERSION },
    { pmid: PMID.broken, error: PM_ERR_VALUE },
    { pmid: PMID.misfit, error: PM_ERR_CONV },
    {
      pmid: PMID.partly,
      type: PM_TYPE_32,
      values: [{ inst: 0, value: 0 }, { inst: 2, value: 2 }],
    },
    {
      pmid: PMID.counter,
      type: PM_TYPE_U64,
      values: [{ inst: PM_IN_NULL, value: 7n }],
    },
  ];
  assertEquals(fetcher.fetch(pmids, CLIENT), expected);
  assertEquals(fetcher.fetch(pmids, CLIENT), expected);
  assertEquals(lines.length, 2, "each is reported once");
  assert(lines[0].includes("test.broken: a bug"), lines[0]);
  assert(lines[1].includes("test.misfit: number 1099511627776"), lines[1]);
});

Deno.test("a profile picks instances, and one that picks none there are is PM_ERR_INST", () => {
  using fetcher = new Fetcher(testPmda(() => 7n), silent());
  const fetched = (profile: PmProfile) => {
    const sets = fetcher.fetch([PMID.colour], { ...CLIENT, profile });
    if (sets instanceof Promise) throw new Error("not at once");
    const [set] = sets;
    return "error" in set ? set.error : set.values.map(({ inst }) => inst);
  };
  assertEquals(fetched(only(false, 2)), [2]);
  assertEquals(fetched(only(true, 2)), [0, 1]);
  assertEquals(fetched(only(false, 2, 99)), [2]);
  assertEquals(fetched(only(false)), []);
  assertEquals(fetched({ include: false, indoms: new Map() }), []);
  assertEquals(fetched(only(false, 99)), PM_ERR_INST);
});

Deno.test("each cluster is asked once a fetch, and only where a metric needs it", async () => {
  const asked: string[] = [];
  using fetcher = new Fetcher(
    testPmda(
      () => (asked.push("zero"), Promise.resolve(1n)),
      () => (asked.push("one"), Promise.resolve(2n)),
    ),
    silent(),
  );
  await fetcher.fetch(
    [PMID.counter, PMID.text, PMID.colour],
    CLIENT,
  );
  assertEquals(asked, ["zero"]);
  await fetcher.fetch(
    [PMID.other, PMID.counter, PMID.other],
    CLIENT,
  );
  assertEquals(asked, ["zero", "one", "zero"]);
});

Deno.test("clusters are asked at the same time", async () => {
  const { promise, resolve } = Promise.withResolvers<bigint>();
  using fetcher = new Fetcher(
    testPmda(() => promise, () => (resolve(1n), 2n), { budget: 4000 }),
    silent(),
  );
  const sets = await fetcher.fetch(
    [PMID.counter, PMID.other],
    CLIENT,
  );
  assertEquals(sets.map((set) => "error" in set), [false, false]);
});

Deno.test("a cluster that takes too long costs its own metrics, within the budget", async () => {
  using clock = new FakeClock();
  let aborted: unknown;
  using fetcher = new Fetcher(
    testPmda(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            aborted = signal.reason;
            reject(signal.reason);
          });
        }),
      () => 2n,
      { budget: 50 },
    ),
    silent(),
  );
  for (let round = 0; round < 3; round++) {
    const [sets, took] = await clock.took(
      Promise.resolve(fetcher.fetch([PMID.counter, PMID.other], CLIENT)),
    );
    assertEquals(sets[0], { pmid: PMID.counter, error: PM_ERR_AGAIN });
    assertEquals("error" in sets[1], false);
    assertEquals(took, 50);
  }
  assert(aborted instanceof Error && aborted.message.includes("50 ms"));
});

Deno.test("a cluster that ignores the end of its time costs no more than it", async () => {
  using fetcher = new Fetcher(
    testPmda(() => new Promise(() => {}), () => 2n, { budget: 20 }),
    silent(),
  );
  const [set] = await fetcher.fetch([PMID.counter], CLIENT);
  assertEquals(set, { pmid: PMID.counter, error: PM_ERR_AGAIN });
});

Deno.test("the time of an earlier fetch does not end a later one", async () => {
  let answer: Promise<bigint> = Promise.resolve(1n);
  using fetcher = new Fetcher(
    testPmda(() => answer, undefined, { budget: 80 }),
    silent(),
  );
  await fetcher.fetch([PMID.counter], CLIENT);
  await new Promise((resolve) => setTimeout(resolve, 50));
  answer = new Promise((resolve) => setTimeout(() => resolve(2n), 50));
  const [set] = await fetcher.fetch([PMID.counter], CLIENT);
  assertEquals("error" in set, false);
});

Deno.test("a refresh that fails is an error for its metrics, at once and later", async () => {
  const lines: string[] = [];
  using fetcher = new Fetcher(
    testPmda(() => {
      throw new TypeError("now");
    }, () => Promise.reject(new TypeError("later"))),
    silent(lines),
  );
  const sets = await fetcher.fetch(
    [PMID.counter, PMID.other],
    CLIENT,
  );
  assertEquals(sets, [
    { pmid: PMID.counter, error: PM_ERR_AGAIN },
    { pmid: PMID.other, error: PM_ERR_AGAIN },
  ]);
  assertEquals(lines.length, 2);
});

Deno.test("an answer that comes after its time leaves the clock of the next fetch alone", async () => {
  const finish: (() => void)[] = [];
  using fetcher = new Fetcher(
    testPmda(
      () => new Promise((resolve) => finish.push(() => resolve(1n))),
      undefined,
      { budget: 30 },
    ),
    silent(),
  );
  const late = [{ pmid: PMID.counter, error: PM_ERR_AGAIN }];
  assertEquals(await fetcher.fetch([PMID.counter], CLIENT), late);
  const second = fetcher.fetch([PMID.counter], CLIENT);
  finish[0]();
  assertEquals(await second, late);
});

Deno.test("several fetches at the same time each have their own time", async () => {
  using clock = new FakeClock();
  using fetcher = new Fetcher(
    testPmda(() => new Promise(() => {}), undefined, { budget: 60 }),
    silent(),
  );
  const begun = performance.now();
  const fetches = [0, 20, 40].map(async (wait) => {
    await new Promise((resolve) => setTimeout(resolve, wait));
    await fetcher.fetch([PMID.counter], CLIENT);
    return performance.now() - begun - wait;
  });
  const [took] = await clock.took(Promise.all(fetches));
  assertEquals(took, [60 + TURN, 60 + TURN, 60 + TURN]);
});

Deno.test("all sources of a fetch hear of the same client and signal, those of another fetch of another signal", () => {
  const requests: FetchRequest[] = [];
  const source = (request: FetchRequest) => {
    requests.push(request);
    return 7n;
  };
  using fetcher = new Fetcher(testPmda(source, source), silent());
  fetcher.fetch([PMID.counter, PMID.other, PMID.text, PMID.counter], CLIENT);
  fetcher.fetch([PMID.absent], CLIENT);
  assertEquals(requests.length, 3);
  assert(requests.every(({ context }) => context === CLIENT));
  const [first, second, third] = requests.map(({ signal }) => signal);
  assertEquals(first === second, true);
  assertEquals(first === third, false);
});

/** An agent with a metric of three instances that gives its values at once. */
function atOnce(values: () => readonly PmValue<typeof PM_TYPE_U32>[]) {
  const asked: number[] = [];
  const lines: string[] = [];
  const indom = new InstanceDomain({
    serial: 0,
    instances: [0, 1, 2].map((inst) => ({ inst, name: `${inst}` })),
  });
  const table = cluster({
    cluster: 0,
    from: () => 0,
    metrics: [{
      name: "many",
      item: 0,
      type: "U32",
      sem: "instant",
      indom,
      value: (_, { inst }) => {
        asked.push(inst);
        return inst === 1 ? -1 : 10 + inst;
      },
      values,
    }],
  });
  const pmda = new Pmda({ name: "x", domain: 253, clusters: [table] });
  const log = new Log({ progname: "x", write: (text) => lines.push(text) });
  const fetcher = new Fetcher(pmda, log);
  const pmid = pmIDBuild(253, 0, 0);
  const fetch = (profile: PmProfile = PROFILE_ALL) =>
    fetcher.fetch([pmid], { ...CLIENT, profile });
  const is = (...all: [inst: number, value: number][]) => [{
    pmid,
    type: PM_TYPE_U32,
    values: all.map(([inst, value]) => ({ inst, value })),
  }];
  return { fetch, is, asked, lines, indom: pmInDomBuild(253, 0) };
}

Deno.test("values that come at once are not asked for one by one, but by a profile", async () => {
  const { fetch, is, asked, indom } = atOnce(() => [
    { inst: 2, value: 7 },
    { inst: 0, value: 5 },
  ]);
  assertEquals(await fetch(), is([2, 7], [0, 5]));
  assertEquals(asked, []);
  const second = { include: false, instances: new Set([2]) };
  const profile = { include: true, indoms: new Map([[indom, second]]) };
  assertEquals(await fetch(profile), is([2, 12]));
  assertEquals(asked, [2]);
});

Deno.test("of values that come at once only those that are wrong are lost", async () => {
  const wrong = [{ inst: 0, value: 5 }, { inst: 1, value: -1 }];
  const failures = [
    () => wrong,
    () => {
      throw new Error("no list");
    },
  ];
  for (const values of failures) {
    const { fetch, is, asked, lines } = atOnce(values);
    for (let round = 1; round <= 2; round++) {
      assertEquals(await fetch(), is([0, 10], [2, 12]));
      assertEquals(asked.length, 3 * round);
    }
    assertEquals(lines.length, 1);
    assert(lines[0].includes("-1"), lines[0]);
  }
});

Deno.test("values that come at once, but late, end with the time of the answer", async () => {
  using clock = new FakeClock();
  let asked = 0;
  const metrics = Array.from({ length: 100 }, (_, item) => ({
    name: `m${item}`,
    item,
    type: "U32" as const,
    sem: "instant" as const,
    value: () => 1,
    values: () => {
      asked++;
      clock.pass(300);
      return [{ inst: PM_IN_NULL, value: 1 }];
    },
  }));
  const table = cluster({ cluster: 0, from: () => 0, metrics });
  const pmda = new Pmda({
    name: "x",
    domain: 253,
    budget: 50,
    clusters: [table],
  });
  using fetcher = new Fetcher(pmda, silent());
  const pmids = metrics.map(({ item }) => pmIDBuild(253, 0, item));
  const sets = await fetcher.fetch(pmids, CLIENT);
  assertEquals(asked, 2);
  assertEquals(
    sets.map((set) => "error" in set ? set.error : set.values.length),
    [1, 1, ...Array(98).fill(PM_ERR_AGAIN)],
  );
});

Deno.test("a list that is the same as before is not checked again, another one is", async () => {
  let checked = 0;
  const value = {
    inst: 0,
    get value() {
      checked++;
      return 5;
    },
  };
  let list = [value];
  const { fetch } = atOnce(() => list);
  await fetch();
  await fetch();
  assertEquals(checked, 1);
  list = [value];
  await fetch();
  assertEquals(checked, 2);
});
