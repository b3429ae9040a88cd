/**
 * Cluster 0: the statistics of the member itself, from `/v2/stats/self`.
 *
 * @module
 */

import {
  type Metric,
  PM_SEM_COUNTER,
  PM_SEM_INSTANT,
  PM_TYPE_STRING,
  PM_TYPE_U64,
} from "../pmda/mod.ts";
import type { Payload } from "./payload.ts";

/** Where the statistics come from. */
export const SELF_PATH = "/v2/stats/self";

/** The metrics of cluster 0. */
export const SELF_METRICS: readonly Metric<Payload>[] = [
  {
    name: "name",
    item: 0,
    type: PM_TYPE_STRING,
    sem: PM_SEM_INSTANT,
    oneline: "name of this etcd member",
    help:
      "The name that this member was given with etcd's option --name. It is\n" +
      "what people call the member; the cluster tells members apart by etcd.id.",
    value: (self) => self.string("name"),
  },
  {
    name: "id",
    item: 1,
    type: PM_TYPE_STRING,
    sem: PM_SEM_INSTANT,
    oneline: "id of this etcd member, in hexadecimal",
    help: "The number that the cluster knows this member by, 64 bits in\n" +
      "hexadecimal. It stays the same as long as the member belongs to the\n" +
      "cluster; a member that is removed and added again has a new one.",
    value: (self) => self.string("id"),
  },
  {
    name: "state",
    item: 2,
    type: PM_TYPE_STRING,
    sem: PM_SEM_INSTANT,
    oneline: "raft state of this etcd member",
    help: "The role of this member in the raft protocol: StateLeader or\n" +
      "StateFollower; StateCandidate or StatePreCandidate while the cluster\n" +
      "elects a leader. A member that stays a candidate can't reach a majority\n" +
      "of the others.",
    value: (self) => self.string("state"),
  },
  {
    name: "recv_append_request",
    item: 3,
    type: PM_TYPE_U64,
    sem: PM_SEM_COUNTER,
    oneline: "append requests received from the leader",
    help: "Raft append requests that this member has received as a follower\n" +
      "since it was started: log entries and the leader's heartbeats. It\n" +
      "stands still on a leader and on the only member of a cluster.",
    value: (self) => self.u64("recvAppendRequestCnt"),
  },
  {
    name: "send_append_request",
    item: 4,
    type: PM_TYPE_U64,
    sem: PM_SEM_COUNTER,
    oneline: "append requests sent to followers",
    help:
      "Raft append requests that this member has sent as the leader since\n" +
      "it was started: log entries and heartbeats, one for each follower. It\n" +
      "stands still on a follower and on the only member of a cluster.",
    value: (self) => self.u64("sendAppendRequestCnt"),
  },
];
