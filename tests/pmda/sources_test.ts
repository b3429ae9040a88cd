import { assert, assertEquals, assertThrows } from "@std/assert";
import { pmIDBuild } from "../../lib/pcp/mod.ts";
import {
  type ClusterDefinition,
  DefinitionError,
  type FetchRequest,
  Log,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_PERMISSION,
  Pmda,
  PmError,
  type Sources,
} from "../../lib/pmda/mod.ts";
import { Fetcher } from "../../lib/pmda/testing.ts";
import { FakeClock, TURN } from "../fake_clock.ts";
import { CLIENT } from "./agent.ts";

/** What three sources give. */
interface Samples {
  readonly first: number;
  readonly second: string;
  readonly third: number;
}

const ROW = { type: "DOUBLE", sem: "instant" } as const;

/** The names and items of the metrics, and what they show: a source, or one after the other. */
const METRICS: ClusterDefinition<Samples> = {
  cluster: 0,
  from: "first",
  metrics: [
    { ...ROW, name: "first", item: 0, value: (first) => first },
    { ...ROW, name: "second", item: 1, from: "second", value: Number },
    { ...ROW, name: "third", item: 2, from: "third", value: (third) => third },
    {
      ...ROW,
      name: "first_or_second",
      item: 3,
      value: (first) => first,
      otherwise: { from: "second", value: (second) => second.length },
    },
    {
      ...ROW,
      name: "third_or_first",
      item: 4,
      from: "third",
      value: (third) => third,
      otherwise: { from: "first", value: (first) => -first },
    },
  ],
};
const [FIRST, SECOND, THIRD, FIRST_OR_SECOND, THIRD_OR_FIRST] = METRICS.metrics
  .map(({ item }) => pmIDBuild(253, 0, item));

/** An agent with these sources, and the names of those that have run. */
function agent(sources: Partial<Sources<Samples>>, budget = 50) {
  const ran: string[] = [];
  const lines: string[] = [];
  const all: Sources<Samples> = {
    first: (request) => {
      ran.push("first");
      return sources.first?.(request) ?? 1;
    },
    second: (request) => {
      ran.push("second");
      return sources.second?.(request) ?? "22";
    },
    third: (request) => {
      ran.push("third");
      return sources.third?.(request) ?? 3;
    },
  };
  const pmda = new Pmda<Samples>({
    name: "test",
    domain: 253,
    budget,
    sources: all,
    clusters: [METRICS],
  });
  const log = new Log({ progname: "p", write: (line) => lines.push(line) });
  const fetcher = new Fetcher(pmda, log);
  return {
    pmda,
    ran,
    lines,
    /** The value of each metric, or its error. */
    fetch: async (...pmids: number[]) => {
      const sets = await fetcher.fetch(pmids, CLIENT);
      return sets.map((set) =>
        "error" in set ? set.error : set.values[0].value
      );
    },
    fetcher,
    [Symbol.dispose]: () => fetcher[Symbol.dispose](),
  };
}

function fails(code: number): () => never {
  return () => {
    throw new PmError(code);
  };
}

const NEVER = () => new Promise<never>(() => {});

Deno.test("a fetch runs the sources of its metrics, each once", async () => {
  using test = agent({});
  assertEquals(await test.fetch(FIRST, SECOND, FIRST), [1, 22, 1]);
  assertEquals(test.ran, ["first", "second"]);
  assertEquals(await test.fetch(THIRD), [3]);
  assertEquals(test.ran, ["first", "second", "third"]);
});

Deno.test("samples that are there at once are an answer at once, also of what stands in", () => {
  using test = agent({ first: fails(PM_ERR_APPVERSION) });
  const sets = test.fetcher.fetch([FIRST_OR_SECOND, THIRD], CLIENT);
  if (sets instanceof Promise) throw new Error("not at once");
  assertEquals(sets.map((set) => "error" in set ? 0 : set.values[0].value), [
    2,
    3,
  ]);
});

Deno.test("a source that another asks for runs once, whoever asks first", async () => {
  for (const pmids of [[FIRST, SECOND], [SECOND, FIRST], [SECOND]]) {
    using test = agent({
      first: () => Promise.resolve(7),
      second: async ({ source }) =>
        `${await source("first")}${await source("first")}`,
    });
    const values = await test.fetch(...pmids);
    assertEquals(values.at(pmids.indexOf(SECOND)), 77);
    assertEquals(test.ran.toSorted(), ["first", "second"]);
  }
});

Deno.test("a source that can't do without another fails with it, and both are logged", async () => {
  using test = agent({
    first: fails(PM_ERR_PERMISSION),
    second: async ({ source }) => `${await source("first")}`,
    third: ({ source }) => {
      // Nobody waits for it, and nobody is bothered by its error.
      source("first");
      return 3;
    },
  });
  assertEquals(await test.fetch(SECOND, THIRD), [PM_ERR_PERMISSION, 3]);
  assertEquals(test.lines, []);
  using broken = agent({
    first: () => Promise.reject(new TypeError("a bug")),
    second: async ({ source }) => `${await source("first")}`,
  });
  assertEquals(await broken.fetch(SECOND, FIRST), [PM_ERR_AGAIN, PM_ERR_AGAIN]);
  assertEquals(
    broken.lines.map((line) => /source \w+: .*bug/.exec(line)?.[0]),
    [
      "source first: a bug",
      "source second: a bug",
    ],
  );
});

Deno.test("sources that wait for each other fail at once", async () => {
  using clock = new FakeClock();
  using test = agent({
    first: async ({ source }) => (await source("second")).length,
    second: async ({ source }) => {
      await Promise.resolve();
      return `${await source("third")}`;
    },
    third: async ({ source }) => await source("first"),
  });
  const again = [PM_ERR_AGAIN, PM_ERR_AGAIN, PM_ERR_AGAIN];
  assertEquals(await clock.took(test.fetch(FIRST, SECOND, THIRD)), [again, 0]);
  assert(
    test.lines[0].includes(
      "source second and source third wait for each other",
    ),
    test.lines[0],
  );
  using itself = agent({ first: ({ source }) => source("first") });
  assertEquals(await clock.took(itself.fetch(FIRST)), [[PM_ERR_AGAIN], 0]);
});

Deno.test("what stands in for a source runs only where that one fails, and only for metrics that are asked for", async () => {
  using test = agent({});
  assertEquals(await test.fetch(FIRST_OR_SECOND), [1]);
  assertEquals(test.ran, ["first"]);
  for (
    const first of [
      fails(PM_ERR_AGAIN),
      () => Promise.reject(new PmError(PM_ERR_AGAIN)),
    ]
  ) {
    using failing = agent({ first });
    await failing.fetch(FIRST);
    assertEquals(failing.ran, ["first"]);
    assertEquals(await failing.fetch(FIRST_OR_SECOND), [2]);
    assertEquals(failing.ran, ["first", "first", "second"]);
  }
});

Deno.test("what stands in for a source may be what others need anyway", async () => {
  using test = agent({ third: fails(PM_ERR_AGAIN) });
  assertEquals(await test.fetch(FIRST_OR_SECOND, THIRD_OR_FIRST), [1, -1]);
  assertEquals(test.ran, ["first", "third"]);
});

const BOTH_FAIL: [own: number, other: number, expected: number][] = [
  [PM_ERR_APPVERSION, PM_ERR_PERMISSION, PM_ERR_PERMISSION],
  [PM_ERR_PERMISSION, PM_ERR_APPVERSION, PM_ERR_PERMISSION],
  [PM_ERR_APPVERSION, PM_ERR_APPVERSION, PM_ERR_APPVERSION],
  [PM_ERR_AGAIN, PM_ERR_PERMISSION, PM_ERR_AGAIN],
];
for (const [own, other, expected] of BOTH_FAIL) {
  Deno.test(`of the errors ${own} and ${other} the metric has ${expected}`, async () => {
    using test = agent({ first: fails(own), second: fails(other) });
    assertEquals(await test.fetch(FIRST_OR_SECOND), [expected]);
  });
}

Deno.test("sources and what stands in for them share the budget", async () => {
  using clock = new FakeClock();
  const took = async (sources: Partial<Sources<Samples>>) => {
    using test = agent(sources);
    return [...await clock.took(test.fetch(FIRST_OR_SECOND)), test.ran.length];
  };
  const later = (code: number) => ({ signal }: FetchRequest) =>
    new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(new PmError(code)))
    );
  const late = PM_ERR_AGAIN;
  const whole = 50 + TURN;
  assertEquals(await took({ first: NEVER }), [[late], whole, 1]);
  assertEquals(
    await took({ first: fails(PM_ERR_APPVERSION), second: NEVER }),
    [[late], whole, 2],
  );
  assertEquals(
    await took({ first: fails(PM_ERR_PERMISSION), second: NEVER }),
    [[PM_ERR_PERMISSION], whole, 2],
  );
  // The time is over: nothing stands in any more.
  assertEquals(
    await took({ first: later(PM_ERR_PERMISSION) }),
    [[PM_ERR_PERMISSION], 50, 1],
  );
});

Deno.test("after the end of the time no source is started for another", async () => {
  using clock = new FakeClock();
  let reason: unknown;
  using test = agent({
    second: ({ signal, source }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          source("first").catch((error) => {
            reason = error;
            reject(error);
          });
        });
      }),
  });
  assertEquals(await clock.took(test.fetch(SECOND)), [[PM_ERR_AGAIN], 50]);
  assertEquals(test.ran, ["second"]);
  assert(reason instanceof PmError && reason.message.includes("50 ms"));
});

Deno.test("a source that there is not is refused, with the name of the metric", () => {
  const sources = { load: () => 1, disk: () => 2 };
  const row = { ...ROW, item: 0, value: () => 0 };
  const wrong: ClusterDefinition<{ cpu: number }>[] = [
    { cluster: 0, from: "cpu", metrics: [{ ...row, name: "a" }] },
    { cluster: 0, metrics: [{ ...row, name: "a", from: "cpu" }] },
  ];
  for (const cluster of wrong) {
    const definition = { name: "t", domain: 253, sources, clusters: [] };
    // @ts-expect-error The sources of the cluster are others.
    const other: ClusterDefinition<{ load: number; disk: number }> = cluster;
    const clusters = [other];
    const message = 't.a: no source "cpu" among sources: load, disk';
    assertThrows(
      () => new Pmda({ ...definition, clusters }),
      DefinitionError,
      message,
    );
    const pmda = new Pmda(definition);
    assertThrows(() => pmda.setClusters(...clusters), DefinitionError, message);
    assertEquals(pmda.metrics, []);
  }
  assertThrows(
    () =>
      new Pmda<{ load: number }>({
        name: "t",
        domain: 253,
        clusters: [{
          cluster: 0,
          from: "load",
          metrics: [{ ...row, name: "a" }],
        }],
      }),
    DefinitionError,
    't.a: no source "load" among sources: there are none',
  );
});

Deno.test("the compiler holds a value against the sample of its source", () => {
  const clusters: ClusterDefinition<Samples>[] = [
    {
      cluster: 0,
      from: "second",
      metrics: [
        { ...ROW, name: "a", item: 0, value: (second) => second.length },
        // @ts-expect-error The sample is a string.
        { ...ROW, name: "b", item: 1, value: (second) => second },
        { ...ROW, name: "c", item: 2, from: "first", value: (first) => first },
        // @ts-expect-error The sample is a number.
        { ...ROW, name: "d", item: 3, from: "first", value: (a) => a.length },
        // @ts-expect-error The sample of what stands in is a string.
        {
          ...ROW,
          name: "e",
          item: 4,
          value: Number,
          otherwise: { from: "second", value: (second) => second },
        },
      ],
    },
    // @ts-expect-error Neither the cluster nor the row names a source.
    { cluster: 1, metrics: [{ ...ROW, name: "a", item: 0, value: () => 0 }] },
    // @ts-expect-error There is no such source.
    { cluster: 2, from: "fourth", metrics: [] },
  ];
  assertEquals(clusters.length, 3);
});

Deno.test("the types of samples come out of sources", () => {
  new Pmda({
    name: "t",
    domain: 253,
    sources: {
      now: () => new Date(),
      text: async ({ signal }: FetchRequest) => await `${signal.aborted}`,
    },
    clusters: [
      {
        cluster: 0,
        from: "now",
        metrics: [
          { ...ROW, name: "a", item: 0, value: (now) => now.getTime() },
          { ...ROW, name: "b", item: 1, from: "text", value: (t) => t.length },
          // @ts-expect-error The sample is a Date.
          { ...ROW, name: "c", item: 2, value: (now) => now.length },
        ],
      },
    ],
  });
});
