/**
 * The agent for etcd: all metric tables, and the sources that fill them.
 *
 * @module
 */

import { type ClusterDefinition, type Log, Pmda } from "../pmda/mod.ts";
import { Etcd, type EtcdClient, MemberStatuses } from "./api/mod.ts";
import {
  agentRequests,
  alarmDomain,
  alarmMetrics,
  errorCode,
  type EtcdDomains,
  type EtcdSamples,
  etcdSources,
  followerDomain,
  followerMetrics,
  HEALTH_METRICS,
  memberDomain,
  memberMetrics,
  overviewDomains,
  overviewMetrics,
  SELF_METRICS,
  STATUS_METRICS,
  STORE_METRICS,
} from "./clusters/mod.ts";
import { MemberNames, MetricsCatalog } from "./families/mod.ts";
import { FAMILY_GROUPS } from "./families/tables/mod.ts";

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
): Pmda<EtcdSamples> {
  const { domain = ETCD_DOMAIN, budget = BUDGET, groupsOff } = options;
  const isOn = (group: string) => groupsOff?.has(group) !== true;
  const names = new MemberNames();
  const catalog = new MetricsCatalog(FAMILY_GROUPS, log, names);
  const domains: EtcdDomains = {
    followers: followerDomain(),
    members: memberDomain(),
    alarms: alarmDomain(),
    overview: overviewDomains(names),
  };
  const sources = etcdSources({
    etcd: new Etcd(client, log),
    // A member that hangs should not cost the values of all others.
    statuses: new MemberStatuses(client, budget / 2, log),
    exposition: async (signal) => {
      const exported = await client.exposition(signal);
      const added = catalog.update(exported);
      if (added.length > 0 && isOn(OTHER)) pmda.setClusters(...added);
      return exported;
    },
    names,
  }, domains);
  const pmda: Pmda<EtcdSamples> = new Pmda({
    name: ETCD_NAME,
    domain,
    budget,
    sources,
    errorCode,
    indoms: [catalog.numbers],
    clusters: [
      ...apiClusters(domains),
      ["agent", agentRequests(client.statistics)] as const,
      ...catalog.groups,
    ].filter(([group]) => isOn(group)).map(([, cluster]) => cluster),
  });
  return pmda;
}

/** The clusters that the APIs of etcd fill, with the names of their groups. */
function apiClusters(
  { followers, members, alarms, overview }: EtcdDomains,
): [group: string, cluster: ClusterDefinition<EtcdSamples>][] {
  return [
    ["self", { cluster: 0, from: "self", metrics: SELF_METRICS }],
    ["store", { cluster: 1, from: "store", metrics: STORE_METRICS }],
    ["follower", {
      cluster: 2,
      from: "followers",
      metrics: followerMetrics(followers),
    }],
    ["status", { cluster: 3, from: "ownStatus", metrics: STATUS_METRICS }],
    ["alarm", { cluster: 4, metrics: alarmMetrics(alarms) }],
    ["member", { cluster: 5, metrics: memberMetrics(members) }],
    ["health", { cluster: 6, metrics: HEALTH_METRICS }],
    ["overview", {
      cluster: 7,
      from: "overview",
      metrics: overviewMetrics(overview),
    }],
  ];
}
