/**
 * Cluster 0: the statistics of the member itself, from `/v2/stats/self`. What
 * the v3 API knows too comes from there where an etcd has no v2.
 *
 * @module
 */

import type { MetricWithin } from "../../pmda/mod.ts";
import {
  answererOf,
  hexId,
  type JsonObject,
  type MemberList,
  parseDuration,
  parseTime,
} from "../api/mod.ts";
import type { EtcdSamples } from "./samples.ts";

/** The member's name in the member list. */
function ownName({ members, self }: MemberList): string | undefined {
  const name = members.find(({ id }) => id === self)?.name;
  return name === "" ? undefined : name;
}

/** The raft state as the v2 statistics call it; without a leader it can be any. */
function stateOf(status: JsonObject): string | undefined {
  const leader = status.proto64("leader");
  if (leader === 0n) return undefined;
  return hexId(leader) === answererOf(status) ? "StateLeader" : "StateFollower";
}

/** The leader's id; undefined where there is no leader. */
function leaderOf(status: JsonObject): string | undefined {
  const leader = status.proto64("leader");
  return leader === 0n ? undefined : hexId(leader);
}

/** Rates that are 0 are left out beside the counter of the same direction. */
function rate(stats: JsonObject, name: string, beside: string): number {
  return stats.has(beside) && !stats.has(name) ? 0 : stats.double(name);
}

/** The metrics of cluster 0. */
export const SELF_METRICS: readonly MetricWithin<EtcdSamples, JsonObject>[] = [
  {
    name: "name",
    item: 0,
    type: "STRING",
    sem: "instant",
    oneline: "name of this etcd member",
    help:
      "The name that this member was given with etcd's option --name. It is\n" +
      "what people call the member; the cluster tells members apart by etcd.id.",
    value: (stats) => stats.string("name"),
    otherwise: {
      from: "memberList",
      value: ownName,
    },
  },
  {
    name: "id",
    item: 1,
    type: "STRING",
    sem: "instant",
    oneline: "id of this etcd member, in hexadecimal",
    help: "The number that the cluster knows this member by, 64 bits in\n" +
      "hexadecimal. It stays the same as long as the member belongs to the\n" +
      "cluster; a member that is removed and added again has a new one.",
    value: (stats) => stats.string("id"),
    otherwise: {
      from: "status",
      value: answererOf,
    },
  },
  {
    name: "state",
    item: 2,
    type: "STRING",
    sem: "instant",
    oneline: "raft state of this etcd member",
    help: "The role of this member in the raft protocol: StateLeader or\n" +
      "StateFollower; StateCandidate or StatePreCandidate while the cluster\n" +
      "elects a leader. A member that stays a candidate can't reach a majority\n" +
      "of the others. The v2 statistics, which it comes from where there are\n" +
      "any, may call a member leader that has lost the majority; ask\n" +
      "etcd.status.has_leader then. Without them it has no value while there is\n" +
      "no leader.",
    value: (stats) => stats.string("state"),
    otherwise: {
      from: "status",
      value: stateOf,
    },
  },
  {
    name: "recv_append_request",
    item: 3,
    type: "U64",
    sem: "counter",
    oneline: "append requests received from the leader",
    help: "Raft append requests that this member has received as a follower\n" +
      "since it was started: log entries and the leader's heartbeats. It\n" +
      "does not grow on a leader and on the only member of a cluster.",
    value: (stats) => stats.u64("recvAppendRequestCnt"),
  },
  {
    name: "send_append_request",
    item: 4,
    type: "U64",
    sem: "counter",
    oneline: "append requests sent to followers",
    help:
      "Raft append requests that this member has sent as the leader since\n" +
      "it was started: log entries and heartbeats, one for each follower. It\n" +
      "does not grow on a follower and on the only member of a cluster.",
    value: (stats) => stats.u64("sendAppendRequestCnt"),
  },
  {
    name: "start_time",
    item: 5,
    // Seconds can be subtracted from a sample's time; etcd's text could only be
    // read.
    type: "DOUBLE",
    sem: "discrete",
    units: "sec",
    oneline: "when this etcd member was started",
    help:
      "Seconds since 1970 at which the process of this member was started,\n" +
      "by that host's clock. All other v2 statistics count from here. A value\n" +
      "that keeps changing is an etcd that crashes and is started again.",
    value: (stats) => parseTime(stats.string("startTime")),
  },
  {
    name: "leader.id",
    item: 6,
    type: "STRING",
    sem: "instant",
    oneline: "id of the cluster's leader, in hexadecimal",
    help:
      "The member that this one takes for the leader of the cluster; see\n" +
      "etcd.id. There is no value while it knows none. A member that loses\n" +
      "the majority may go on naming the last one; etcd.status.has_leader does\n" +
      "not. Members that name different leaders are cut off from one another.",
    value: (stats) => stats.object("leaderInfo").string("leader") || undefined,
    otherwise: {
      from: "status",
      value: leaderOf,
    },
  },
  {
    name: "leader.uptime",
    item: 7,
    type: "DOUBLE",
    sem: "instant",
    units: "sec",
    oneline: "how long the leader has led, as this member sees it",
    help:
      "Time since this member has known the current leader. It begins again\n" +
      "with each election and with the start of this member. A cluster whose\n" +
      "leader never gets old has trouble with its network or its disks.",
    value: (stats) => {
      const info = stats.object("leaderInfo");
      return parseTime(info.string("startTime")) === undefined
        ? undefined
        : parseDuration(info.string("uptime"));
    },
  },
  {
    name: "leader.start_time",
    item: 8,
    type: "DOUBLE",
    sem: "discrete",
    units: "sec",
    oneline: "since when the leader has led, as this member sees it",
    help: "Seconds since 1970 at which this member came to know the current\n" +
      "leader, by its host's clock. There is no value while it knows none.",
    value: (stats) => parseTime(stats.object("leaderInfo").string("startTime")),
  },
  {
    name: "recv_pkg_rate",
    item: 9,
    type: "DOUBLE",
    sem: "instant",
    units: "count / sec",
    oneline: "append requests received per second",
    help:
      "Append requests that arrive from the leader per second, etcd's own\n" +
      "average over the last 200 of them. 0 on a leader. On a follower whose\n" +
      "leader is there it does not fall below the rate of heartbeats.",
    value: (stats) => rate(stats, "recvPkgRate", "recvAppendRequestCnt"),
  },
  {
    name: "recv_bandwidth_rate",
    item: 10,
    type: "DOUBLE",
    sem: "instant",
    units: "byte / sec",
    oneline: "bytes of append requests received per second",
    help: "Bytes that arrive from the leader per second, etcd's own average\n" +
      "over the last 200 append requests. 0 on a leader.",
    value: (stats) => rate(stats, "recvBandwidthRate", "recvAppendRequestCnt"),
  },
  {
    name: "send_pkg_rate",
    item: 11,
    type: "DOUBLE",
    sem: "instant",
    units: "count / sec",
    oneline: "append requests sent per second",
    help: "Append requests that go to followers per second, all of them\n" +
      "together, etcd's own average over the last 200. 0 on a follower.",
    value: (stats) => rate(stats, "sendPkgRate", "sendAppendRequestCnt"),
  },
  {
    name: "send_bandwidth_rate",
    item: 12,
    type: "DOUBLE",
    sem: "instant",
    units: "byte / sec",
    oneline: "bytes of append requests sent per second",
    help:
      "Bytes that go to followers per second, all of them together, etcd's\n" +
      "own average over the last 200 append requests. 0 on a follower. What\n" +
      "comes near the network's limit makes followers fall behind.",
    value: (stats) => rate(stats, "sendBandwidthRate", "sendAppendRequestCnt"),
  },
];
