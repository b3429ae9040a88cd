/**
 * The values that a metric has at /metrics.
 *
 * @module
 */

import {
  PM_IN_NULL,
  type PmTypeCode,
  type PmTypeName,
  type PmTypeValue,
  type PmValue,
} from "../../pcp/mod.ts";
import type { Instance } from "../../pmda/mod.ts";
import type { ExportedValue, Exposition, Series } from "../exposition/mod.ts";
import type { SeriesIndom } from "./series_indom.ts";
import { seriesNamed } from "./series_named.ts";

const NO_LABELS = "";
const SINGLE: readonly Instance[] = [{ inst: PM_IN_NULL, name: "" }];

/**
 * The values of one name at /metrics, by instance. As long as none of them
 * changes, all of them together are not looked for again.
 */
export class SeriesValues<T extends PmTypeName> {
  readonly #name: string;
  readonly #seriesOf: (exposition: Exposition) => Series;
  readonly #convert: (value: ExportedValue) => PmTypeValue<T> | undefined;
  readonly #indom: SeriesIndom | undefined;
  /** What the list was made of. */
  #series: Series | undefined;
  #instances: readonly Instance[] = SINGLE;
  #all: readonly PmValue<PmTypeCode<T>>[] | undefined;

  /** Makes them, without looking for any yet. */
  constructor(
    name: string,
    convert: (value: ExportedValue) => PmTypeValue<T> | undefined,
    indom?: SeriesIndom,
  ) {
    this.#name = name;
    this.#seriesOf = seriesNamed(name);
    this.#convert = convert;
    this.#indom = indom;
  }

  /**
   * A value.
   *
   * @throws {PmError} PM_ERR_APPVERSION where this etcd does not export it,
   * and what the conversion throws.
   */
  get(exposition: Exposition, inst: number): PmTypeValue<T> | undefined {
    return this.#value(this.#seriesOf(exposition), inst);
  }

  /**
   * All values.
   *
   * @throws What the conversion throws.
   */
  all(exposition: Exposition): readonly PmValue<PmTypeCode<T>>[] | undefined {
    const series = exposition.series.get(this.#name);
    if (series === undefined) return undefined;
    const instances = this.#indom?.instances ?? SINGLE;
    if (
      this.#all === undefined || series !== this.#series ||
      instances !== this.#instances
    ) {
      this.#all = instances.flatMap(({ inst }) => {
        const value = this.#value(series, inst);
        return value === undefined ? [] : [{ inst, value }];
      });
      this.#series = series;
      this.#instances = instances;
    }
    return this.#all;
  }

  #value(series: Series, inst: number): PmTypeValue<T> | undefined {
    const key = this.#indom === undefined ? NO_LABELS : this.#indom.keyOf(inst);
    const value = key === undefined ? undefined : series.get(key);
    return value === undefined ? undefined : this.#convert(value);
  }
}
