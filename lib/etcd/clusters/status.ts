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

/** A field that is never 0, so that etcd lacks it where it is absent. */
function present(status: JsonObject, name: string): bigint {
  if (!status.has(name)) {
    throw new AbsentError(`no ${name} in the status`);
  }
  return status.proto64(name);
}

/**
 * Makes sure that the status is one of etcd 3.4 or later, for fields whose
 * absence means 0 or none there. Those have an applied index too, which is
 * never 0.
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
    help: "The version of the program that runs.",
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
      "Bytes that the database takes on the disk, also those that are free\n" +
      "again within it; only a defragmentation makes it smaller. At the quota\n" +
      "etcd raises the alarm NOSPACE and takes no more writes.",
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
      "Bytes of the database that hold data. Where it stays far below the\n" +
      "size of the file, a defragmentation wins the difference back; where it\n" +
      "grows without end, old revisions are not compacted. From etcd 3.4 on.",
    value: from((status) => present(status, "dbSizeInUse")),
  },
  {
    name: "status.db_size_quota",
    item: 3,
    type: "U64",
    sem: "discrete",
    units: "byte",
    oneline: "size that the database may have",
    help: "The quota for the size of the database file, etcd's option\n" +
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
      "How many entries of the raft log are known to be committed. Its rate\n" +
      "is that of changes to the cluster. It is about the same on all members;\n" +
      "one that stays behind is slow or cut off.",
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
      "How many entries of the raft log have changed the database. Where it\n" +
      "falls behind the raft index by more than a few, the disk or the\n" +
      "processor can't keep up; 5000 behind, etcd takes no more writes. From\n" +
      "etcd 3.4 on.",
    value: from((status) => present(status, "raftAppliedIndex")),
  },
  {
    name: "status.raft_term",
    item: 6,
    type: "U64",
    sem: "discrete",
    oneline: "current term of the raft protocol",
    help:
      "Each election begins a new term. A number that grows while nobody\n" +
      "restarts members means elections: the leader is slow, or the network\n" +
      "between members is bad.",
    value: from((status) => status.proto64("raftTerm")),
  },
  {
    name: "status.leader",
    item: 7,
    type: "STRING",
    sem: "instant",
    oneline: "id of the leader, in hexadecimal",
    help:
      "The member that is taken for the leader of the cluster. No value while\n" +
      "none is known.",
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
      "1 while a leader is known, otherwise 0. Without a leader nothing can\n" +
      "be written. More than a moment of 0 is an outage of the member, of its\n" +
      "network or of the cluster.",
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
    help: "1 for a learner, which gets all data but has no vote until it is\n" +
      "promoted, otherwise 0. A learner for long has been forgotten. From etcd\n" +
      "3.4 on.",
    value: from((status) => since34(status).protoBool("isLearner") ? 1 : 0),
  },
  {
    name: "status.errors",
    item: 11,
    type: "U32",
    sem: "instant",
    units: "count",
    oneline: "number of errors that the status names",
    help:
      "How many errors the status names: alarms that are raised anywhere in\n" +
      "the cluster, a leader that is missing, and the like. From etcd 3.4\n" +
      "on.",
    value: from((status) => since34(status).strings("errors").length),
  },
  {
    name: "status.error_text",
    item: 12,
    type: "STRING",
    sem: "instant",
    oneline: "errors that the status names, as text",
    help:
      "The errors that the status names, in etcd's words, with semicolons\n" +
      "between them; empty where there are none. From etcd 3.4 on.",
    value: from((status) =>
      since34(status).strings("errors")
        .map((error) => error.trim()).join("; ")
    ),
  },
];
