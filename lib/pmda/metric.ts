/**
 * Metrics as rows of tables.
 *
 * @module
 */

import type {
  PM_TYPE_32,
  PM_TYPE_64,
  PM_TYPE_AGGREGATE,
  PM_TYPE_DOUBLE,
  PM_TYPE_EVENT,
  PM_TYPE_FLOAT,
  PM_TYPE_HIGHRES_EVENT,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  PM_TYPE_U64,
  PmAtomValue,
  PmSem,
  PmType,
  PmUnits,
  PmValue,
} from "../pcp/mod.ts";
import type { ClientContext } from "./client_context.ts";
import type { Instance, PmdaIndom } from "./instance_domain.ts";
import type { PmdaLabels } from "./pmda_labels.ts";

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
export interface Row<Sample, Type extends PmType> extends MetricInfo {
  /** The type of its values. */
  readonly type: Type;
  /**
   * The value for an instance, undefined where it has none at the moment.
   *
   * @throws {PmError} Where there is a better reason.
   */
  readonly value: (
    sample: Sample,
    instance: Instance,
  ) => PmAtomValue<Type> | undefined;
  /**
   * What `value` says of all instances at once, of those that have a value, in
   * the order of the instances. A fetch that wants them all takes less time so,
   * and less again where a sample gives the same list as the one before, which
   * is not checked again and must not be changed. Where it throws or has none,
   * `value` is asked for each.
   */
  readonly values?: (sample: Sample) => readonly PmValue<Type>[] | undefined;
  /**
   * Takes a value that a client stores (see pmStore(3)); clients can't store
   * into a metric that lacks this.
   *
   * @throws {PmError} PM_ERR_BADSTORE where the value is not acceptable, or
   * any other code. Any other error is logged and answered with PM_ERR_GENERIC.
   */
  store?(
    value: PmAtomValue<Type>,
    instance: Instance,
    context: ClientContext,
  ): void | Promise<void>;
}

/** The types that rows may have. */
export type RowType =
  | typeof PM_TYPE_32
  | typeof PM_TYPE_U32
  | typeof PM_TYPE_64
  | typeof PM_TYPE_U64
  | typeof PM_TYPE_FLOAT
  | typeof PM_TYPE_DOUBLE
  | typeof PM_TYPE_STRING
  | typeof PM_TYPE_AGGREGATE
  | typeof PM_TYPE_EVENT
  | typeof PM_TYPE_HIGHRES_EVENT;

/**
 * A row of a table whose values all come out of samples of one kind. The
 * compiler holds `value` against `type`.
 *
 * @example
 * ```ts
 * import { PM_SEM_INSTANT, PM_TYPE_STRING } from "@pmdaetcd/pcp";
 * import type { MetricOf } from "@pmdaetcd/pmda";
 *
 * const greeting: MetricOf<{ name: string }> = {
 *   name: "greeting",
 *   item: 0,
 *   type: PM_TYPE_STRING,
 *   sem: PM_SEM_INSTANT,
 *   oneline: "a friendly word",
 *   value: (sample) => `hello ${sample.name}`,
 * };
 * ```
 */
export type MetricOf<Sample> = {
  [Type in RowType]: Row<Sample, Type>;
}[RowType];

/**
 * Where a value comes from if the row's own source fails. It runs only then.
 * Where it fails, too, the more telling error counts: PM_ERR_APPVERSION yields
 * to any other.
 */
export type Otherwise<Samples, Type extends PmType> = {
  [Name in keyof Samples]: OtherwiseFrom<Samples, Name, Type>;
}[keyof Samples];

/** An {@linkcode Otherwise} that names one of the sources. */
export interface OtherwiseFrom<
  Samples,
  Name extends keyof Samples,
  Type extends PmType,
> {
  /** The source. */
  readonly from: Name;
  /** The value for an instance, as in a row. */
  readonly value: Row<Samples[Name], Type>["value"];
}

/** A row that names its source. */
export type MetricFrom<Samples, Name extends keyof Samples> = {
  [Type in RowType]: Row<Samples[Name], Type> & {
    /** The source of its values. */
    readonly from: Name;
    /** Where they come from if that source fails. */
    readonly otherwise?: Otherwise<Samples, Type>;
  };
}[RowType];

/** A row of a cluster that names the source of all its rows. */
export type MetricWithin<Samples, Sample> = {
  [Type in RowType]: Row<Sample, Type> & {
    /** The source is the cluster's. */
    readonly from?: undefined;
    /** Where values come from if that source fails. */
    readonly otherwise?: Otherwise<Samples, Type>;
  };
}[RowType];

/**
 * A row of a table that names its source. The compiler holds `value` against
 * `type` and against the sample of that source.
 *
 * @example
 * ```ts
 * import { PM_SEM_INSTANT, PM_TYPE_STRING, PM_TYPE_U32 } from "@pmdaetcd/pcp";
 * import type { Metric } from "@pmdaetcd/pmda";
 *
 * interface Samples {
 *   greeting: string;
 *   clock: Date;
 * }
 * const metrics: readonly Metric<Samples>[] = [{
 *   name: "greeting",
 *   item: 0,
 *   from: "greeting",
 *   type: PM_TYPE_STRING,
 *   sem: PM_SEM_INSTANT,
 *   value: (greeting) => greeting,
 * }, {
 *   name: "year",
 *   item: 1,
 *   from: "clock",
 *   type: PM_TYPE_U32,
 *   sem: PM_SEM_INSTANT,
 *   value: (now) => now.getFullYear(),
 *   otherwise: { from: "greeting", value: () => 1970 },
 * }];
 * ```
 */
export type Metric<Samples> = {
  [Name in keyof Samples]: MetricFrom<Samples, Name>;
}[keyof Samples];
