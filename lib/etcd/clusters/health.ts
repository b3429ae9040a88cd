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
      "1 if the member says that it is healthy: it knows a leader, can read\n" +
      "through the cluster, and no alarm is raised. 0 if it says that it is not\n" +
      "healthy; see etcd.health_reason and etcd.alarm.active. There is no value\n" +
      "if the member takes too long to find out, as after the loss of a\n" +
      "majority. Before etcd 3.5, and with v2 enabled, each question adds an\n" +
      "entry to the raft log.",
    value: (health) => isHealthy(health) ? 1 : 0,
  },
  {
    name: "health_reason",
    item: 1,
    from: "health",
    type: "STRING",
    sem: "instant",
    oneline: "why this etcd member is not healthy",
    help: "The reason that the member gives for etcd.health. Empty if it is\n" +
      "healthy. etcd before 3.4.29 gives no reason.",
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
    help:
      "The version of the program that runs on this member. Members may have\n" +
      "different versions during an upgrade of the cluster, but not for longer.",
    value: (version) => version.string("etcdserver"),
  },
  {
    name: "version.cluster",
    item: 3,
    from: "version",
    type: "STRING",
    sem: "discrete",
    oneline: "version of the cluster",
    help:
      "The version that all members have agreed to work as: the lowest among\n" +
      "them, without its last number. If it is lower than etcd.version.server,\n" +
      'another member is older. It is "not_decided" until a cluster that has\n' +
      "just been started has agreed on a version.",
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
      "The version of the format in which the member keeps its data. It says to\n" +
      "which version the member can be downgraded. etcd before 3.6 does not\n" +
      "report it.",
    value: (version) => {
      if (version.has("storage")) return version.string("storage");
      throw new AbsentError("no storage version in the answer");
    },
  },
];
