/**
 * The sources of the agent's metrics.
 *
 * @module
 */

import type { Sources } from "../../pmda/mod.ts";
import { alarmsInStatus, type Etcd, type MemberStatuses } from "../api/mod.ts";
import type { Exposition } from "../exposition/mod.ts";
import type { MemberNames } from "../families/mod.ts";
import { optional } from "./_optional.ts";
import { type AlarmDomain, alarmInstancesSource } from "./alarms.ts";
import { type FollowerDomain, followersSource } from "./followers.ts";
import {
  type MemberDomain,
  membersSource,
  memberStatusesSource,
} from "./members.ts";
import { type OverviewDomains, overviewSource } from "./overview.ts";
import type { EtcdSamples } from "./samples.ts";

/** What the sources ask. */
export interface EtcdAnswers {
  readonly etcd: Etcd;
  readonly statuses: MemberStatuses;
  readonly exposition: (signal: AbortSignal) => Promise<Exposition>;
  /** The names of members, which are kept up to date. */
  readonly names: MemberNames;
}

/** The instance domains that the sources keep up to date. */
export interface EtcdDomains {
  readonly followers: FollowerDomain;
  readonly members: MemberDomain;
  readonly alarms: AlarmDomain;
  readonly overview: OverviewDomains;
}

/** Makes the sources. */
export function etcdSources(
  { etcd, statuses, exposition, names }: EtcdAnswers,
  domains: EtcdDomains,
): Sources<EtcdSamples> {
  return {
    self: ({ signal }) => etcd.self(signal),
    store: ({ signal }) => etcd.store(signal),
    leader: ({ signal }) => etcd.leader(signal),
    followers: followersSource(domains.followers),
    status: ({ signal }) => etcd.status(signal),
    ownStatus: async ({ source }) => {
      const status = await source("status");
      return () => status;
    },
    alarms: async ({ signal, source }) =>
      alarmsInStatus(await source("status")) ?? await etcd.alarms(signal),
    alarmInstances: alarmInstancesSource(domains.alarms),
    memberList: async ({ signal }) => {
      const list = await etcd.memberList(signal);
      names.update(new Map(list.members.map(({ id, name }) => [id, name])));
      return list;
    },
    members: membersSource(domains.members),
    memberStatuses: memberStatusesSource(statuses),
    health: ({ signal }) => etcd.health(signal),
    version: ({ signal }) => etcd.version(signal),
    exposition: async ({ signal, source }) => {
      const exported = await exposition(signal);
      if (names.lacks(exported)) {
        const list = await optional(source("memberList"));
        if (list === undefined) names.listUnavailable();
      }
      return exported;
    },
    overview: overviewSource(domains.overview),
  };
}
