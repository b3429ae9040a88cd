/**
 * What etcd exports at /metrics, parsed.
 *
 * @module
 */

import type { ExportedValue } from "./exported_value.ts";
import type { FamilyType, Line } from "./exposition_line.ts";

/** The values of one name, by the text of their labels (`a="1",b="2"`). */
export type Series = ReadonlyMap<string, ExportedValue>;

/**
 * All that one answer has. One that differs from the one before it in values
 * alone shares with it the lines, types and helps, and the series in which
 * nothing has changed.
 */
export interface Exposition {
  /** The types of families. */
  readonly types: ReadonlyMap<string, FamilyType>;
  /** The descriptions of families. */
  readonly helps: ReadonlyMap<string, string>;
  /** The values by name: of a histogram, `_bucket`, `_sum` and `_count`. */
  readonly series: ReadonlyMap<string, Series>;
  /**
   * Its lines; none where it has more of them than any etcd, or a duplicate series,
   * so that the next one has to be read without them.
   */
  readonly lines: readonly Line[];
  /** The values of the lines; undefined of those that have none. */
  readonly values: readonly (ExportedValue | undefined)[];
  /** How many lines have been passed over: no sense in them, or too many. */
  readonly skipped: number;
}

/** The exposition of an etcd that has not said anything yet. */
export const NO_EXPOSITION: Exposition = {
  types: new Map(),
  helps: new Map(),
  series: new Map(),
  lines: [],
  values: [],
  skipped: 0,
};
