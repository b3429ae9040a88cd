import { assert, assertEquals, assertThrows } from "@std/assert";
import { FAMILY_GROUPS } from "../../../lib/etcd/families/tables/mod.ts";
import type { Exposition } from "../../../lib/etcd/exposition/exposition.ts";
import {
  type FamilyGroup,
  MetricsCatalog,
} from "../../../lib/etcd/families/metrics_catalog.ts";
import { MemberNames } from "../../../lib/etcd/families/member_names.ts";
import {
  PM_ERR_CONV,
  PM_SEM_COUNTER,
  PM_SEM_INSTANT,
  PM_TYPE_DOUBLE,
  PM_TYPE_U32,
  PM_TYPE_U64,
  pmIDBuild,
  pmIDCluster,
  pmIDItem,
  type PmValueSet,
} from "../../../lib/pcp/mod.ts";
import {
  Log,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  Pmda,
} from "../../../lib/pmda/mod.ts";
import { Fetcher, type MetricEntry } from "../../../lib/pmda/testing.ts";
import recorded31 from "../../fixtures/3.1.20/leader/metrics.http" with {
  type: "text",
};
import recorded34 from "../../fixtures/3.4.23/leader/metrics.http" with {
  type: "text",
};
import recorded36 from "../../fixtures/3.6.14/leader/metrics.http" with {
  type: "text",
};
import recorded37 from "../../fixtures/3.7.1/metrics-extensive/metrics.http" with {
  type: "text",
};
import { CLIENT } from "../../pmda/agent.ts";
import { CacheSaver } from "../../../lib/pmda/_cache_saver.ts";
import { latin1, parsed, parsedBytes } from "../exposition/parsed.ts";
import { cacheFile } from "../../pmda/memory_file.ts";

/** A catalog within an agent, as lib/etcd/agent.ts has it, with an etcd that says what a test wants. */
class Agent {
  readonly lines: string[] = [];
  readonly members = new MemberNames();
  readonly catalog: MetricsCatalog;
  readonly pmda: Pmda<{ exposition: Exposition }>;
  readonly fetcher: Fetcher;
  #exposition: Exposition = parsed("");

  constructor(groups: readonly FamilyGroup[], numbers = "") {
    const log = new Log({
      progname: "test",
      write: (text) => this.lines.push(text),
    });
    this.catalog = new MetricsCatalog(groups, log, this.members);
    const file = cacheFile(numbers);
    const saver = new CacheSaver(this.catalog.numbers);
    saver.load(file.file);
    this.pmda = new Pmda({
      name: "etcd",
      domain: 400,
      indoms: [this.catalog.numbers],
      sources: {
        exposition: () => {
          const added = this.catalog.update(this.#exposition);
          if (added.length > 0) this.pmda.setClusters(...added);
          return Promise.resolve(this.#exposition);
        },
      },
      clusters: this.catalog.groups.map(([, cluster]) => cluster),
    });
    this.fetcher = new Fetcher(this.pmda, log);
    this.numbers = () => {
      saver.save();
      return file.memory.text;
    };
  }

  /** The file of the numbers as it is saved. */
  readonly numbers: () => string;

  /** Lets etcd say something, and has the agent hear of it. */
  say(text: string): Promise<void> {
    return this.sayBytes(new TextEncoder().encode(text));
  }

  /** Lets etcd say bytes that may be no text. */
  async sayBytes(bytes: Uint8Array): Promise<void> {
    this.#exposition = parsedBytes(bytes, this.#exposition);
    const added = this.catalog.update(this.#exposition);
    if (added.length > 0) this.pmda.setClusters(...added);
    await this.fetch("");
  }

  async fetch(name: string): Promise<PmValueSet> {
    const pmid = name === ""
      ? pmIDBuild(400, 10, 0)
      : this.pmda.names.pmid(name);
    const [set] = await this.fetcher.fetch([pmid], CLIENT);
    return set;
  }

  /** Names and values of a metric's instances; the error where there are none. */
  async values(name: string): Promise<unknown> {
    const set = await this.fetch(name);
    if ("error" in set) return set.error;
    const { indom } = this.metric(name).info;
    return set.values.map(({ inst, value }) => {
      const instance = indom?.byInst(inst)?.name;
      return instance === undefined ? value : [instance, value];
    });
  }

  metric(name: string): MetricEntry {
    const metric = this.pmda.metric(this.pmda.names.pmid(name));
    assert(metric !== undefined, name);
    if (metric === undefined) throw new Error(name);
    return metric;
  }

  /** The pmIDs of all metrics below a name, as cluster and item. */
  numbersBelow(name: string): Record<string, string> {
    const { names } = this.pmda;
    return Object.fromEntries(
      names.traverse(name).map((name) => {
        const pmid = names.pmid(name);
        return [name, `${pmIDCluster(pmid)}.${pmIDItem(pmid)}`];
      }),
    );
  }

  [Symbol.dispose](): void {
    this.fetcher[Symbol.dispose]();
  }
}

/** The samples of a text, read in another way than the agent does. */
function samples(
  text: string,
): { name: string; labels: Record<string, string>; value: string }[] {
  return text.split("\n").filter((line) => /^[a-z]/.test(line)).map((line) => {
    const value = line.slice(line.lastIndexOf(" ") + 1);
    const series = line.slice(0, line.lastIndexOf(" "));
    const brace = series.indexOf("{");
    if (brace < 0) return { name: series, labels: {}, value };
    // Names of labels and strings are what JSON has, but for quotes and colons.
    const labels = series.slice(brace + 1, -1)
      .replaceAll(/([A-Za-z_]+)=("(?:[^"\\]|\\.)*")/g, '"$1":$2');
    return {
      name: series.slice(0, brace),
      labels: JSON.parse(`{${labels}}`),
      value,
    };
  });
}

/** A number as a metric of a type has it. */
function expected(text: string, type: number): bigint | number {
  if (type === PM_TYPE_U32) return Number(text);
  if (type === PM_TYPE_DOUBLE) return Number(text.replace("Inf", "Infinity"));
  return /^[0-9]+$/.test(text) ? BigInt(text) : BigInt(Number(text));
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};

const RECORDED: [what: string, recorded: string][] = [
  ["3.1.20", recorded31],
  ["3.4.23", recorded34],
  ["3.6.14", recorded36],
  ["3.7.1", recorded37],
];

for (const [version, recorded] of RECORDED) {
  const text = recorded.slice(recorded.indexOf("\n\n") + 2);

  Deno.test(`all that an etcd ${version} exports is known, and has its values`, async () => {
    using agent = new Agent(FAMILY_GROUPS);
    await agent.say(text);
    assertEquals(agent.catalog.numbers.size, 0);
    const all = samples(text);
    let seen = 0;
    for (const { cluster, families } of FAMILY_GROUPS) {
      for (const [place, family] of families.entries()) {
        const suffixes = SUFFIXES[family.type] ?? [""];
        for (const [part, suffix] of suffixes.entries()) {
          const name = family.name + suffix;
          const metric = agent.pmda.metric(
            pmIDBuild(400, cluster, 4 * place + part),
          );
          assert(metric !== undefined, name);
          if (metric === undefined) continue;
          const wanted = all.filter((sample) => sample.name === name);
          seen += wanted.length;
          const set = await agent.fetch(metric.name);
          if (wanted.length === 0) {
            const isEmpty = "error" in set
              ? set.error === PM_ERR_APPVERSION
              : metric.info.indom !== undefined && set.values.length === 0;
            assert(isEmpty, name);
            continue;
          }
          assert(!("error" in set), name);
          if ("error" in set) continue;
          const { carries } = family;
          if (carries !== undefined) {
            assertEquals(
              set.values.map(({ value }) => value),
              wanted.filter(({ value }) => value !== "0")
                .map(({ labels }) => labels[carries]),
            );
            continue;
          }
          const { indom } = metric.info;
          const got = set.values.map(({ inst, value }) => {
            const instance = indom?.byInst(inst);
            const labels = instance === undefined
              ? []
              : indom?.instanceLabels(instance, CLIENT) ?? [];
            return {
              labels: Object.fromEntries(
                labels.map(({ name, value }) => [name, value]),
              ),
              value,
            };
          });
          assertEquals(
            got,
            wanted.filter(({ value }) => value !== "NaN").map((
              { labels, value },
            ) => ({ labels, value: expected(value, metric.desc.type) })),
            name,
          );
          if (family.type === "counter") {
            assertEquals(metric.desc.sem, PM_SEM_COUNTER, name);
          }
        }
      }
    }
    assertEquals(seen, all.length);
    assertEquals(agent.lines, []);
  });

  Deno.test(`types of families are what an etcd ${version} says`, () => {
    const { types } = parsed(text);
    for (const { families } of FAMILY_GROUPS) {
      for (const { name, type } of families) {
        assertEquals(types.get(name) ?? type, type, name);
      }
    }
  });
}

const SERVER: FamilyGroup = {
  cluster: 10,
  name: "server",
  families: [
    { name: "etcd_server_a", type: "gauge", oneline: "a" },
    {
      name: "etcd_server_b_total",
      type: "counter",
      labelled: true,
      oneline: "b",
    },
    { name: "etcd_server_c", type: "gauge", carries: "c", oneline: "c" },
    { name: "etcd_server_d", type: "gauge", fractional: true, oneline: "d" },
  ],
};

const INTEGERS: [text: string, expected: unknown][] = [
  ["0", [0n]],
  ["9007199254740993", [9007199254740993n]],
  ["18446744073709551615", [18446744073709551615n]],
  ["9.007199254740994e+15", [9007199254740994n]],
  ["1e+06", [1000000n]],
  ["2.5e+00", PM_ERR_CONV],
  ["-1", PM_ERR_CONV],
  ["18446744073709551616", PM_ERR_CONV],
  ["1.8446744073709552e+19", PM_ERR_CONV],
  ["+Inf", PM_ERR_CONV],
  ["NaN", []],
];

for (const [text, expected] of INTEGERS) {
  Deno.test(`${text} as an unsigned integer`, async () => {
    using agent = new Agent([SERVER]);
    await agent.say(`etcd_server_a ${text}\n`);
    assertEquals(await agent.values("etcd.server.a"), expected);
    assertEquals(agent.metric("etcd.server.a").desc.type, PM_TYPE_U64);
  });
}

const DOUBLES: [text: string, expected: unknown][] = [
  ["0.25", [0.25]],
  ["-1", [-1]],
  ["1.8446744073709552e+19", [2 ** 64]],
  ["+Inf", [Infinity]],
  ["-Inf", [-Infinity]],
  ["Inf", [Infinity]],
  ["NaN", []],
];

for (const [text, expected] of DOUBLES) {
  Deno.test(`${text} as a number with fractions`, async () => {
    using agent = new Agent([SERVER]);
    await agent.say(`etcd_server_d ${text}\n`);
    assertEquals(await agent.values("etcd.server.d"), expected);
  });
}

Deno.test("families that an etcd does not export are PM_ERR_APPVERSION, or have no instances", async () => {
  using agent = new Agent([SERVER]);
  await agent.say("");
  assertEquals(await agent.values("etcd.server.a"), PM_ERR_APPVERSION);
  assertEquals(await agent.values("etcd.server.b"), []);
  assertEquals(await agent.values("etcd.server.c"), PM_ERR_APPVERSION);
});

Deno.test("a family with labels that has none at the moment has the instance none", async () => {
  using agent = new Agent([SERVER]);
  await agent.say("etcd_server_b_total 7\n");
  assertEquals(await agent.values("etcd.server.b"), [["none", 7n]]);
  await agent.say('etcd_server_b_total{x="y"} 8\n');
  assertEquals(await agent.values("etcd.server.b"), [["y", 8n]]);
});

Deno.test("what a family carries is the label of the series that is not 0", async () => {
  using agent = new Agent([SERVER]);
  await agent.say('etcd_server_c{c="3.3"} 0\netcd_server_c{c="3.4"} 1\n');
  assertEquals(await agent.values("etcd.server.c"), ["3.4"]);
  await agent.say('etcd_server_c{c="3.4"} 0\n');
  assertEquals(await agent.values("etcd.server.c"), []);
});

const UNKNOWN = `# HELP x_size_bytes How large\nit is.
# TYPE x_size_bytes gauge
x_size_bytes 0.5
# TYPE x_size_bytes_total counter
x_size_bytes_total 7
# TYPE x_time_seconds histogram
x_time_seconds_bucket{le="1"} 1
x_time_seconds_bucket{le="+Inf"} 2
x_time_seconds_sum 3.5
x_time_seconds_count 2
# TYPE x_calls_total counter
x_calls_total{code="OK"} 3
# TYPE x_wait_seconds summary
x_wait_seconds_sum 1
x_wait_seconds_count 1
`;

Deno.test("families that the tables do not have get names and numbers, once", async () => {
  using agent = new Agent([SERVER]);
  await agent.say(UNKNOWN);
  const first = agent.numbersBelow("etcd.x");
  assertEquals(first, {
    "etcd.x.size": "1000.0",
    "etcd.x.size_bytes_total": "1000.4",
    "etcd.x.time.bucket": "1000.8",
    "etcd.x.time.sum": "1000.9",
    "etcd.x.time.count": "1000.10",
    "etcd.x.calls": "1000.12",
    "etcd.x.wait.quantile": "1000.16",
    "etcd.x.wait.sum": "1000.17",
    "etcd.x.wait.count": "1000.18",
  });
  assertEquals(await agent.values("etcd.x.size"), [0.5]);
  assertEquals(await agent.values("etcd.x.size_bytes_total"), [7n]);
  assertEquals(await agent.values("etcd.x.time.bucket"), [["1", 1n], [
    "+Inf",
    2n,
  ]]);
  assertEquals(await agent.values("etcd.x.calls"), [["OK", 3n]]);
  assertEquals(agent.metric("etcd.x.size").info.oneline, "How large");
  assertEquals(agent.catalog.update(parsed(UNKNOWN)), []);
  await agent.say(`${UNKNOWN}# TYPE x_new gauge\nx_new 1\n`);
  assertEquals(await agent.values("etcd.x.new"), [1]);
  const { "etcd.x.new": _, ...others } = agent.numbersBelow("etcd.x");
  assertEquals(others, first);
  assertEquals(await agent.values("etcd.x.time.bucket"), [["1", 1n], [
    "+Inf",
    2n,
  ]]);
});

Deno.test("what differs in values alone is not looked through again", () => {
  using agent = new Agent([SERVER]);
  const first = parsed(UNKNOWN);
  agent.catalog.update(first);
  const values = {
    ...first,
    get types(): Exposition["types"] {
      throw new Error("looked through");
    },
  };
  assertEquals(agent.catalog.update(values), []);
  const lines = first.lines.slice();
  assertThrows(() => agent.catalog.update({ ...values, lines }), Error);
  // What could not be taken over is not taken for done.
  const more = `${UNKNOWN}# TYPE x_new gauge\nx_new 1\n`;
  const second = parsed(more, first);
  const broken = {
    ...second,
    get series(): Exposition["series"] {
      throw new Error("broken");
    },
  };
  assertThrows(() => agent.catalog.update(broken), Error, "broken");
  assertEquals(agent.catalog.update(second).length, 1);
});

Deno.test("their names and numbers outlast a restart, whatever comes first then", async () => {
  using agent = new Agent([SERVER]);
  await agent.say(UNKNOWN);
  const before = agent.numbersBelow("etcd.x");
  const indom = agent.metric("etcd.x.calls").desc.indom;
  using again = new Agent([SERVER], agent.numbers());
  await again.say("# TYPE x_size_bytes_total counter\nx_size_bytes_total 8\n");
  assertEquals(again.numbersBelow("etcd.x"), {
    "etcd.x.size_bytes_total": before["etcd.x.size_bytes_total"],
  });
  await again.say(
    '# TYPE x_new gauge\nx_new 1\n# TYPE x_calls_total counter\nx_calls_total{code="OK"} 3\n',
  );
  await again.say(UNKNOWN);
  const { "etcd.x.new": _, ...others } = again.numbersBelow("etcd.x");
  assertEquals(others, before);
  assertEquals(again.metric("etcd.x.calls").desc.indom, indom);
});

Deno.test("a family that changes its type has another number, and its name", async () => {
  using agent = new Agent([SERVER]);
  await agent.say('# TYPE x_y gauge\nx_y{a="1"} 1\n');
  const before = agent.metric("etcd.x.y").desc;
  await agent.say('# TYPE x_y counter\nx_y{a="1"} 2\n');
  const after = agent.metric("etcd.x.y").desc;
  assert(before.pmid !== after.pmid);
  assert(before.indom !== after.indom);
  assertEquals(await agent.values("etcd.x.y"), [["1", 2n]]);
  assertEquals(agent.pmda.metric(before.pmid), undefined);
  await agent.say(
    '# TYPE x_y histogram\nx_y_bucket{le="1"} 1\nx_y_sum 1\nx_y_count 1\n',
  );
  assertEquals(Object.keys(agent.numbersBelow("etcd.x")).length, 3);
  await agent.say('# TYPE x_y gauge\nx_y{a="1"} 1\n');
  assertEquals(agent.metric("etcd.x.y").desc, before);
});

Deno.test("of a family that changes its type nothing is left in another cluster", async () => {
  using agent = new Agent([SERVER]);
  const gauges = Array.from(
    { length: 300 },
    (_, i) => `# TYPE x_n${i} gauge\nx_n${i} ${i}\n`,
  );
  await agent.say(gauges.join(""));
  const { pmid } = agent.metric("etcd.x.n0").desc;
  await agent.say(`# TYPE x_n0 counter\nx_n0 1\n`);
  assertEquals(agent.pmda.metric(pmid), undefined);
  assertEquals(Object.keys(agent.numbersBelow("etcd.x")).length, 300);
  assertEquals(await agent.values("etcd.x.n0"), [1n]);
});

Deno.test("families beyond any number are left out, with one line in the log", async () => {
  using agent = new Agent([SERVER]);
  const many = Array.from(
    { length: 2500 },
    (_, i) => `# TYPE x_n${i}_total counter\nx_n${i}_total ${i}\n`,
  ).join("");
  await agent.say(many);
  assertEquals(Object.keys(agent.numbersBelow("etcd.x")).length, 2000);
  assertEquals(agent.lines.length, 1);
  assertEquals(await agent.values("etcd.x.n1999"), [1999n]);
  await agent.say(many);
  assertEquals(agent.lines.length, 1);
});

Deno.test("a file of numbers with what is none does no harm", async () => {
  using agent = new Agent(
    [SERVER],
    "2 0 2147483647\n2147483647 0 x_y:gauge\n0 0 hello\n",
  );
  await agent.say("# TYPE x_y gauge\nx_y 1\n# TYPE x_z gauge\nx_z 1\n");
  assertEquals(await agent.values("etcd.x.z"), [1]);
});

Deno.test("a sample without a type is an instant number, with the name and the pmID of a family", async () => {
  using agent = new Agent([SERVER]);
  const text = 'x_y{a="1"} 1\nx_y{a="2"} -0.5\nx_z_bytes 7\n';
  await agent.say(text);
  assertEquals(agent.numbersBelow("etcd.x"), {
    "etcd.x.y": "1000.0",
    "etcd.x.z": "1000.4",
  });
  for (const name of ["etcd.x.y", "etcd.x.z"]) {
    assertEquals(agent.metric(name).desc.type, PM_TYPE_DOUBLE);
    assertEquals(agent.metric(name).desc.sem, PM_SEM_INSTANT);
  }
  assertEquals(await agent.values("etcd.x.y"), [["1", 1], ["2", -0.5]]);
  assertEquals(await agent.values("etcd.x.z"), [7]);
  using again = new Agent([SERVER], agent.numbers());
  await again.say("x_new 1\nx_z_bytes 7\n");
  assertEquals(again.numbersBelow("etcd.x"), {
    "etcd.x.z": "1000.4",
    "etcd.x.new": "1000.8",
  });
});

Deno.test("a sample without a type is none of its own where it belongs to a family", async () => {
  using agent = new Agent([{
    ...SERVER,
    families: [
      ...SERVER.families,
      { name: "etcd_server_e", type: "histogram", oneline: "e" },
    ],
  }]);
  await agent.say(
    'etcd_server_a 1\netcd_server_e_bucket{le="1"} 1\netcd_server_e_sum 1\n' +
      "etcd_server_e_count 1\n" + UNKNOWN,
  );
  assertEquals(agent.catalog.numbers.size, 5);
  assertEquals(await agent.values("etcd.server.e.count"), [1n]);
});

Deno.test("a family that says its type after all has another number then", async () => {
  using agent = new Agent([SERVER]);
  await agent.say("x_y 1\n");
  assertEquals(agent.numbersBelow("etcd.x"), { "etcd.x.y": "1000.0" });
  await agent.say("# TYPE x_y counter\nx_y 2\n");
  assertEquals(agent.numbersBelow("etcd.x"), { "etcd.x.y": "1000.4" });
  assertEquals(await agent.values("etcd.x.y"), [2n]);
});

Deno.test("a label that is no UTF-8 is PM_ERR_AGAIN where it is the value, else no instance", async () => {
  using agent = new Agent([SERVER]);
  const text =
    'etcd_server_b_total{x="\xff"} 1\netcd_server_b_total{x="y"} 2\n' +
    'etcd_server_c{c="\xe4"} 1\netcd_server_a 3\n';
  await agent.sayBytes(latin1(text));
  assertEquals(await agent.values("etcd.server.b"), [["y", 2n]]);
  assertEquals(await agent.values("etcd.server.c"), PM_ERR_AGAIN);
  assertEquals(await agent.values("etcd.server.a"), [3n]);
  await agent.say('etcd_server_c{c="\ufffd"} 1\n');
  assertEquals(await agent.values("etcd.server.c"), ["\ufffd"]);
});

Deno.test("peers have the names of members, and keep their numbers and values", async () => {
  using agent = new Agent(FAMILY_GROUPS);
  await agent.say('etcd_network_peer_sent_bytes_total{To="a1"} 7\n');
  const name = "etcd.network.peer_sent";
  const { indom } = agent.metric(name).info;
  assertEquals(await agent.values(name), [["a1", 7n]]);
  const before = indom?.instances[0].inst;
  agent.members.update(new Map([["a1", "m1"]]));
  assertEquals(await agent.values(name), [["m1", 7n]]);
  assertEquals(indom?.instances[0].inst, before);
});

Deno.test("the heap's released memory has the name that one guesses, the dead counter another", () => {
  using agent = new Agent(FAMILY_GROUPS);
  const oneline = (name: string) => agent.metric(name).info;
  assertEquals(oneline("etcd.go.memstats_heap_released").item, 52);
  assertEquals(
    oneline("etcd.go.memstats_heap_released_bytes_total").item,
    48,
  );
});
