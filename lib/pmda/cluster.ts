/**
 * Clusters: groups of metrics under one number. See pmdaInit(3).
 *
 * @module
 */

import { bindTo, type BoundMetric } from "./_bound_metric.ts";
import { Source } from "./_source.ts";
import type { Metric, MetricOf, MetricWithin } from "./metric.ts";
import type { PmdaLabels } from "./pmda_labels.ts";
import type { FetchRequest } from "./source.ts";

/** What all clusters have. */
export interface ClusterHead {
  /** Its number. */
  readonly cluster: number;
  /** Labels of the cluster. */
  readonly labels?: PmdaLabels;
}

/** A cluster whose metrics each name their source. */
export interface MixedCluster<Samples> extends ClusterHead {
  /** Each metric names its own. */
  readonly from?: undefined;
  /** Its metrics. */
  readonly metrics: readonly Metric<Samples>[];
}

/** A cluster that names the source of its metrics. */
export interface ClusterFrom<Samples, Name extends keyof Samples>
  extends ClusterHead {
  /** The source of all metrics that name none. */
  readonly from: Name;
  /** Its metrics. */
  readonly metrics: readonly (
    | MetricWithin<Samples, Samples[Name]>
    | Metric<Samples>
  )[];
}

/** What there is to say of a cluster. */
export type ClusterDefinition<Samples> =
  | MixedCluster<Samples>
  | {
    [Name in keyof Samples]: ClusterFrom<Samples, Name>;
  }[keyof Samples];

/** A cluster whose metrics are bound to their sources. */
export interface Cluster {
  /** Its number. */
  readonly cluster: number;
  /** Its labels. */
  readonly labels: PmdaLabels;
  /** @internal Its metrics with where their values come from. */
  readonly bound: readonly BoundMetric[];
}

/** What there is to say of a cluster with a source of its own. */
export interface OwnClusterDefinition<Sample> extends ClusterHead {
  /** Gets the sample of a fetch; see `Sources`. */
  readonly from: (request: FetchRequest) => Sample | Promise<Sample>;
  /** Its metrics. */
  readonly metrics: readonly MetricOf<Sample>[];
}

/**
 * Makes a cluster with a source of its own, which no other cluster needs.
 *
 * @example
 * ```ts
 * import { cluster, Pmda } from "@pmdaetcd/pmda";
 *
 * const clock = cluster({
 *   cluster: 0,
 *   from: () => new Date(),
 *   metrics: [{
 *     name: "year",
 *     item: 0,
 *     type: "U32",
 *     sem: "instant",
 *     oneline: "the current year",
 *     value: (now) => now.getUTCFullYear(),
 *   }],
 * });
 * new Pmda({ name: "clock", domain: 400, clusters: [clock] });
 * ```
 */
export function cluster<Sample>(
  { cluster, labels = [], from, metrics }: OwnClusterDefinition<Sample>,
): Cluster {
  const source = new Source(`source of cluster ${cluster}`, from);
  const bound = metrics.map((metric) => bindTo(source, metric));
  return { cluster, labels, bound };
}
