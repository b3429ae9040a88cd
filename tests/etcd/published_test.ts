import { assertEquals, assertThrows } from "@std/assert";
import { etcdPmda } from "../../lib/etcd/agent.ts";
import { EtcdClient } from "../../lib/etcd/api/client.ts";
import { OTHER_ROOTS } from "../../lib/etcd/families/family.ts";
import { Log } from "../../lib/pmda/mod.ts";
import { publishedMetrics } from "../../scripts/metrics_reference.ts";
import {
  PublishedMetricError,
  undeclaredChanges,
  updateList,
} from "../../scripts/published_metrics.ts";
import published from "../fixtures/pmids.txt" with { type: "text" };

const log = new Log({ progname: "test" });
const pmda = etcdPmda(
  new EtcdClient(new URL("http://127.0.0.1"), log, {
    get: () => Promise.reject(new Error("there is no etcd")),
    request: () => Promise.reject(new Error("there is no etcd")),
  }),
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

Deno.test("no unknown family can get a name above, below or of the agent's other metrics", () => {
  const roots = pmda.metrics.filter(({ cluster }) => cluster.cluster < 10)
    .map(({ info }) => info.name.split(".")[0]);
  assertEquals(roots.filter((root) => !OTHER_ROOTS.has(root)), []);
});
