/**
 * Cluster 3: the status of the member itself, by the v3 API.
 *
 * @module
 */

import type { Instance, MetricOf } from "../../pmda/mod.ts";
import { AbsentError, answererOf, hexId, type JsonObject } from "../api/mod.ts";
import type { StatusOf } from "./samples.ts";

/** Makes a value of a status. */
function from<T>(
  read: (status: JsonObject) => T | undefined,
): (statusOf: StatusOf, instance: Instance) => T | undefined {
  return (statusOf, instance) => {
    const status = statusOf(instance);
    return status === undefined ? undefined : read(status);
  };
}

/** A field that is never 0: if it is absent, this etcd does not have it. */
function present(status: JsonObject, name: string): bigint {
  if (!status.has(name)) {
    throw new AbsentError(`no ${name} in the status`);
  }
  return status.proto64(name);
}

/**
 * Makes sure that the status comes from etcd 3.4 or later. Only there an absent
 * field means 0 or none. The sign is the applied index, which 3.4 has and which
 * is never 0.
 */
function since34(status: JsonObject): JsonObject {
  present(status, "raftAppliedIndex");
  return status;
}

/** The metrics of cluster 3. Those of cluster 5 that ask each member are made of the same rows. */
export const STATUS_METRICS: readonly MetricOf<StatusOf>[] = [
  {
    name: "status.version",
    item: 0,
    type: "STRING",
    sem: "discrete",
    oneline: "version of etcd",
    help: "The version of the etcd program that runs.",
    value: from((status) => status.string("version")),
  },
  {
    name: "status.db_size",
    item: 1,
    type: "U64",
    sem: "instant",
    units: "byte",
    oneline: "size of the database file",
    help:
      "Bytes that the database file takes on the disk, including parts of it\n" +
      "that are free again. Only a defragmentation makes the file smaller. At\n" +
      "the quota etcd raises the alarm NOSPACE and takes no more writes.",
    value: from((status) => status.proto64("dbSize")),
  },
  {
    name: "status.db_size_in_use",
    item: 2,
    type: "U64",
    sem: "instant",
    units: "byte",
    oneline: "bytes of the database file that are in use",
    help:
      "Bytes of the database that hold data. If they stay far below the size of\n" +
      "the file, a defragmentation frees the difference. If they grow without\n" +
      "end, old revisions are not compacted. From etcd 3.4 on.",
    value: from((status) => present(status, "dbSizeInUse")),
  },
  {
    name: "status.db_size_quota",
    item: 3,
    type: "U64",
    sem: "discrete",
    units: "byte",
    oneline: "size that the database file may reach",
    help: "The quota for the size of the database file: etcd's option\n" +
      "--quota-backend-bytes. From etcd 3.6 on.",
    value: from((status) => present(status, "dbSizeQuota")),
  },
  {
    name: "status.raft_index",
    item: 4,
    type: "U64",
    sem: "counter",
    units: "count",
    oneline: "committed entries of the raft log",
    help:
      "How many entries of the raft log are known to be committed. Its rate is\n" +
      "the rate of changes to the cluster. All members have about the same\n" +
      "value; a member that stays behind is slow or cut off.",
    value: from((status) => status.proto64("raftIndex")),
  },
  {
    name: "status.raft_applied_index",
    item: 5,
    type: "U64",
    sem: "counter",
    units: "count",
    oneline: "entries of the raft log that are applied",
    help:
      "How many entries of the raft log have changed the database. If it is\n" +
      "more than a few behind the raft index, the disk or the processor can't\n" +
      "keep up. If it is 5000 behind, etcd takes no more writes. From etcd 3.4\n" +
      "on.",
    value: from((status) => present(status, "raftAppliedIndex")),
  },
  {
    name: "status.raft_term",
    item: 6,
    type: "U64",
    sem: "discrete",
    oneline: "current term of the raft protocol",
    help:
      "Each election begins a new term. If the number grows while nobody\n" +
      "restarts members, the cluster elects leaders too often: the leader is\n" +
      "slow, or the network between members is bad.",
    value: from((status) => status.proto64("raftTerm")),
  },
  {
    name: "status.leader",
    item: 7,
    type: "STRING",
    sem: "instant",
    oneline: "id of the leader, in hexadecimal",
    help:
      "The id of the member that is taken for the leader of the cluster. There\n" +
      "is no value while no leader is known.",
    value: from((status) => {
      const leader = status.proto64("leader");
      return leader === 0n ? undefined : hexId(leader);
    }),
  },
  {
    name: "status.has_leader",
    item: 8,
    type: "U32",
    sem: "instant",
    oneline: "whether a leader is known",
    help:
      "1 while a leader is known, otherwise 0. Without a leader nothing can be\n" +
      "written. A 0 that lasts longer than a moment is an outage of the member,\n" +
      "of its network or of the cluster.",
    value: from((status) => status.proto64("leader") === 0n ? 0 : 1),
  },
  {
    name: "status.is_leader",
    item: 9,
    type: "U32",
    sem: "instant",
    oneline: "whether the member is the leader",
    help: "1 on the leader, 0 on all others. The sum over a cluster is 1;\n" +
      "for a moment after the loss of a leader it can be 0 or 2.",
    value: from((status) =>
      hexId(status.proto64("leader")) === answererOf(status) ? 1 : 0
    ),
  },
  {
    name: "status.is_learner",
    item: 10,
    type: "U32",
    sem: "instant",
    oneline: "whether the member is a learner",
    help:
      "1 for a learner, otherwise 0. A learner gets all data but has no vote\n" +
      "until it is promoted. If a member stays a learner for long, somebody has\n" +
      "forgotten to promote it. From etcd 3.4 on.",
    value: from((status) => since34(status).protoBool("isLearner") ? 1 : 0),
  },
  {
    name: "status.errors",
    item: 11,
    type: "U32",
    sem: "instant",
    units: "count",
    oneline: "number of errors that the status names",
    help: "How many errors the status names, such as alarms that are raised\n" +
      "anywhere in the cluster, or a missing leader. From etcd 3.4 on.",
    value: from((status) => since34(status).strings("errors").length),
  },
  {
    name: "status.error_text",
    item: 12,
    type: "STRING",
    sem: "instant",
    oneline: "errors that the status names, as text",
    help: "The errors that the status names, in etcd's words, separated by\n" +
      "semicolons. Empty if there are none. From etcd 3.4 on.",
    value: from((status) =>
      since34(status).strings("errors")
        .map((error) => error.trim()).join("; ")
    ),
  },
];
