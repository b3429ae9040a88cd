/**
 * Writes `docs/metrics.md` and new metrics into `tests/fixtures/pmids.txt`:
 * `deno task docs`. With `--changed` it also takes over metrics that differ
 * from what was published; with `--check` it writes nothing and fails where
 * the files are not current.
 *
 * @module
 */

import $ from "dax";
import { etcdPmda } from "../lib/etcd/agent.ts";
import { EtcdClient } from "../lib/etcd/api/client.ts";
import { oneEndpoint } from "../lib/etcd/api/endpoints.ts";
import { Log } from "../lib/pmda/mod.ts";
import { metricsReference, publishedMetrics } from "./metrics_reference.ts";
import { updateList } from "./published_metrics.ts";
import { ROOT } from "./root.ts";

const REFERENCE = $.path(`${ROOT}/docs/metrics.md`);
const PUBLISHED = $.path(`${ROOT}/tests/fixtures/pmids.txt`);

const log = new Log({ progname: "docs" });
const pmda = etcdPmda(
  new EtcdClient(oneEndpoint(new URL("http://127.0.0.1")), {
    request: () => Promise.reject(new Error("there is no etcd")),
  }, log),
  log,
);

const reference = await $`${Deno.execPath()} fmt --ext md -`.cwd(ROOT)
  .stdinText(metricsReference(pmda)).text();
const published = await PUBLISHED.readMaybeText() ?? "";
const metrics = publishedMetrics(pmda);
const all = updateList(published, metrics, Deno.args.includes("--changed"));
if (Deno.args.includes("--check")) {
  const current = await REFERENCE.readMaybeText() ?? "";
  if (current.trimEnd() !== reference.trimEnd() || published !== all) {
    throw new Error("the metrics have changed: run deno task docs");
  }
} else {
  await REFERENCE.writeText(`${reference.trimEnd()}\n`);
  await PUBLISHED.writeText(all);
  console.log(`==> Wrote ${metrics.length} metrics`);
}
