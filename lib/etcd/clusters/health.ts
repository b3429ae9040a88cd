/**
 * Cluster 6: health and versions, from `/health` and `/version`.
 *
 * @module
 */

import type { Metric } from "../../pmda/mod.ts";
import { AbsentError, type JsonObject } from "../api/mod.ts";
import type { EtcdSamples } from "./samples.ts";

/** Text in etcd since 3.3, a truth value before. */
function isHealthy(health: JsonObject): boolean {
  try {
    return health.string("health") === "true";
  } catch (error) {
    if (!health.has("health")) throw error;
    return health.protoBool("health");
  }
}

/** The metrics of cluster 6. */
export const HEALTH_METRICS: readonly Metric<EtcdSamples>[] = [
  {
    name: "health",
    item: 0,
    from: "health",
    type: "U32",
    sem: "instant",
    oneline: "whether this etcd member is healthy",
    help:
      "1 where the member says that it is healthy: it knows a leader, can\n" +
      "read through the cluster, and no alarm is raised. 0 where it says that\n" +
      "it is not; etcd.health_reason and etcd.alarm.active say more. Where it\n" +
      "takes too long to find out, as after the loss of a majority, there is\n" +
      "no value. Before etcd 3.5, and with v2 enabled, each question is an entry\n" +
      "of the raft log.",
    value: (health) => isHealthy(health) ? 1 : 0,
  },
  {
    name: "health_reason",
    item: 1,
    from: "health",
    type: "STRING",
    sem: "instant",
    oneline: "why this etcd member is not healthy",
    help:
      "The reason that the member gives beside etcd.health; empty where it\n" +
      "is healthy. etcd before 3.4.29 gives none.",
    value: (health) => {
      if (health.has("reason")) return health.string("reason");
      throw new AbsentError("no reason in the answer");
    },
  },
  {
    name: "version.server",
    item: 2,
    from: "version",
    type: "STRING",
    sem: "discrete",
    oneline: "version of this etcd member",
    help: "The version of the program that runs on this member. Members may\n" +
      "differ while a cluster is upgraded, and should not for longer.",
    value: (version) => version.string("etcdserver"),
  },
  {
    name: "version.cluster",
    item: 3,
    from: "version",
    type: "STRING",
    sem: "discrete",
    oneline: "version of the cluster",
    help: "The version that all members have agreed to work as: the lowest\n" +
      "among them, without its last number. Behind etcd.version.server it\n" +
      'means that another member is older. "not_decided" until a cluster that\n' +
      "has just been started has agreed.",
    value: (version) => version.string("etcdcluster"),
  },
  {
    name: "version.storage",
    item: 4,
    from: "version",
    type: "STRING",
    sem: "discrete",
    oneline: "version of the data of this etcd member",
    help:
      "The version of the form in which the member keeps its data, which\n" +
      "says what it can be downgraded to. etcd before 3.6 does not tell.",
    value: (version) => {
      if (version.has("storage")) return version.string("storage");
      throw new AbsentError("no storage version in the answer");
    },
  },
];
