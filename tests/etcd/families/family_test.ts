import { assert, assertEquals } from "@std/assert";
import { FAMILY_GROUPS } from "../../../lib/etcd/families/tables/mod.ts";
import {
  type Family,
  familyMetrics,
  familyName,
  OTHER_ROOTS,
} from "../../../lib/etcd/families/family.ts";

const NAMES: [family: string, expected: string][] = [
  ["etcd_server_has_leader", "server.has_leader"],
  ["etcd_disk_wal_fsync_duration_seconds", "disk.wal_fsync_duration"],
  ["etcd_mvcc_db_total_size_in_bytes", "mvcc.db_total_size"],
  ["etcd_disk_wal_write_bytes_total", "disk.wal_write"],
  ["etcd_debugging_mvcc_put_total", "debugging.mvcc_put"],
  ["grpc_server_started_total", "grpc.server_started"],
  ["process_cpu_seconds_total", "process.cpu"],
  ["up", "other.up"],
  ["etcd_up", "other.up"],
  ["_up_9", "other.n_up_9"],
  ["a_9", "a.n9"],
  ["job:rate:sum", "other.job_rate_sum"],
  ["a_job:rate", "a.job_rate"],
  ["store_writes_total", "other.store_writes_total"],
  ["etcd_leader_followers", "other.etcd_leader_followers"],
  ["health_checks", "other.health_checks"],
  ["_total", "other.n"],
];

for (const [family, expected] of NAMES) {
  Deno.test(`the family ${family} is the metric ${expected}`, () => {
    assertEquals(familyName(family), expected);
  });
}

Deno.test("each of many families that are alike has a name of its own", () => {
  const taken = new Set<string>();
  const families = ["a_b", "a_b_total", "etcd_a_b", "etcd_a_b_total"]
    .flatMap((name) => [name, `${name}_bytes`, `${name}:c`, `${name}_c`]);
  for (const family of families) taken.add(familyName(family, taken));
  assertEquals(taken.size, families.length);
  for (const name of taken) {
    assert(/^[a-z]+\.[a-z][a-z0-9_]*$/.test(name), name);
  }
});

const KINDS: [what: string, family: Omit<Family, "oneline">, unknown[][]][] = [
  [
    "a counter of things",
    { name: "a_b_total", type: "counter" },
    [["a.b", "a_b_total", "U64", "counter", "count"]],
  ],
  [
    "a counter of seconds",
    { name: "a_b_seconds_total", type: "counter" },
    [["a.b", "a_b_seconds_total", "DOUBLE", "counter", "sec"]],
  ],
  [
    "a counter of bytes",
    { name: "a_b_bytes_total", type: "counter" },
    [["a.b", "a_b_bytes_total", "U64", "counter", "byte"]],
  ],
  [
    "a gauge",
    { name: "a_b", type: "gauge" },
    [["a.b", "a_b", "U64", "instant", ""]],
  ],
  [
    "a gauge with fractions",
    { name: "a_b", type: "gauge", fractional: true },
    [["a.b", "a_b", "DOUBLE", "instant", ""]],
  ],
  [
    "a gauge that only grows",
    { name: "a_b", type: "gauge", grows: true },
    [["a.b", "a_b", "U64", "counter", "count"]],
  ],
  [
    "a gauge of bytes that only grows",
    { name: "a_b_bytes", type: "gauge", grows: true },
    [["a.b", "a_b_bytes", "U64", "counter", "byte"]],
  ],
  [
    "a gauge of things",
    { name: "a_b", type: "gauge", unit: "count" },
    [["a.b", "a_b", "U64", "instant", "count"]],
  ],
  [
    "a flag",
    { name: "a_b", type: "gauge", flag: true },
    [["a.b", "a_b", "U32", "instant", ""]],
  ],
  [
    "a point in time",
    { name: "a_b", type: "gauge", moment: true },
    [["a.b", "a_b", "U64", "discrete", "sec"]],
  ],
  [
    "a point in time with fractions",
    { name: "a_b_seconds", type: "gauge", moment: true },
    [["a.b", "a_b_seconds", "DOUBLE", "discrete", "sec"]],
  ],
  [
    "a histogram whose name does not say the unit",
    { name: "a_b", type: "histogram", unit: "second" },
    [
      ["a.b.bucket", "a_b_bucket", "U64", "counter", "count"],
      ["a.b.sum", "a_b_sum", "DOUBLE", "counter", "sec"],
      ["a.b.count", "a_b_count", "U64", "counter", "count"],
    ],
  ],
  [
    "a family with a name of its own",
    { name: "a_b_bytes", type: "gauge", metric: "a.c" },
    [["a.c", "a_b_bytes", "U64", "instant", "byte"]],
  ],
  [
    "something untyped",
    { name: "a_b_in_bytes", type: "untyped" },
    [["a.b", "a_b_in_bytes", "U64", "instant", "byte"]],
  ],
  [
    "a label",
    { name: "a_b", type: "gauge", carries: "version" },
    [["a.b", "a_b", "STRING", "discrete", ""]],
  ],
  [
    "a histogram",
    { name: "a_b_milliseconds", type: "histogram" },
    [
      ["a.b.bucket", "a_b_milliseconds_bucket", "U64", "counter", "count"],
      [
        "a.b.sum",
        "a_b_milliseconds_sum",
        "DOUBLE",
        "counter",
        "millisec",
      ],
      ["a.b.count", "a_b_milliseconds_count", "U64", "counter", "count"],
    ],
  ],
  [
    "a summary",
    { name: "a_b_microseconds", type: "summary" },
    [
      [
        "a.b.quantile",
        "a_b_microseconds",
        "DOUBLE",
        "instant",
        "microsec",
      ],
      [
        "a.b.sum",
        "a_b_microseconds_sum",
        "DOUBLE",
        "counter",
        "microsec",
      ],
      ["a.b.count", "a_b_microseconds_count", "U64", "counter", "count"],
    ],
  ],
];

for (const [what, family, expected] of KINDS) {
  Deno.test(`the metrics of ${what}`, () => {
    assertEquals(
      familyMetrics({ ...family, oneline: "" }).map((
        { name, series, type, sem, units },
      ) => [name, series, type, sem, units]),
      expected,
    );
  });
}

Deno.test("instances: buckets and quantiles always, the others with labels", () => {
  const labelled = (type: Family["type"], labelled?: boolean) =>
    familyMetrics({ name: "a_b", type, labelled, oneline: "" })
      .map(({ labelled }) => labelled);
  assertEquals(labelled("gauge"), [false]);
  assertEquals(labelled("counter", true), [true]);
  assertEquals(labelled("histogram"), [true, false, false]);
  assertEquals(labelled("histogram", true), [true, true, true]);
  assertEquals(labelled("summary"), [true, false, false]);
});

Deno.test("families, groups, clusters and names stand once in the tables", () => {
  const families = FAMILY_GROUPS.flatMap(({ families }) => families);
  const once = (texts: readonly (string | number)[]) =>
    assertEquals(texts.length, new Set(texts).size);
  once(families.map(({ name }) => name));
  once(FAMILY_GROUPS.map(({ name }) => name));
  once(FAMILY_GROUPS.map(({ cluster }) => cluster));
  const taken = new Set<string>();
  for (const { name, metric } of families) {
    taken.add(metric ?? familyName(name, taken));
  }
  assertEquals(taken.size, families.length);
  for (const name of taken) {
    assert(!OTHER_ROOTS.has(name.split(".")[0]), name);
    assert(!name.startsWith("other."), name);
  }
});

Deno.test("help texts: one short line, and more below it", () => {
  const families = FAMILY_GROUPS.flatMap(({ families }) => families);
  for (const { name, oneline, help = "" } of families) {
    assert(oneline.length > 0 && oneline.length < 80, name);
    assert(help !== "" && help.trim() === help, name);
    for (const line of help.split("\n")) assert(line.length < 80, name);
  }
});
