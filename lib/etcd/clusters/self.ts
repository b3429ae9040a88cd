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

/** A rate; etcd leaves out rates of 0, but not the counter of the same direction. */
function rate(stats: JsonObject, name: string, counter: string): number {
  return stats.has(counter) && !stats.has(name) ? 0 : stats.double(name);
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
      "The name that this member was given with etcd's option --name. People\n" +
      "use the name; the cluster tells members apart by etcd.id.",
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
    help: "The number by which the cluster knows this member: 64 bits in\n" +
      "hexadecimal. It stays the same as long as the member belongs to the\n" +
      "cluster. A member that is removed and added again gets a new one.",
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
      "StateFollower, and StateCandidate or StatePreCandidate while the cluster\n" +
      "elects a leader. A member that stays a candidate can't reach a majority\n" +
      "of the others. The value comes from the v2 statistics if etcd has them.\n" +
      "They may call a member leader that has lost the majority: see\n" +
      "etcd.status.has_leader. Without v2 statistics there is no value while\n" +
      "there is no leader.",
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
    help:
      "Raft append requests that this member has received as a follower since\n" +
      "it was started: log entries and the leader's heartbeats. The number does\n" +
      "not grow on a leader or on the only member of a cluster.",
    value: (stats) => stats.u64("recvAppendRequestCnt"),
  },
  {
    name: "send_append_request",
    item: 4,
    type: "U64",
    sem: "counter",
    oneline: "append requests sent to followers",
    help:
      "Raft append requests that this member has sent as the leader since it\n" +
      "was started: log entries and heartbeats, one for each follower. The\n" +
      "number does not grow on a follower or on the only member of a cluster.",
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
      "When the process of this member was started, in seconds since 1970, by\n" +
      "the clock of the member's host. All other v2 statistics count from this\n" +
      "time. If the value keeps changing, etcd crashes and is started again.",
    value: (stats) => parseTime(stats.string("startTime")),
  },
  {
    name: "leader.id",
    item: 6,
    type: "STRING",
    sem: "instant",
    oneline: "id of the cluster's leader, in hexadecimal",
    help:
      "The id of the member that this member takes for the leader of the\n" +
      "cluster; see etcd.id. There is no value while this member knows no\n" +
      "leader. A member that loses the majority may still name the last leader;\n" +
      "etcd.status.has_leader is then 0. Members that name different leaders\n" +
      "are cut off from one another.",
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
      "How long this member has known the current leader. The time starts again\n" +
      "with each election and with each start of this member. If it never grows\n" +
      "large, the network or the disks of the cluster have trouble.",
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
    oneline: "when the current leader began to lead, as this member sees it",
    help:
      "When this member learned who the current leader is, in seconds since\n" +
      "1970, by the clock of the member's host. There is no value while this\n" +
      "member knows no leader.",
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
      "Append requests per second that arrive from the leader: etcd's own\n" +
      "average over the last 200 of them. 0 on a leader. On a follower with a\n" +
      "running leader the rate does not fall below the rate of heartbeats.",
    value: (stats) => rate(stats, "recvPkgRate", "recvAppendRequestCnt"),
  },
  {
    name: "recv_bandwidth_rate",
    item: 10,
    type: "DOUBLE",
    sem: "instant",
    units: "byte / sec",
    oneline: "bytes of append requests received per second",
    help:
      "Bytes per second that arrive from the leader: etcd's own average over\n" +
      "the last 200 append requests. 0 on a leader.",
    value: (stats) => rate(stats, "recvBandwidthRate", "recvAppendRequestCnt"),
  },
  {
    name: "send_pkg_rate",
    item: 11,
    type: "DOUBLE",
    sem: "instant",
    units: "count / sec",
    oneline: "append requests sent per second",
    help:
      "Append requests per second to all followers together: etcd's own average\n" +
      "over the last 200 of them. 0 on a follower.",
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
      "Bytes per second to all followers together: etcd's own average over the\n" +
      "last 200 append requests. 0 on a follower. If the rate comes near the\n" +
      "network's limit, followers fall behind.",
    value: (stats) => rate(stats, "sendBandwidthRate", "sendAppendRequestCnt"),
  },
];
