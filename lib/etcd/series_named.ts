/**
 * Finds the values of a name at /metrics.
 *
 * @module
 */

import { PM_ERR_APPVERSION, PmError } from "../pmda/mod.ts";
import type { Exposition, Series } from "./exposition.ts";

/**
 * Makes a function that finds the values of a name.
 *
 * @example
 * ```ts
 * import { NO_EXPOSITION } from "./exposition.ts";
 * import { seriesNamed } from "./series_named.ts";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => seriesNamed("up")(NO_EXPOSITION), Error, "export up");
 * ```
 *
 * @param name The name.
 * @returns The function: it gives the values by the text of their labels, and
 * throws PM_ERR_APPVERSION where this etcd does not export them.
 */
export function seriesNamed(name: string): (exposition: Exposition) => Series {
  let absent: PmError | undefined;
  return ({ series }) => {
    const found = series.get(name);
    if (found !== undefined) return found;
    // Made once: the trace of calls in it takes longer than many values.
    throw absent ??= notExported(name);
  };
}

/**
 * Makes the error that stands for values that this etcd does not export.
 *
 * @example
 * ```ts
 * import { notExported } from "./series_named.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(notExported("up").message, "this etcd does not export up");
 * ```
 *
 * @param name Their name at /metrics.
 * @returns PM_ERR_APPVERSION.
 */
export function notExported(name: string): PmError {
  return new PmError(PM_ERR_APPVERSION, `this etcd does not export ${name}`);
}
