/**
 * Clusters: groups of metrics whose values come from one place. An agent
 * declares each as a table. See pmdaInit(3).
 *
 * @module
 */

import {
  checkValue,
  PM_ERR_PMID,
  type PM_TYPE_32,
  type PM_TYPE_64,
  type PM_TYPE_AGGREGATE,
  type PM_TYPE_DOUBLE,
  type PM_TYPE_EVENT,
  type PM_TYPE_FLOAT,
  type PM_TYPE_HIGHRES_EVENT,
  type PM_TYPE_STRING,
  type PM_TYPE_U32,
  type PM_TYPE_U64,
  type PmAtomValue,
  PmError,
  type PmSem,
  type PmType,
  type PmUnits,
  type PmValue,
} from "../pcp/mod.ts";
import type { ClientContext } from "./client_context.ts";
import type { Instance, PmdaIndom } from "./instance_domain.ts";
import type { PmdaLabels } from "./pmda_labels.ts";

/** What is known of a fetch while it is answered. */
export interface FetchRequest {
  /** The client that it is for. */
  readonly context: ClientContext;
  /** The items of the cluster that it asks for. */
  readonly items: ReadonlySet<number>;
  /**
   * Aborted when the time for the answer is over. All clusters of a fetch get
   * the same one, no two fetches do: what they share may be kept by it.
   */
  readonly signal: AbortSignal;
}

/** The part of a metric that says what it is: a row of the table without its value. */
export interface MetricInfo {
  /** Its name below the agent's. */
  readonly name: string;
  /** Its number within the cluster. */
  readonly item: number;
  /** The type of its values. */
  readonly type: PmType;
  /** Its instance domain; none for a single value. */
  readonly indom?: PmdaIndom;
  /** Its semantics. */
  readonly sem: PmSem;
  /** Its units; none by default. */
  readonly units?: PmUnits;
  /** Its one-line help text; the agent's help file has it where this is missing. */
  readonly oneline?: string;
  /** Its full help text. */
  readonly help?: string;
  /** Its labels. */
  readonly labels?: PmdaLabels;
}

/** A metric with values of one type, which come out of a sample. */
export interface MetricOf<Sample, T extends PmType> extends MetricInfo {
  /** The type of its values. */
  readonly type: T;
  /**
   * The value for an instance, undefined where it has none at the moment.
   *
   * @throws {PmError} Where there is a better reason.
   */
  readonly value: (
    sample: Sample,
    instance: Instance,
  ) => PmAtomValue<T> | undefined;
  /**
   * What `value` says of all instances at once, for fetches that want them
   * all: thousands of them take less time so, and less again where a sample
   * gives the same list as the one before, which is not checked again and must
   * not be changed. Where it throws, or has none, `value` is asked for each.
   *
   * @returns The values, in the order of the instances; of those that have one.
   */
  readonly values?: (sample: Sample) => readonly PmValue<T>[] | undefined;
  /**
   * Takes a value that a client stores (see pmStore(3)); clients can't store
   * into a metric that lacks this.
   *
   * @param value The value, one of the metric's type.
   * @param instance The instance.
   * @param context The client.
   * @throws {PmError} PM_ERR_BADSTORE where the value is not acceptable, or
   * any other code. Any other error is logged and answered with PM_ERR_GENERIC.
   */
  store?(
    value: PmAtomValue<T>,
    instance: Instance,
    context: ClientContext,
  ): void | Promise<void>;
}

/**
 * A row of a metric table. The compiler holds `value` against `type`.
 *
 * @example
 * ```ts
 * import { PM_SEM_INSTANT, PM_TYPE_STRING } from "@pmdaetcd/pcp";
 * import type { Metric } from "@pmdaetcd/pmda";
 *
 * const greeting: Metric<{ name: string }> = {
 *   name: "greeting",
 *   item: 0,
 *   type: PM_TYPE_STRING,
 *   sem: PM_SEM_INSTANT,
 *   oneline: "a friendly word",
 *   value: (sample) => `hello ${sample.name}`,
 * };
 * ```
 */
export type Metric<Sample> =
  | MetricOf<Sample, typeof PM_TYPE_32>
  | MetricOf<Sample, typeof PM_TYPE_U32>
  | MetricOf<Sample, typeof PM_TYPE_64>
  | MetricOf<Sample, typeof PM_TYPE_U64>
  | MetricOf<Sample, typeof PM_TYPE_FLOAT>
  | MetricOf<Sample, typeof PM_TYPE_DOUBLE>
  | MetricOf<Sample, typeof PM_TYPE_STRING>
  | MetricOf<Sample, typeof PM_TYPE_AGGREGATE>
  | MetricOf<Sample, typeof PM_TYPE_EVENT>
  | MetricOf<Sample, typeof PM_TYPE_HIGHRES_EVENT>;

/** What there is to say of a cluster. */
export interface ClusterDefinition<Sample> {
  /** Its number. */
  readonly cluster: number;
  /** Its metrics. */
  readonly metrics: readonly Metric<Sample>[];
  /**
   * Gets the sample that the values of one fetch come out of. It is called
   * once for each fetch that asks for a metric of the cluster, together with
   * those of the other clusters that the fetch asks for. It should end when
   * the request's signal is aborted: the fetch is answered without it then,
   * and the next one calls it again. It must not block: nothing can answer
   * pmcd while it does.
   *
   * @throws {PmError} Where there is none: the answer for all metrics of the
   * cluster. Any other error is logged and answered with PM_ERR_AGAIN.
   */
  readonly refresh: (request: FetchRequest) => Sample | Promise<Sample>;
  /** Labels of the cluster. */
  readonly labels?: PmdaLabels;
}

/** The values of one sample. */
export interface Values {
  /** The value of an item for an instance. */
  (item: number, instance: Instance): PmAtomValue | undefined;
  /** The values of an item for all instances, where the item gives them so. */
  all(item: number): readonly PmValue[] | undefined;
}

/** A cluster, whatever its samples look like. */
export interface Cluster {
  /** Its number. */
  readonly cluster: number;
  /** Its metrics. */
  readonly metrics: readonly MetricInfo[];
  /** Its labels. */
  readonly labels: PmdaLabels;
  /** Gets a sample. */
  readonly refresh: (request: FetchRequest) => Values | Promise<Values>;
  /** Whether clients may store into an item. */
  readonly isWritable: (item: number) => boolean;
  /** Takes a value of whatever type for an instance of an item. */
  readonly store: (
    item: number,
    instance: Instance,
    value: unknown,
    context: ClientContext,
  ) => void | Promise<void>;
}

/**
 * Makes a cluster of its table.
 *
 * @example
 * ```ts
 * import { PM_IN_NULL, PM_SEM_INSTANT, PM_TYPE_U32, PROFILE_ALL } from "@pmdaetcd/pcp";
 * import { cluster } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = cluster({
 *   cluster: 0,
 *   refresh: () => new Date(0),
 *   metrics: [{
 *     name: "year",
 *     item: 0,
 *     type: PM_TYPE_U32,
 *     sem: PM_SEM_INSTANT,
 *     oneline: "the current year",
 *     value: (now) => now.getUTCFullYear(),
 *   }],
 * });
 * const context = { id: 0, attributes: new Map(), profile: PROFILE_ALL };
 * const { signal } = new AbortController();
 * const request = { context, items: new Set([0]), signal };
 * const values = await clock.refresh(request);
 * assertEquals(values(0, { inst: PM_IN_NULL, name: "" }), 1970);
 * ```
 *
 * @param definition The table, and where its values come from.
 * @returns The cluster.
 */
export function cluster<Sample>(
  definition: ClusterDefinition<Sample>,
): Cluster {
  const byItem = new Map(definition.metrics.map((row) => [row.item, row]));
  const valuesOf = (sample: Sample): Values => {
    const value = (item: number, instance: Instance) => {
      const metric = byItem.get(item);
      if (metric === undefined) throw new PmError(PM_ERR_PMID);
      return metric.value(sample, instance);
    };
    const all = (item: number) => byItem.get(item)?.values?.(sample);
    return Object.assign(value, { all });
  };
  return {
    cluster: definition.cluster,
    metrics: definition.metrics,
    labels: definition.labels ?? [],
    refresh(request) {
      const sample = definition.refresh(request);
      return sample instanceof Promise
        ? sample.then(valuesOf)
        : valuesOf(sample);
    },
    isWritable: (item) => byItem.get(item)?.store !== undefined,
    store(item, instance, value, context) {
      const metric = byItem.get(item);
      if (metric === undefined) throw new PmError(PM_ERR_PMID);
      return storeInto(metric, instance, value, context);
    },
  };
}

function storeInto<Sample, T extends PmType>(
  metric: MetricOf<Sample, T>,
  instance: Instance,
  value: unknown,
  context: ClientContext,
): void | Promise<void> {
  checkValue(metric.type, value);
  return metric.store?.(value, instance, context);
}
