import type { PmAtomValue } from "./atom_value.ts";
import { checkEvents } from "./_check_events.ts";
import { fits } from "./_fits.ts";
import { misfit } from "./_misfit.ts";
import { PM_TYPE_EVENT, PM_TYPE_HIGHRES_EVENT, type PmType } from "./types.ts";

/**
 * Makes sure that a value is one of its type, so that none is ever cut to fit.
 * All event records of one value have to fit into EVENT_RECORDS_MAX bytes.
 *
 * @example
 * ```ts
 * import { checkValue, PM_TYPE_U32, PM_TYPE_U64, PmError } from "@pmdaetcd/pcp";
 * import { assertThrows } from "@std/assert";
 *
 * checkValue(PM_TYPE_U64, 18446744073709551615n);
 * assertThrows(() => checkValue(PM_TYPE_U32, -1), PmError, "-1");
 * assertThrows(() => checkValue(PM_TYPE_U64, 7), PmError, "number 7");
 * ```
 *
 * @throws {PmError} PM_ERR_CONV where it is not.
 */
export function checkValue<T extends PmType>(
  type: T,
  value: unknown,
): asserts value is PmAtomValue<T> {
  const plain: PmType = type;
  if (plain === PM_TYPE_EVENT || plain === PM_TYPE_HIGHRES_EVENT) {
    checkEvents(plain, value);
  } else if (!fits(plain, value)) {
    throw misfit(plain, value);
  }
}
