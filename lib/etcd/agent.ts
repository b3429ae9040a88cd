/**
 * The agent for etcd: all metric tables, and the client that fills them.
 *
 * @module
 */

import {
  type Cluster,
  cluster,
  type Log,
  type Metric,
  Pmda,
} from "../pmda/mod.ts";
import type { EtcdClient } from "./client.ts";
import { FAMILY_GROUPS } from "./families/mod.ts";
import { MetricsCatalog } from "./metrics_catalog.ts";
import { overviewCluster } from "./overview.ts";
import type { Payload } from "./payload.ts";
import { perFetch } from "./per_fetch.ts";
import { SELF_METRICS, SELF_PATH } from "./self.ts";
import { STORE_METRICS, STORE_PATH } from "./store.ts";

/** The agent's name, the root of its metrics' names. */
export const ETCD_NAME = "etcd";

/** The agent's domain where the command line names no other. */
export const ETCD_DOMAIN = 400;

/** The families at /metrics that the tables do not have. */
const OTHER = "other";

/** The groups of metrics that can be switched off. */
export const ETCD_GROUPS: readonly string[] = [
  "self",
  "store",
  "overview",
  ...FAMILY_GROUPS.map(({ name }) => name),
  OTHER,
];

/** How the agent is to be. */
export interface EtcdPmdaOptions {
  /** Its domain. */
  readonly domain?: number;
  /** Milliseconds that a request may take. */
  readonly budget?: number;
  /** The groups of metrics that it does not have. */
  readonly groupsOff?: ReadonlySet<string>;
}

/**
 * Makes the agent for etcd.
 *
 * @example
 * ```ts
 * import { Log, pmIDBuild } from "@pmdaetcd/pmda";
 * import { etcdPmda } from "./agent.ts";
 * import { EtcdClient } from "./client.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const log = new Log({ progname: "pmdaetcd" });
 * const client = new EtcdClient(new URL("http://127.0.0.1:2379"), log, {
 *   get: () => Promise.resolve({ status: 200, body: "{}", reusable: true }),
 * });
 * const pmda = etcdPmda(client, log);
 * assertEquals(pmda.metric(pmIDBuild(400, 1, 0))?.name, "etcd.store.success");
 * ```
 *
 * @param client What asks etcd.
 * @param log The agent's log.
 * @param options How it is to be.
 * @returns The agent.
 */
export function etcdPmda(
  client: EtcdClient,
  log: Log,
  options: EtcdPmdaOptions = {},
): Pmda {
  const isOn = (group: string) => options.groupsOff?.has(group) !== true;
  const from = (
    number: number,
    path: string,
    metrics: readonly Metric<Payload>[],
  ) =>
    cluster({
      cluster: number,
      metrics,
      refresh: ({ signal }) => client.get(path, signal),
    });
  const exposition = perFetch(async ({ signal }) => {
    const exported = await client.exposition(signal);
    const added = catalog.update(exported);
    if (added.length > 0 && isOn(OTHER)) pmda.setClusters(...added);
    return exported;
  });
  const catalog = new MetricsCatalog(FAMILY_GROUPS, exposition, log);
  const clusters: [group: string, cluster: Cluster][] = [
    ["self", from(0, SELF_PATH, SELF_METRICS)],
    ["store", from(1, STORE_PATH, STORE_METRICS)],
    ["overview", overviewCluster(exposition)],
    ...catalog.groups,
  ];
  const pmda = new Pmda({
    name: ETCD_NAME,
    domain: options.domain ?? ETCD_DOMAIN,
    budget: options.budget,
    indoms: [catalog.numbers],
    clusters: clusters.filter(([group]) => isOn(group))
      .map(([, cluster]) => cluster),
  });
  return pmda;
}
