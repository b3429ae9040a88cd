/**
 * Finds the values of a name at /metrics.
 *
 * @module
 */

import { PM_ERR_APPVERSION, PmError } from "../../pmda/mod.ts";
import type { Exposition, Series } from "../exposition/mod.ts";

/** Makes a function that finds the values of a name. */
export function seriesNamed(name: string): (exposition: Exposition) => Series {
  let absent: PmError | undefined;
  return ({ series }) => {
    const found = series.get(name);
    if (found !== undefined) return found;
    // Made once: the trace of calls in it takes longer than many values.
    throw absent ??= notExported(name);
  };
}

/** Makes the error for values that this etcd does not export. */
export function notExported(name: string): PmError {
  return new PmError(PM_ERR_APPVERSION, `this etcd does not export ${name}`);
}
