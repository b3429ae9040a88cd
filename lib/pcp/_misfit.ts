import { PM_ERR_CONV, PmError } from "./errors.ts";
import { pmTypeStr } from "./type_name.ts";
import type { PmType } from "./types.ts";

/**
 * The error for a value that its type does not have.
 *
 * @param where Which part of a larger value it is, with ": " behind it.
 */
export function misfit(type: PmType, value: unknown, where = ""): PmError {
  const text = String(value);
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return new PmError(
    PM_ERR_CONV,
    `${where}${typeof value} ${shown} does not fit type ${pmTypeStr(type)}`,
  );
}
