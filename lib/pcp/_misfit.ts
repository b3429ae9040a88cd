import { PM_ERR_CONV, PmError } from "./errors.ts";
import {
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
  type PmType,
} from "./types.ts";

const TYPE_NAMES: Readonly<Record<PmType, string>> = {
  [PM_TYPE_32]: "PM_TYPE_32",
  [PM_TYPE_U32]: "PM_TYPE_U32",
  [PM_TYPE_64]: "PM_TYPE_64",
  [PM_TYPE_U64]: "PM_TYPE_U64",
  [PM_TYPE_FLOAT]: "PM_TYPE_FLOAT",
  [PM_TYPE_DOUBLE]: "PM_TYPE_DOUBLE",
  [PM_TYPE_STRING]: "PM_TYPE_STRING",
  [PM_TYPE_AGGREGATE]: "PM_TYPE_AGGREGATE",
  [PM_TYPE_EVENT]: "PM_TYPE_EVENT",
  [PM_TYPE_HIGHRES_EVENT]: "PM_TYPE_HIGHRES_EVENT",
};

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
    `${where}${typeof value} ${shown} does not fit ${TYPE_NAMES[type]}`,
  );
}
