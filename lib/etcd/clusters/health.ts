/**
 * Cluster 6: health and versions, from `/health` and `/version`.
 *
 * @module
 */

import {
  type MetricOf,
  PM_ERR_APPVERSION,
  PM_SEM_DISCRETE,
  PM_SEM_INSTANT,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  PmError,
} from "../../pmda/mod.ts";
import { answerOf, type Outcome, outcome } from "../api/settled.ts";
import type { JsonObject } from "../api/json_object.ts";
import type { Round } from "../api/questions.ts";

/** What the two endpoints say, as far as they were asked. */
export interface HealthSample {
  /** `/health`. */
  readonly health: JsonObject;
  /** `/version`. */
  readonly version: JsonObject;
}

type Source = keyof HealthSample;

/** A metric of cluster 6, and where it comes from. */
type HealthMetric = MetricOf<HealthSample> & { readonly from: Source };

/**
 * Gets the sample of a fetch, from those of the two endpoints that it needs.
 *
 * @throws {PmError} Where nothing that the fetch needs is to be had.
 */
export async function refreshHealth(
  round: Round,
  items: ReadonlySet<number>,
): Promise<HealthSample> {
  const needs = new Set(
    HEALTH_METRICS.filter(({ item }) => items.has(item)).map(({ from }) =>
      from
    ),
  );
  const parts = new Map<Source, Outcome<JsonObject>>();
  await Promise.all([...needs].map(async (source) => {
    parts.set(source, await outcome(round[source]()));
  }));
  const reasons = [...parts.values()].filter((part) => part instanceof PmError);
  if (reasons.length > 0 && reasons.length === parts.size) throw reasons[0];
  const part = (source: Source) =>
    answerOf(
      parts.get(source) ?? new PmError(PM_ERR_APPVERSION, `no ${source}`),
    );
  return {
    get health() {
      return part("health");
    },
    get version() {
      return part("version");
    },
  };
}

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
export const HEALTH_METRICS: readonly HealthMetric[] = [
  {
    name: "health",
    item: 0,
    from: "health",
    type: PM_TYPE_U32,
    sem: PM_SEM_INSTANT,
    oneline: "whether this etcd member is healthy",
    help:
      "1 where the member says that it is healthy: it knows a leader, can\n" +
      "read through the cluster, and no alarm is raised. 0 where it says that\n" +
      "it is not; etcd.health_reason and etcd.alarm.active say more. Where it\n" +
      "takes too long to find out, as after the loss of a majority, there is\n" +
      "no value. Before etcd 3.5, and with v2 enabled, each question is an entry\n" +
      "of the raft log.",
    value: ({ health }) => isHealthy(health) ? 1 : 0,
  },
  {
    name: "health_reason",
    item: 1,
    from: "health",
    type: PM_TYPE_STRING,
    sem: PM_SEM_INSTANT,
    oneline: "why this etcd member is not healthy",
    help:
      "The reason that the member gives beside etcd.health; empty where it\n" +
      "is healthy. etcd before 3.4.29 gives none.",
    value: ({ health }) => {
      if (health.has("reason")) return health.string("reason");
      throw new PmError(PM_ERR_APPVERSION, "no reason in the answer");
    },
  },
  {
    name: "version.server",
    item: 2,
    from: "version",
    type: PM_TYPE_STRING,
    sem: PM_SEM_DISCRETE,
    oneline: "version of this etcd member",
    help: "The version of the program that runs on this member. Members may\n" +
      "differ while a cluster is upgraded, and should not for longer.",
    value: ({ version }) => version.string("etcdserver"),
  },
  {
    name: "version.cluster",
    item: 3,
    from: "version",
    type: PM_TYPE_STRING,
    sem: PM_SEM_DISCRETE,
    oneline: "version of the cluster",
    help: "The version that all members have agreed to work as: the lowest\n" +
      "among them, without its last number. Behind etcd.version.server it\n" +
      'means that another member is older. "not_decided" until a cluster that\n' +
      "has just been started has agreed.",
    value: ({ version }) => version.string("etcdcluster"),
  },
  {
    name: "version.storage",
    item: 4,
    from: "version",
    type: PM_TYPE_STRING,
    sem: PM_SEM_DISCRETE,
    oneline: "version of the data of this etcd member",
    help:
      "The version of the form in which the member keeps its data, which\n" +
      "says what it can be downgraded to. etcd before 3.6 does not tell.",
    value: ({ version }) => {
      if (version.has("storage")) return version.string("storage");
      throw new PmError(PM_ERR_APPVERSION, "no storage version in the answer");
    },
  },
];
