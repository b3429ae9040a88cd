/**
 * Cluster 2: what the leader knows of its followers, from `/v2/stats/leader`.
 *
 * @module
 */

import {
  InstanceCache,
  type MetricOf,
  type SourceRequest,
} from "../../pmda/mod.ts";
import {
  instanceNames,
  type JsonObject,
  type Member,
  type MemberList,
} from "../api/mod.ts";
import { memberLabels } from "./_member_labels.ts";
import { optional } from "./_optional.ts";
import type { EtcdSamples } from "./samples.ts";

/** What the member list has of a follower, at least the id. */
type Follower = Partial<Member> & Pick<Member, "id">;

/** The instance domain of followers. */
export type FollowerDomain = InstanceCache<Follower>;

/** Makes the instance domain of followers. */
export function followerDomain(): FollowerDomain {
  return new InstanceCache<Follower>({
    serial: 1,
    oneline: "followers of this etcd member",
    help:
      "The members that follow this member while it is the leader. There are\n" +
      "none while it is not the leader. An instance has the follower's name, or\n" +
      "the id in hexadecimal if the follower has no name yet or the member list\n" +
      "is unavailable. Its number is derived from the id. Labels: member_id,\n" +
      "member_name, peer_url.",
    instanceLabels: ({ private: follower }) =>
      follower === undefined ? [] : memberLabels(follower),
  });
}

/**
 * Makes the source of the followers: the leader's statistics, with the member
 * list for their names where there are any followers.
 */
export function followersSource(domain: FollowerDomain) {
  return async (
    { source }: SourceRequest<Pick<EtcdSamples, "leader" | "memberList">>,
  ): Promise<EtcdSamples["followers"]> => {
    const leader = await source("leader");
    const followers = leader.has("followers")
      ? leader.object("followers")
      : undefined;
    if (followers === undefined || followers.names().length === 0) {
      domain.replace([]);
      return new Map();
    }
    const listed = await optional(source("memberList"));
    const found = domain.replace(
      followers.names().map((id) => ({
        key: id,
        ...identify(id, listed, domain),
      })),
    );
    return new Map(
      Array.from(found, ([inst, { id }]) => [inst, followers.object(id)]),
    );
  };
}

/** A follower's name and data; without a member list, those known before. */
function identify(
  id: string,
  listed: MemberList | undefined,
  domain: FollowerDomain,
): { name: string; value: Follower } {
  if (listed === undefined) {
    const before = domain.lookupKey(id);
    return { name: before?.name ?? id, value: before?.private ?? { id } };
  }
  return {
    name: instanceNames(listed.members).get(id) ?? id,
    value: listed.members.find((member) => member.id === id) ?? { id },
  };
}

/** A latency; undefined before the first success. */
function latency(
  follower: JsonObject | undefined,
  name: string,
): number | undefined {
  return follower === undefined ||
      follower.object("counts").u64("success") === 0n
    ? undefined
    : follower.object("latency").double(name);
}

/** The metrics of cluster 2. */
export function followerMetrics(
  indom: FollowerDomain,
): readonly MetricOf<EtcdSamples["followers"]>[] {
  return [
    {
      name: "follower.latency.current",
      item: 0,
      type: "DOUBLE",
      indom,
      sem: "instant",
      units: "millisec",
      oneline: "time that the last append request to a follower took",
      help:
        "Milliseconds that the leader took to write the last append request to\n" +
        "this follower into its connection. It is a round trip only while no\n" +
        "stream of messages to the follower is open. For the latency of the\n" +
        "network see etcd.network.peer_round_trip_time. If one follower is far\n" +
        "above the others, its connection does not drain. There is no value\n" +
        "before the first request.",
      value: (followers, { inst }) => latency(followers.get(inst), "current"),
    },
    {
      name: "follower.latency.average",
      item: 1,
      type: "DOUBLE",
      indom,
      sem: "instant",
      units: "millisec",
      oneline: "average time that append requests to a follower took",
      help:
        "The average of etcd.follower.latency.current over all append requests\n" +
        "since the leader was started. The longer the leader leads, the less a\n" +
        "bad minute shows here.",
      value: (followers, { inst }) => latency(followers.get(inst), "average"),
    },
    {
      name: "follower.latency.minimum",
      item: 2,
      type: "DOUBLE",
      indom,
      sem: "instant",
      units: "millisec",
      oneline: "shortest time that an append request to a follower took",
      help:
        "The shortest etcd.follower.latency.current since the leader was\n" +
        "started.",
      value: (followers, { inst }) => latency(followers.get(inst), "minimum"),
    },
    {
      name: "follower.latency.maximum",
      item: 3,
      type: "DOUBLE",
      indom,
      sem: "instant",
      units: "millisec",
      oneline: "longest time that an append request to a follower took",
      help:
        "The longest etcd.follower.latency.current since the leader was started.\n" +
        "A value far above the average means that something delays requests now\n" +
        "and then.",
      value: (followers, { inst }) => latency(followers.get(inst), "maximum"),
    },
    {
      name: "follower.latency.stddev",
      item: 4,
      type: "DOUBLE",
      indom,
      sem: "instant",
      units: "millisec",
      oneline: "standard deviation of the times of append requests",
      help:
        "The standard deviation of etcd.follower.latency.current since the leader\n" +
        "was started. A value above the average means that the times are uneven.",
      value: (followers, { inst }) =>
        latency(followers.get(inst), "standardDeviation"),
    },
    {
      name: "follower.success",
      item: 5,
      type: "U64",
      indom,
      sem: "counter",
      units: "count",
      oneline: "append requests to a follower that succeeded",
      help:
        "Append requests to this follower that the leader has written to the\n" +
        "network since it was started, in all periods in which it led. The number\n" +
        "also grows for a while when the follower hangs; etcd.member.reachable\n" +
        "says whether the follower answers.",
      value: (followers, { inst }) =>
        followers.get(inst)?.object("counts").u64("success"),
    },
    {
      name: "follower.fail",
      item: 6,
      type: "U64",
      indom,
      sem: "counter",
      units: "count",
      oneline: "append requests to a follower that failed",
      help:
        "Append requests to this follower that failed since the leader was\n" +
        "started. Only requests that were sent one by one are counted; that\n" +
        "happens only while no stream of messages to the follower is open. So 0\n" +
        "does not mean that the follower is well.",
      value: (followers, { inst }) =>
        followers.get(inst)?.object("counts").u64("fail"),
    },
  ];
}
