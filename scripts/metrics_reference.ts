/**
 * The reference of all metrics, made of the agent's own tables.
 *
 * @module
 */

import { familyMetrics } from "../lib/etcd/families/mod.ts";
import { FAMILY_GROUPS } from "../lib/etcd/families/tables/mod.ts";
import {
  pmIDCluster,
  pmIDItem,
  pmIDStr,
  pmInDomStr,
  pmUnitsStr,
} from "../lib/pcp/mod.ts";
import type { Cluster } from "../lib/pmda/mod.ts";
import type { Agent, MetricEntry, PmdaIndom } from "../lib/pmda/testing.ts";

const ALARMS =
  "errors of `/v3/maintenance/status`; before etcd 3.4 `/v3/maintenance/alarm`";
const MEMBER_STATUS = "`/v3/maintenance/status` of each member";

/** Where the clusters have their values from that are not made of families. */
const ENDPOINTS: ReadonlyMap<number, string> = new Map([
  [0, "`/v2/stats/self`"],
  [1, "`/v2/stats/store`"],
  [2, "`/v2/stats/leader`"],
  [3, "`/v3/maintenance/status`"],
  [4, ALARMS],
  [5, "`/v3/cluster/member/list`"],
  [6, "`/health`"],
  [7, "`/metrics`"],
]);
/** Of metrics whose values come from elsewhere than those of their cluster. */
const OTHER_ENDPOINTS: readonly [name: RegExp, endpoint: string][] = [
  [/^etcd\.version\./, "`/version`"],
  [/^etcd\.member\.(?:reachable$|status\.)/, MEMBER_STATUS],
];
const GROUP_LABEL = "group";

/** Makes the reference: a Markdown text whose tables a formatter has yet to align. */
export function metricsReference(pmda: Agent): string {
  const byCluster = Map.groupBy(pmda.metrics, ({ cluster }) => cluster);
  const clusters = [...byCluster].sort(([a], [b]) => a.cluster - b.cluster);
  return [
    "# Metrics",
    "",
    "<!-- Written by `deno task docs` from the agent's tables: do not edit. -->",
    "",
    `All ${pmda.metrics.length} metrics that the agent has with any etcd, by`,
    "cluster. If an etcd exports more families at `/metrics`, the agent makes",
    "metrics of them while it runs, in the clusters from 1000 on; `pminfo -T`",
    "shows their help. The numbers of metrics (pmIDs) never change; the numbers",
    "here are for the agent's usual domain. A metric has no values if etcd does",
    "not export its family.",
    "",
    "- `bucket` counts values up to each bound, which is the instance's name;",
    "- `quantile` has a value for each quantile, which is the instance's name;",
    "- `sum` and `count` cover all values: the rate of `sum` divided by the rate",
    "  of `count` is the mean between two samples.",
    "",
    ...clusters.flatMap(([cluster, metrics]) => section(cluster, metrics)),
  ].join("\n");
}

/** What must not change of published metrics: pmID, name, type, semantics, units. */
export function publishedMetrics(pmda: Agent): string[] {
  return pmda.metrics.toSorted((a, b) => a.desc.pmid - b.desc.pmid).map((
    { name, desc, info },
  ) =>
    [
      pmIDStr(desc.pmid),
      name,
      info.type,
      info.sem,
      pmUnitsStr(desc.units) || "none",
    ].join(" ")
  );
}

function section(cluster: Cluster, metrics: readonly MetricEntry[]): string[] {
  const group = FAMILY_GROUPS.find((group) =>
    group.cluster === cluster.cluster
  );
  return [
    `## Cluster ${cluster.cluster}${nameOf(cluster, metrics)}`,
    "",
    "| name | pmID | type | semantics | units | instance domain | source | what it is |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...metrics.map((metric) =>
      `| ${
        [
          code(metric.name),
          pmIDStr(metric.desc.pmid),
          metric.info.type,
          metric.info.sem,
          pmUnitsStr(metric.desc.units),
          domainOf(metric),
          sourceOf(metric),
          prose(metric.info.oneline ?? ""),
        ].join(" | ")
      } |`
    ),
    "",
    ...domains(metrics, group !== undefined),
    ...helps(metrics),
  ];
}

function nameOf(cluster: Cluster, metrics: readonly MetricEntry[]): string {
  const group = FAMILY_GROUPS.find((group) =>
    group.cluster === cluster.cluster
  );
  if (group !== undefined) return `: ${group.name}`;
  const labels = typeof cluster.labels === "function"
    ? []
    : cluster.labels ?? [];
  const label = labels.find(({ name }) => name === GROUP_LABEL)?.value;
  if (label !== undefined) return `: ${label}`;
  const parts = metrics[0].name.split(".");
  if (parts.length > 2) return `: ${parts[1]}`;
  return `: ${ENDPOINTS.get(cluster.cluster) ?? "the agent"}`;
}

function domainOf({ info, desc }: MetricEntry): string {
  return info.indom === undefined ? "" : pmInDomStr(desc.indom);
}

/** The instance domains that are the metrics' own, with what their instances are. */
function domains(
  metrics: readonly MetricEntry[],
  ofFamilies: boolean,
): string[] {
  if (ofFamilies) return [];
  const all = new Map<string, PmdaIndom>();
  for (const metric of metrics) {
    const { indom } = metric.info;
    if (indom !== undefined) all.set(domainOf(metric), indom);
  }
  if (all.size === 0) return [];
  return [
    ...Array.from(
      all,
      ([name, { oneline, help }]) =>
        `- Instance domain ${name}: ${prose(help ?? oneline ?? "")}`,
    ),
    "",
  ];
}

/** Each help text once, with the metrics that it is of. */
function helps(metrics: readonly MetricEntry[]): string[] {
  const lines: string[] = [];
  const byHelp = Map.groupBy(
    metrics,
    ({ info, name }) =>
      `${name.split(".").slice(0, 3).join(".")}\n${info.help ?? ""}`,
  );
  for (const same of byHelp.values()) {
    const { help } = same[0].info;
    if (help === undefined) continue;
    lines.push(
      same.map(({ name }) => `**${code(name)}**`).join(", "),
      "",
      prose(help),
      "",
    );
  }
  return lines;
}

function sourceOf({ name, desc }: MetricEntry): string {
  const other = OTHER_ENDPOINTS.find(([names]) => names.test(name));
  if (other !== undefined) return other[1];
  const cluster = pmIDCluster(desc.pmid);
  const item = pmIDItem(desc.pmid);
  const group = FAMILY_GROUPS.find((group) => group.cluster === cluster);
  const family = group?.families[Math.floor(item / 4)];
  if (family === undefined) return ENDPOINTS.get(cluster) ?? "the agent";
  const metric = familyMetrics(family).find(({ part }) => part === item % 4);
  const label = family.carries === undefined ? "" : `{${family.carries}}`;
  return code(`${metric?.series}${label}`);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Text with its names of metrics, options and paths as code. */
function prose(text: string): string {
  return text.replaceAll("\n", " ").replaceAll(
    /(?<![\w/])(?:--[\w-]+|\/[a-z][\w/.]*|[A-Za-z][\w.-]*[._][\w-]*\w)/g,
    (word) => /^[\d.]+$|^e\.g$/.test(word) ? word : code(word),
  ).replaceAll(/[<>|*]/g, "\\$&");
}
