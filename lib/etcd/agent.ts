/**
 * The agent for etcd: all metric tables, and the client that fills them.
 *
 * @module
 */

import { type Cluster, cluster, type Log, Pmda } from "../pmda/mod.ts";
import { alarmDomain, alarmMetrics, refreshAlarms } from "./clusters/alarms.ts";
import type { EtcdClient } from "./api/client.ts";
import { FAMILY_GROUPS } from "./families/tables/mod.ts";
import {
  followerDomain,
  followerMetrics,
  refreshFollowers,
} from "./clusters/followers.ts";
import { HEALTH_METRICS, refreshHealth } from "./clusters/health.ts";
import { MemberStatuses } from "./api/member_status.ts";
import {
  memberDomain,
  memberMetrics,
  refreshMembers,
} from "./clusters/members.ts";
import { MetricsCatalog } from "./families/metrics_catalog.ts";
import { overviewCluster } from "./clusters/overview.ts";
import { perFetch } from "./per_fetch.ts";
import { Rounds } from "./api/questions.ts";
import { refreshSelf, SELF_METRICS } from "./clusters/self.ts";
import { STATUS_METRICS } from "./clusters/status.ts";
import { STORE_METRICS } from "./clusters/store.ts";

/** The agent's name, the root of its metrics' names. */
export const ETCD_NAME = "etcd";

/** The agent's domain where the command line names no other. */
export const ETCD_DOMAIN = 400;

/** Milliseconds that a request may take where the options name no other. */
const BUDGET = 1000;

/** The families at /metrics that the tables do not have. */
const OTHER = "other";

/** The groups of metrics that can be switched off. */
export const ETCD_GROUPS: readonly string[] = [
  "self",
  "store",
  "follower",
  "status",
  "alarm",
  "member",
  "health",
  "overview",
  "agent",
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

/** Makes the agent for etcd. */
export function etcdPmda(
  client: EtcdClient,
  log: Log,
  options: EtcdPmdaOptions = {},
): Pmda {
  const { domain = ETCD_DOMAIN, budget = BUDGET, groupsOff } = options;
  const isOn = (group: string) => groupsOff?.has(group) !== true;
  const exposition = perFetch(async (signal) => {
    const exported = await client.exposition(signal);
    const added = catalog.update(exported);
    if (added.length > 0 && isOn(OTHER)) pmda.setClusters(...added);
    return exported;
  });
  const catalog = new MetricsCatalog(FAMILY_GROUPS, exposition, log);
  const onLabels = () => pmda.labelsChanged();
  const clusters: [group: string, cluster: Cluster][] = [
    ...apiClusters(client, log, budget, onLabels),
    ["overview", overviewCluster(exposition)],
    ["agent", client.statistics.cluster],
    ...catalog.groups,
  ];
  const pmda: Pmda = new Pmda({
    name: ETCD_NAME,
    domain,
    budget,
    indoms: [catalog.numbers],
    clusters: clusters.filter(([group]) => isOn(group))
      .map(([, cluster]) => cluster),
  });
  return pmda;
}

/** The clusters that etcd's two APIs fill, with the names of their groups. */
function apiClusters(
  client: EtcdClient,
  log: Log,
  budget: number,
  onLabels: () => void,
): [group: string, cluster: Cluster][] {
  const rounds = new Rounds(client, log);
  // A member that hangs should not cost the values of all others.
  const statuses = new MemberStatuses(client, budget / 2, log);
  const followers = followerDomain();
  const members = memberDomain();
  const alarms = alarmDomain();
  return [
    [
      "self",
      cluster({
        cluster: 0,
        metrics: SELF_METRICS,
        refresh: ({ signal, items }) => refreshSelf(rounds.of(signal), items),
      }),
    ],
    [
      "store",
      cluster({
        cluster: 1,
        metrics: STORE_METRICS,
        refresh: ({ signal }) => rounds.of(signal).store(),
      }),
    ],
    [
      "follower",
      cluster({
        cluster: 2,
        metrics: followerMetrics(followers),
        refresh: ({ signal }) =>
          refreshFollowers(rounds.of(signal), followers, onLabels),
      }),
    ],
    [
      "status",
      cluster({
        cluster: 3,
        metrics: STATUS_METRICS,
        refresh: async ({ signal }) => {
          const status = await rounds.of(signal).status();
          return { status: () => status };
        },
      }),
    ],
    [
      "alarm",
      cluster({
        cluster: 4,
        metrics: alarmMetrics(alarms),
        refresh: ({ signal, items }) =>
          refreshAlarms(rounds.of(signal), alarms, items, onLabels),
      }),
    ],
    [
      "member",
      cluster({
        cluster: 5,
        metrics: memberMetrics(members),
        refresh: ({ signal, items }) =>
          refreshMembers(rounds.of(signal), members, statuses, items, onLabels),
      }),
    ],
    [
      "health",
      cluster({
        cluster: 6,
        metrics: HEALTH_METRICS,
        refresh: ({ signal, items }) => refreshHealth(rounds.of(signal), items),
      }),
    ],
  ];
}
