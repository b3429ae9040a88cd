/**
 * Writes `docs/metrics.md` and new metrics into `tests/fixtures/pmids.txt`:
 * `deno task docs`. With `--check` it writes nothing and fails where they are
 * not current.
 *
 * @module
 */

import $ from "dax";
import { etcdPmda } from "../lib/etcd/agent.ts";
import { EtcdClient } from "../lib/etcd/api/client.ts";
import { Log } from "../lib/pmda/mod.ts";
import { metricsReference, publishedMetrics } from "./metrics_reference.ts";
import { ROOT } from "./root.ts";

const REFERENCE = $.path(`${ROOT}/docs/metrics.md`);
const PUBLISHED = $.path(`${ROOT}/tests/fixtures/pmids.txt`);

const log = new Log({ progname: "docs" });
const pmda = etcdPmda(
  new EtcdClient(new URL("http://127.0.0.1"), log, {
    get: () => Promise.reject(new Error("there is no etcd")),
    request: () => Promise.reject(new Error("there is no etcd")),
  }),
  log,
);

const reference = await $`${Deno.execPath()} fmt --ext md -`.cwd(ROOT)
  .stdinText(metricsReference(pmda)).text();
const published = await PUBLISHED.readMaybeText() ?? "";
const metrics = publishedMetrics(pmda);
const lines = published.split("\n").filter((line) => line !== "");
const gone = lines.filter((line) => !metrics.includes(line));
if (gone.length > 0) {
  throw new Error(
    `published metrics must not change nor go:\n${gone.join("\n")}`,
  );
}
const all = `${metrics.join("\n")}\n`;
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
