/**
 * Rows of metric tables, made of families.
 *
 * @module
 */

import type { PmTypeName, PmTypeValue } from "../../pcp/mod.ts";
import { type MetricOf, PM_ERR_AGAIN, PmError } from "../../pmda/mod.ts";
import type { MetricInfo, Row } from "../../pmda/metric.ts";
import {
  type ExportedValue,
  type Exposition,
  isUtf8,
  parseLabels,
  type Series,
} from "../exposition/mod.ts";
import { double, unsigned, unsigned32 } from "./conversions.ts";
import type { Family, FamilyMetric } from "./family.ts";
import type { SeriesIndom } from "./series_indom.ts";
import { seriesNamed } from "./series_named.ts";
import { SeriesValues } from "./series_values.ts";

/** The row of one of a family's metrics. */
export function familyRow(
  family: Family,
  metric: FamilyMetric,
  item: number,
  indom?: SeriesIndom,
): MetricOf<Exposition> {
  const { name, series, sem, units, role } = metric;
  const info = {
    name,
    item,
    sem,
    units,
    indom,
    oneline: role === "" ? family.oneline : `${family.oneline}: ${role}`,
    help: family.help,
  };
  const values = <T extends PmTypeName>(
    type: T,
    convert: (value: ExportedValue) => PmTypeValue<T> | undefined,
  ) => valuesRow({ ...info, type }, new SeriesValues(series, convert, indom));
  switch (metric.type) {
    case "STRING": {
      const seriesOf = seriesNamed(series);
      return {
        ...info,
        type: "STRING",
        value: (exposition) => carried(seriesOf(exposition), family.carries),
      };
    }
    case "U32":
      return values("U32", (value) => unsigned32(series, value));
    case "U64":
      return values("U64", (value) => unsigned(series, value));
    case "DOUBLE":
      return values("DOUBLE", double);
  }
}

function valuesRow<T extends PmTypeName>(
  info: MetricInfo & { readonly type: T },
  values: SeriesValues<T>,
): Row<Exposition, T> {
  return {
    ...info,
    value: (exposition, { inst }) => values.get(exposition, inst),
    values: (exposition) => values.all(exposition),
  };
}

/**
 * The value of the label that carries a family's information.
 *
 * @throws {PmError} PM_ERR_AGAIN if it is not UTF-8.
 */
function carried(series: Series, label?: string): string | undefined {
  for (const [labels, value] of series) {
    if (value.number === 0) continue;
    const pair = parseLabels(labels).find(([name]) => name === label);
    if (pair === undefined) continue;
    if (isUtf8(pair[1])) return pair[1];
    throw new PmError(PM_ERR_AGAIN, `the label ${label} is not UTF-8`);
  }
  return undefined;
}
