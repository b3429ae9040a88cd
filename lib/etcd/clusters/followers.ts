/**
 * Cluster 2: what the leader knows of its followers, from `/v2/stats/leader`.
 *
 * @module
 */

import {
  type Instance,
  InstanceCache,
  type MetricOf,
  PM_COUNT_ONE,
  PM_ERR_INST,
  PM_SEM_COUNTER,
  PM_SEM_INSTANT,
  PM_TIME_MSEC,
  PM_TYPE_DOUBLE,
  PM_TYPE_U64,
  PmError,
  pmUnits,
} from "../../pmda/mod.ts";
import { replaceKeyed } from "../keyed_instances.ts";
import {
  instanceNames,
  type Member,
  memberLabels,
  type MemberList,
} from "../api/member_list.ts";
import { type Outcome, outcome } from "../api/settled.ts";
import type { JsonObject } from "../api/json_object.ts";
import type { Round } from "../api/questions.ts";

/** What is known of a follower, as far as the member list knows it. */
type Follower = Partial<Member> & Pick<Member, "id">;

/** The instance domain of followers. */
export type FollowerDomain = InstanceCache<Follower>;

/** The statistics of each follower. */
export type FollowerSample = (instance: Instance) => JsonObject;

/** Makes the instance domain of followers. */
export function followerDomain(): FollowerDomain {
  return new InstanceCache<Follower>({
    serial: 1,
    oneline: "followers of this etcd member",
    help:
      "The members that follow this one while it is the leader; there are\n" +
      "none while it is not. Each has its name, or its id in hexadecimal where\n" +
      "it has no name yet or the member list is not to be had. Their numbers\n" +
      "are made of their ids. Labels: member_id, member_name, peer_url.",
    instanceLabels: ({ private: follower }) =>
      follower === undefined ? [] : memberLabels(follower),
  });
}

/**
 * Gets the sample of a fetch and brings the followers up to date. The member
 * list is asked for their names where there are any.
 *
 * @throws {PmError} Where the statistics are not to be had.
 */
export async function refreshFollowers(
  round: Round,
  domain: FollowerDomain,
  onLabels?: () => void,
): Promise<FollowerSample> {
  const leader = await round.leader();
  const stats = new Map<string, JsonObject>();
  if (leader.has("followers")) {
    const followers = leader.object("followers");
    for (const id of followers.names()) stats.set(id, followers.object(id));
  }
  const listed = stats.size > 0
    ? await outcome(round.members())
    : { members: [] };
  const found = replaceKeyed(
    domain,
    [...stats.keys()].map((id) => ({
      key: id,
      ...identify(id, listed, domain),
    })),
    onLabels,
  );
  return ({ inst }) => {
    const payload = stats.get(found.get(inst)?.id ?? "");
    if (payload === undefined) {
      throw new PmError(PM_ERR_INST, `no follower ${inst}`);
    }
    return payload;
  };
}

/** A follower's name and what is known of it; without a member list, what was known before. */
function identify(
  id: string,
  listed: Outcome<MemberList>,
  domain: FollowerDomain,
): { name: string; value: Follower } {
  if (listed instanceof PmError) {
    const before = domain.lookupKey(id);
    return { name: before?.name ?? id, value: before?.private ?? { id } };
  }
  return {
    name: instanceNames(listed.members).get(id) ?? id,
    value: listed.members.find((member) => member.id === id) ?? { id },
  };
}

/** A latency; there is none before the first success. */
function latency(follower: JsonObject, name: string): number | undefined {
  const counts = follower.object("counts");
  return counts.u64("success") === 0n
    ? undefined
    : follower.object("latency").double(name);
}

const MILLISECONDS = pmUnits(0, 1, 0, 0, PM_TIME_MSEC, 0);
const COUNT = pmUnits(0, 0, 1, 0, 0, PM_COUNT_ONE);

/** The metrics of cluster 2. */
export function followerMetrics(
  indom: FollowerDomain,
): readonly MetricOf<FollowerSample>[] {
  return [
    {
      name: "follower.latency.current",
      item: 0,
      type: PM_TYPE_DOUBLE,
      indom,
      sem: PM_SEM_INSTANT,
      units: MILLISECONDS,
      oneline: "time that the last append request to a follower took",
      help:
        "Milliseconds that the leader took to write the last append request to\n" +
        "this follower into its connection; a round trip only where no stream of\n" +
        "messages is open. It is not the network's latency, which\n" +
        "etcd.network.peer_round_trip_time_seconds has. One that is far above\n" +
        "the others' is a connection that does not drain. No value before the\n" +
        "first request.",
      value: (follower, instance) => latency(follower(instance), "current"),
    },
    {
      name: "follower.latency.average",
      item: 1,
      type: PM_TYPE_DOUBLE,
      indom,
      sem: PM_SEM_INSTANT,
      units: MILLISECONDS,
      oneline: "average time that append requests to a follower took",
      help:
        "Average of etcd.follower.latency.current over all append requests\n" +
        "since the leader was started. The longer it leads, the less a bad\n" +
        "minute shows here.",
      value: (follower, instance) => latency(follower(instance), "average"),
    },
    {
      name: "follower.latency.minimum",
      item: 2,
      type: PM_TYPE_DOUBLE,
      indom,
      sem: PM_SEM_INSTANT,
      units: MILLISECONDS,
      oneline: "shortest time that an append request to a follower took",
      help:
        "The shortest etcd.follower.latency.current since the leader was\n" +
        "started.",
      value: (follower, instance) => latency(follower(instance), "minimum"),
    },
    {
      name: "follower.latency.maximum",
      item: 3,
      type: PM_TYPE_DOUBLE,
      indom,
      sem: PM_SEM_INSTANT,
      units: MILLISECONDS,
      oneline: "longest time that an append request to a follower took",
      help: "The longest etcd.follower.latency.current since the leader was\n" +
        "started. Much more than the average: now and then something holds\n" +
        "requests up.",
      value: (follower, instance) => latency(follower(instance), "maximum"),
    },
    {
      name: "follower.latency.stddev",
      item: 4,
      type: PM_TYPE_DOUBLE,
      indom,
      sem: PM_SEM_INSTANT,
      units: MILLISECONDS,
      oneline: "standard deviation of the times of append requests",
      help:
        "How far etcd.follower.latency.current lies from its average as a\n" +
        "rule, since the leader was started. More than the average itself means\n" +
        "that the times are uneven.",
      value: (follower, instance) =>
        latency(follower(instance), "standardDeviation"),
    },
    {
      name: "follower.success",
      item: 5,
      type: PM_TYPE_U64,
      indom,
      sem: PM_SEM_COUNTER,
      units: COUNT,
      oneline: "append requests to a follower that succeeded",
      help:
        "Append requests to this follower that the leader has written to the\n" +
        "network since it was started, in all the times that it led. It also\n" +
        "grows for a while when the follower hangs; whether it answers is in\n" +
        "etcd.member.reachable.",
      value: (follower, instance) =>
        follower(instance).object("counts").u64("success"),
    },
    {
      name: "follower.fail",
      item: 6,
      type: PM_TYPE_U64,
      indom,
      sem: PM_SEM_COUNTER,
      units: COUNT,
      oneline: "append requests to a follower that failed",
      help:
        "Append requests to this follower that failed since the leader was\n" +
        "started. Only those are counted that went out one by one, as happens\n" +
        "while no stream of messages to the follower is open: 0 does not mean\n" +
        "that it is well.",
      value: (follower, instance) =>
        follower(instance).object("counts").u64("fail"),
    },
  ];
}
