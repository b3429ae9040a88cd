/**
 * Numbers of /metrics as values of PCP's types.
 *
 * @module
 */

import { PM_ERR_CONV } from "../../pcp/mod.ts";
import { PmError } from "../../pmda/mod.ts";
import type { ExportedValue } from "../exposition/mod.ts";

const U32_MAX = 2 ** 32 - 1;

/** A number with fractions; NaN is no value. */
export function double({ number }: ExportedValue): number | undefined {
  return Number.isNaN(number) ? undefined : number;
}

/**
 * An unsigned 64-bit integer; NaN is no value.
 *
 * @throws {PmError} PM_ERR_CONV where it is another number.
 */
export function unsigned(
  name: string,
  value: ExportedValue,
): bigint | undefined {
  const { integer, number, text } = value;
  if (integer === undefined && !Number.isNaN(number)) {
    throw new PmError(
      PM_ERR_CONV,
      `${name} ${text} is not an unsigned integer`,
    );
  }
  return integer;
}

/**
 * An unsigned 32-bit integer; NaN is no value.
 *
 * @throws {PmError} PM_ERR_CONV where it is another number.
 */
export function unsigned32(
  name: string,
  value: ExportedValue,
): number | undefined {
  const integer = unsigned(name, value);
  if (integer === undefined) return undefined;
  if (integer <= U32_MAX) return Number(integer);
  throw new PmError(
    PM_ERR_CONV,
    `${name} ${value.text} is not an unsigned 32-bit integer`,
  );
}
