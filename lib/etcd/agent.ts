/**
 * The agent for etcd: all metric tables, and the client that fills them.
 *
 * @module
 */

import { cluster, type Log, Pmda } from "../pmda/mod.ts";
import { alarmDomain, alarmMetrics, refreshAlarms } from "./alarms.ts";
import type { EtcdApi } from "./api.ts";
import {
  followerDomain,
  followerMetrics,
  refreshFollowers,
} from "./followers.ts";
import { HEALTH_METRICS, refreshHealth } from "./health.ts";
import { MemberStatuses } from "./member_status.ts";
import { memberDomain, memberMetrics, refreshMembers } from "./members.ts";
import { Rounds } from "./round.ts";
import { refreshSelf, SELF_METRICS } from "./self.ts";
import { STATUS_METRICS } from "./status.ts";
import { STORE_METRICS } from "./store.ts";

/** The agent's name, the root of its metrics' names. */
export const ETCD_NAME = "etcd";

/** The agent's domain where the command line names no other. */
export const ETCD_DOMAIN = 400;

/** Milliseconds that a request may take where the options name no other. */
const BUDGET = 1000;

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
 *   request: () => Promise.resolve({ status: 200, body: "{}", reusable: true }),
 * });
 * const pmda = etcdPmda(client, log);
 * assertEquals(pmda.metric(pmIDBuild(400, 1, 0))?.name, "etcd.store.success");
 * ```
 *
 * @param api What asks etcd.
 * @param log The agent's log.
 * @param options The agent's domain, and the milliseconds that a request may
 * take.
 * @returns The agent.
 */
export function etcdPmda(
  api: EtcdApi,
  log: Log,
  options: { readonly domain?: number; readonly budget?: number } = {},
): Pmda {
  const { domain = ETCD_DOMAIN, budget = BUDGET } = options;
  const rounds = new Rounds(api, log);
  // A member that hangs should not cost the values of all others.
  const statuses = new MemberStatuses(api, budget / 2, log);
  const followers = followerDomain();
  const members = memberDomain();
  const alarms = alarmDomain();
  const onLabels = () => pmda.labelsChanged();
  const pmda: Pmda = new Pmda({
    name: ETCD_NAME,
    domain,
    budget,
    clusters: [
      cluster({
        cluster: 0,
        metrics: SELF_METRICS,
        refresh: ({ signal, items }) => refreshSelf(rounds.of(signal), items),
      }),
      cluster({
        cluster: 1,
        metrics: STORE_METRICS,
        refresh: ({ signal }) => rounds.of(signal).store(),
      }),
      cluster({
        cluster: 2,
        metrics: followerMetrics(followers),
        refresh: ({ signal }) =>
          refreshFollowers(rounds.of(signal), followers, onLabels),
      }),
      cluster({
        cluster: 3,
        metrics: STATUS_METRICS,
        refresh: async ({ signal }) => {
          const status = await rounds.of(signal).status();
          return { status: () => status };
        },
      }),
      cluster({
        cluster: 4,
        metrics: alarmMetrics(alarms),
        refresh: ({ signal, items }) =>
          refreshAlarms(rounds.of(signal), alarms, items, onLabels),
      }),
      cluster({
        cluster: 5,
        metrics: memberMetrics(members),
        refresh: ({ signal, items }) =>
          refreshMembers(rounds.of(signal), members, statuses, items, onLabels),
      }),
      cluster({
        cluster: 6,
        metrics: HEALTH_METRICS,
        refresh: ({ signal, items }) => refreshHealth(rounds.of(signal), items),
      }),
    ],
  });
  return pmda;
}
