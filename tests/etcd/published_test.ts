import { assertEquals } from "@std/assert";
import { etcdPmda } from "../../lib/etcd/agent.ts";
import { EtcdClient } from "../../lib/etcd/api/client.ts";
import { OTHER_ROOTS } from "../../lib/etcd/families/family.ts";
import { Log } from "../../lib/pmda/mod.ts";
import { publishedMetrics } from "../../scripts/metrics_reference.ts";
import published from "../fixtures/pmids.txt" with { type: "text" };

const log = new Log({ progname: "test" });
const pmda = etcdPmda(
  new EtcdClient(new URL("http://127.0.0.1"), log, {
    get: () => Promise.reject(new Error("there is no etcd")),
    request: () => Promise.reject(new Error("there is no etcd")),
  }),
  log,
);

Deno.test("published metrics keep their pmIDs, names and types", () => {
  const metrics = new Set(publishedMetrics(pmda));
  const lines = published.split("\n").filter((line) => line !== "");
  assertEquals(lines.filter((line) => !metrics.has(line)), []);
});

Deno.test("new metrics are in the list of those that are published: deno task docs", () => {
  const lines = new Set(published.split("\n"));
  const metrics = publishedMetrics(pmda);
  assertEquals(metrics.filter((line) => !lines.has(line)), []);
});

Deno.test("no unknown family can get a name above, below or of the agent's other metrics", () => {
  const roots = pmda.metrics.filter(({ cluster }) => cluster.cluster < 10)
    .map(({ info }) => info.name.split(".")[0]);
  assertEquals(roots.filter((root) => !OTHER_ROOTS.has(root)), []);
});
