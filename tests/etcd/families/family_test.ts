import { assert, assertEquals } from "@std/assert";
import { FAMILY_GROUPS } from "../../../lib/etcd/families/tables/mod.ts";
import {
  type Family,
  familyMetrics,
  familyName,
  OTHER_ROOTS,
} from "../../../lib/etcd/families/family.ts";
import {
  PM_SEM_COUNTER,
  PM_SEM_DISCRETE,
  PM_SEM_INSTANT,
  PM_SPACE_BYTE,
  PM_TIME_MSEC,
  PM_TIME_SEC,
  PM_TIME_USEC,
  PM_TYPE_DOUBLE,
  PM_TYPE_STRING,
  PM_TYPE_U64,
  pmUnits,
} from "../../../lib/pmda/mod.ts";

const NONE = pmUnits();
const COUNT = pmUnits(0, 0, 1, 0, 0, 0);
const BYTES = pmUnits(1, 0, 0, PM_SPACE_BYTE, 0, 0);
const SECONDS = pmUnits(0, 1, 0, 0, PM_TIME_SEC, 0);

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
    [["a.b", "a_b_total", PM_TYPE_U64, PM_SEM_COUNTER, COUNT]],
  ],
  [
    "a counter of seconds",
    { name: "a_b_seconds_total", type: "counter" },
    [["a.b", "a_b_seconds_total", PM_TYPE_DOUBLE, PM_SEM_COUNTER, SECONDS]],
  ],
  [
    "a counter of bytes",
    { name: "a_b_bytes_total", type: "counter" },
    [["a.b", "a_b_bytes_total", PM_TYPE_U64, PM_SEM_COUNTER, BYTES]],
  ],
  [
    "a gauge",
    { name: "a_b", type: "gauge" },
    [["a.b", "a_b", PM_TYPE_U64, PM_SEM_INSTANT, NONE]],
  ],
  [
    "a gauge with fractions",
    { name: "a_b", type: "gauge", fractional: true },
    [["a.b", "a_b", PM_TYPE_DOUBLE, PM_SEM_INSTANT, NONE]],
  ],
  [
    "something untyped",
    { name: "a_b_in_bytes", type: "untyped" },
    [["a.b", "a_b_in_bytes", PM_TYPE_U64, PM_SEM_INSTANT, BYTES]],
  ],
  [
    "a label",
    { name: "a_b", type: "gauge", carries: "version" },
    [["a.b", "a_b", PM_TYPE_STRING, PM_SEM_DISCRETE, NONE]],
  ],
  [
    "a histogram",
    { name: "a_b_milliseconds", type: "histogram" },
    [
      ["a.b.bucket", "a_b_milliseconds_bucket", PM_TYPE_U64, 1, COUNT],
      [
        "a.b.sum",
        "a_b_milliseconds_sum",
        PM_TYPE_DOUBLE,
        1,
        pmUnits(0, 1, 0, 0, PM_TIME_MSEC, 0),
      ],
      ["a.b.count", "a_b_milliseconds_count", PM_TYPE_U64, 1, COUNT],
    ],
  ],
  [
    "a summary",
    { name: "a_b_microseconds", type: "summary" },
    [
      [
        "a.b.quantile",
        "a_b_microseconds",
        PM_TYPE_DOUBLE,
        PM_SEM_INSTANT,
        pmUnits(0, 1, 0, 0, PM_TIME_USEC, 0),
      ],
      [
        "a.b.sum",
        "a_b_microseconds_sum",
        PM_TYPE_DOUBLE,
        PM_SEM_COUNTER,
        pmUnits(0, 1, 0, 0, PM_TIME_USEC, 0),
      ],
      ["a.b.count", "a_b_microseconds_count", PM_TYPE_U64, 1, COUNT],
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
  for (const { name } of families) taken.add(familyName(name, taken));
  assertEquals(taken.size, families.length);
  for (const name of taken) {
    assert(!OTHER_ROOTS.has(name.split(".")[0]), name);
    assert(!name.startsWith("other."), name);
  }
});

Deno.test("help texts: one short line, and names of metrics that there are", () => {
  const taken = new Set<string>(["store.expire", "store.watchers"]);
  const families = FAMILY_GROUPS.flatMap(({ families }) => families);
  for (const { name } of families) taken.add(familyName(name, taken));
  for (const { name, oneline, help = "" } of families) {
    assert(oneline.length > 0 && oneline.length < 80, name);
    assert(help !== "" && help.trim() === help, name);
    for (const line of help.split("\n")) assert(line.length < 80, name);
    for (const [, metric] of help.matchAll(/etcd\.([a-z_]+\.[a-z_]+)/g)) {
      assert(taken.has(metric), `${name}: ${metric}`);
    }
  }
});
