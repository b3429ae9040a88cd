/**
 * Metrics as rows of tables.
 *
 * @module
 */

import type {
  PmSemName,
  PmTypeCode,
  PmTypeName,
  PmTypeValue,
  PmValue,
  UnitsText,
} from "../pcp/mod.ts";
import type { ClientContext } from "./client_context.ts";
import type { Instance, PmdaIndom } from "./instance_domain.ts";
import type { PmdaLabels } from "./pmda_labels.ts";

/**
 * The part of a metric that says what it is: a row of the table without its
 * value. Type, semantics and units are in the words that `pminfo -d` prints.
 */
export interface MetricInfo {
  /** Its name below the agent's. */
  readonly name: string;
  /** Its number within the cluster. */
  readonly item: number;
  /** The type of its values. */
  readonly type: PmTypeName;
  /** Its instance domain; none for a single value. */
  readonly indom?: PmdaIndom;
  /** Its semantics. */
  readonly sem: PmSemName;
  /** Its units in the grammar of pmParseUnitsStr(3); none by default. */
  readonly units?: UnitsText;
  /** Its one-line help text; the agent's help file has it where this is missing. */
  readonly oneline?: string;
  /** Its full help text. */
  readonly help?: string;
  /** Its labels. */
  readonly labels?: PmdaLabels;
}

/** A metric with values of one type, which come out of a sample. */
export interface Row<Sample, Type extends PmTypeName> extends MetricInfo {
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
  ) => PmTypeValue<Type> | undefined;
  /**
   * What `value` says of all instances at once, of those that have a value, in
   * the order of the instances. A fetch that wants them all takes less time so,
   * and less again where a sample gives the same list as the one before, which
   * is not checked again and must not be changed. Where it throws or has none,
   * `value` is asked for each.
   */
  readonly values?: (
    sample: Sample,
  ) => readonly PmValue<PmTypeCode<Type>>[] | undefined;
  /**
   * Takes a value that a client stores (see pmStore(3)); clients can't store
   * into a metric that lacks this.
   *
   * @throws {PmError} PM_ERR_BADSTORE where the value is not acceptable, or
   * any other code. Any other error is logged and answered with PM_ERR_GENERIC.
   */
  store?(
    value: PmTypeValue<Type>,
    instance: Instance,
    context: ClientContext,
  ): void | Promise<void>;
}

/**
 * A row of a table whose values all come out of samples of one kind. The
 * compiler holds `value` against `type`.
 *
 * @example
 * ```ts
 * import type { MetricOf } from "@pmdaetcd/pmda";
 *
 * const greeting: MetricOf<{ name: string }> = {
 *   name: "greeting",
 *   item: 0,
 *   type: "STRING",
 *   sem: "instant",
 *   oneline: "a friendly word",
 *   value: (sample) => `hello ${sample.name}`,
 * };
 * ```
 */
export type MetricOf<Sample> = {
  [Type in PmTypeName]: Row<Sample, Type>;
}[PmTypeName];

/**
 * Where a value comes from if the row's own source fails. It runs only then.
 * Where it fails, too, the more telling error counts: PM_ERR_APPVERSION yields
 * to any other.
 */
export type Otherwise<Samples, Type extends PmTypeName> = {
  [Name in keyof Samples]: OtherwiseFrom<Samples, Name, Type>;
}[keyof Samples];

/** An {@linkcode Otherwise} that names one of the sources. */
export interface OtherwiseFrom<
  Samples,
  Name extends keyof Samples,
  Type extends PmTypeName,
> {
  /** The source. */
  readonly from: Name;
  /** The value for an instance, as in a row. */
  readonly value: Row<Samples[Name], Type>["value"];
}

/** A row that names its source. */
export type MetricFrom<Samples, Name extends keyof Samples> = {
  [Type in PmTypeName]: Row<Samples[Name], Type> & {
    /** The source of its values. */
    readonly from: Name;
    /** Where they come from if that source fails. */
    readonly otherwise?: Otherwise<Samples, Type>;
  };
}[PmTypeName];

/** A row of a cluster that names the source of all its rows. */
export type MetricWithin<Samples, Sample> = {
  [Type in PmTypeName]: Row<Sample, Type> & {
    /** The source is the cluster's. */
    readonly from?: undefined;
    /** Where values come from if that source fails. */
    readonly otherwise?: Otherwise<Samples, Type>;
  };
}[PmTypeName];

/**
 * A row of a table that names its source. The compiler holds `value` against
 * `type` and against the sample of that source.
 *
 * @example
 * ```ts
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
 *   type: "STRING",
 *   sem: "instant",
 *   value: (greeting) => greeting,
 * }, {
 *   name: "year",
 *   item: 1,
 *   from: "clock",
 *   type: "U32",
 *   sem: "instant",
 *   value: (now) => now.getFullYear(),
 *   otherwise: { from: "greeting", value: () => 1970 },
 * }];
 * ```
 */
export type Metric<Samples> = {
  [Name in keyof Samples]: MetricFrom<Samples, Name>;
}[keyof Samples];
