import { assert, assertEquals, assertThrows } from "@std/assert";
import { etcdPmda } from "../../lib/etcd/agent.ts";
import { OTHER_ROOTS } from "../../lib/etcd/families/family.ts";
import { PM_SEM_COUNTER, PM_TYPE_U32 } from "../../lib/pcp/mod.ts";
import { Log } from "../../lib/pmda/mod.ts";
import { publishedMetrics } from "../../scripts/metrics_reference.ts";
import { unknownNames } from "./metric_names.ts";
import { clientOf } from "./recorded.ts";
import {
  PublishedMetricError,
  undeclaredChanges,
  updateList,
} from "../../scripts/published_metrics.ts";
import published from "../fixtures/pmids.txt" with { type: "text" };

const log = new Log({ progname: "test" });
const pmda = etcdPmda(
  clientOf({
    request: () => Promise.reject(new Error("there is no etcd")),
  }, log),
  log,
);

Deno.test("published metrics stay as they are, and new ones are in the list: deno task docs", () => {
  const metrics = publishedMetrics(pmda);
  assertEquals(undeclaredChanges(published, metrics), []);
  assertEquals(updateList(published, metrics, false), published);
});

Deno.test("a published metric changes only where that is declared, and leaves what it was", () => {
  const list = "400.0.0 etcd.a U64 instant none\n" +
    "was 400.0.0 etcd.a 64 instant none\n400.0.1 etcd.b U64 instant none\n";
  const [a, b] = list.split("\n").filter((line) => line.startsWith("400."));
  const c = "400.0.2 etcd.c U64 instant none";
  for (const changed of ["etcd.A U64", "etcd.a U32"]) {
    const other = a.replace("etcd.a U64", changed);
    assertThrows(
      () => updateList(list, [other, b], false),
      PublishedMetricError,
      a,
    );
    assertEquals(
      updateList(list, [other, b, c], true),
      `${other}\nwas 400.0.0 etcd.a 64 instant none\nwas ${a}\n${b}\n${c}\n`,
    );
  }
  for (const allowsChanges of [true, false]) {
    const gone = () => updateList(list, [b], allowsChanges);
    assertThrows(gone, PublishedMetricError, a);
  }
});

/** The lines of the list whose metrics' names match. */
function linesOf(names: RegExp): string[][] {
  return publishedMetrics(pmda).map((line) => line.split(" "))
    .filter(([, name]) => names.test(name));
}

Deno.test("what is 1 or 0 has the type U32", () => {
  const flags = pmda.metrics.filter(({ info }) =>
    /^whether |1 or 0/.test(info.oneline ?? "") ||
    /(?<![-\w])1\s+(?:while|where|for|if)\b|with the value 1\b/.test(
      info.help ?? "",
    )
  );
  assert(flags.length > 20);
  assertEquals(
    flags.filter(({ desc }) => desc.type !== PM_TYPE_U32).map(({ name }) =>
      name
    ),
    [],
  );
});

Deno.test("counters have units, but for those of PCP's tutorial", () => {
  const bare = pmda.metrics.filter(({ desc, cluster }) =>
    desc.sem === PM_SEM_COUNTER && cluster.cluster > 1 &&
    desc.units.dimCount === 0 && desc.units.dimSpace === 0 &&
    desc.units.dimTime === 0
  );
  assertEquals(bare.map(({ name }) => name), []);
});

Deno.test("points in time are discrete, in seconds", () => {
  const times = linesOf(/(?:start_time|last_gc_time|compaction_last)$/);
  assertEquals(times.length, 5);
  for (const [, name, , sem, units] of times) {
    assertEquals([sem, units], ["discrete", "sec"], name);
  }
});

Deno.test("the same thing has the same unit and semantics in every cluster", () => {
  for (
    const [names, sem, units] of [
      [/\.(?:raft_index|raft_applied_index)$/, "counter", "count"],
      [/\.(?:proposals_committed|proposals_applied)$/, "counter", "count"],
      [/\.proposals_pending$/, "instant", "count"],
      [/\.(?:errors|count)$/, undefined, "count"],
      [/^etcd\.(?:member\.)?(?:id|name)$/, "instant", "none"],
      [/^etcd\.debugging\.mvcc_total_put_size$/, "counter", "byte"],
      [/^etcd\.debugging\.lease_ttl\.sum$/, "counter", "sec"],
    ] as const
  ) {
    const lines = linesOf(names);
    assert(lines.length > 0);
    for (const [, name, , has, unit] of lines) {
      assertEquals([has, unit], [sem ?? has, units], name);
    }
  }
});

Deno.test("names in help texts are those of metrics that exist", () => {
  for (
    const { name, info: { oneline = "", help = "", indom } } of pmda.metrics
  ) {
    const domain = indom === undefined
      ? ""
      : `${indom.oneline} ${indom.help ?? ""}`;
    assertEquals(unknownNames(pmda, `${oneline} ${help} ${domain}`), [], name);
    for (const line of help.split("\n")) assert(line.length < 80, name);
  }
  assertEquals(
    unknownNames(pmda, "See etcd.nothing, (agent.up) and etcd.status."),
    ["etcd.nothing", "agent.up"],
  );
});

Deno.test("no unknown family can get a name above, below or of the agent's other metrics", () => {
  const roots = pmda.metrics.filter(({ cluster }) => cluster.cluster < 10)
    .map(({ info }) => info.name.split(".")[0]);
  assertEquals(roots.filter((root) => !OTHER_ROOTS.has(root)), []);
});
