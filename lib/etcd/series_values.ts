/**
 * The values that a metric has at /metrics.
 *
 * @module
 */

import {
  type Instance,
  PM_ERR_APPVERSION,
  PM_IN_NULL,
  PmError,
} from "../pmda/mod.ts";
import type { ExportedValue } from "./exported_value.ts";
import type { Exposition, Series } from "./exposition.ts";
import type { SeriesIndom } from "./series_indom.ts";

const NO_LABELS = "";
const SINGLE: readonly Instance[] = [{ inst: PM_IN_NULL, name: "" }];

/**
 * The values of one name at /metrics, by instance. As long as none of them
 * changes, they are not looked for again.
 *
 * @example
 * ```ts
 * import { PM_IN_NULL } from "@pmdaetcd/pmda";
 * import { MetricsParser } from "./metrics_parser.ts";
 * import { SeriesValues } from "./series_values.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const parser = new MetricsParser();
 * parser.push(new TextEncoder().encode("up 1\n"));
 * const values = new SeriesValues("up");
 * assertEquals(values.get(parser.end(), PM_IN_NULL)?.number, 1);
 * ```
 */
export class SeriesValues {
  readonly #name: string;
  readonly #indom: SeriesIndom | undefined;
  #absent: PmError | undefined;
  #series: Series | undefined;
  #instances: readonly Instance[] = SINGLE;
  #values: ReadonlyMap<number, ExportedValue> = new Map();

  /**
   * Makes them, without looking for any yet.
   *
   * @param name The name that the values have at /metrics.
   * @param indom The instances; without them there is one value, without labels.
   */
  constructor(name: string, indom?: SeriesIndom) {
    this.#name = name;
    this.#indom = indom;
  }

  /**
   * A value.
   *
   * @param exposition What etcd exports.
   * @param inst The instance's number, PM_IN_NULL of the only value.
   * @returns The value, undefined where the instance has none.
   * @throws {PmError} As {@linkcode all}.
   */
  get(exposition: Exposition, inst: number): ExportedValue | undefined {
    const series = this.all(exposition);
    const instances = this.#indom?.instances ?? SINGLE;
    if (series !== this.#series || instances !== this.#instances) {
      this.#take(series, instances);
    }
    return this.#values.get(inst);
  }

  /**
   * All values.
   *
   * @param exposition What etcd exports.
   * @returns The values by the text of their labels.
   * @throws {PmError} PM_ERR_APPVERSION where this etcd does not export them.
   */
  all(exposition: Exposition): Series {
    const series = exposition.series.get(this.#name);
    if (series !== undefined) return series;
    // Made once: the trace of calls in it takes longer than many values.
    throw this.#absent ??= new PmError(
      PM_ERR_APPVERSION,
      `this etcd does not export ${this.#name}`,
    );
  }

  #take(series: Series, instances: readonly Instance[]): void {
    const values = new Map<number, ExportedValue>();
    for (const { inst } of instances) {
      const key = this.#indom === undefined
        ? NO_LABELS
        : this.#indom.keyOf(inst);
      const value = key === undefined ? undefined : series.get(key);
      if (value !== undefined) values.set(inst, value);
    }
    this.#values = values;
    this.#series = series;
    this.#instances = instances;
  }
}
