/**
 * A value that etcd exports at /metrics.
 *
 * @module
 */

import { PM_ERR_CONV, PmError } from "../../pmda/mod.ts";

const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const BEYOND_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["NaN", NaN],
  ["+Inf", Infinity],
  ["-Inf", -Infinity],
  ["Inf", Infinity],
]);
const DIGITS = /^[0-9]{1,20}$/;

/** A value as it stands at /metrics. */
export class ExportedValue {
  /** The text. */
  readonly text: string;
  /** The nearest floating point number; NaN where etcd says NaN. */
  readonly number: number;
  #integer: bigint | undefined;

  private constructor(text: string, number: number) {
    this.text = text;
    this.number = number;
  }

  /** Parses a value. */
  static parse(text: string): ExportedValue | undefined {
    const number = NUMBER.test(text) ? Number(text) : Infinity;
    if (Number.isFinite(number)) return new ExportedValue(text, number);
    const beyond = BEYOND_NUMBERS.get(text);
    return beyond === undefined ? undefined : new ExportedValue(text, beyond);
  }

  /** The value exactly, undefined where it is no unsigned 64-bit integer. */
  get integer(): bigint | undefined {
    return this.#integer ??= this.#toInteger();
  }

  #toInteger(): bigint | undefined {
    const { text, number } = this;
    if (!Number.isInteger(number) || number < 0) return undefined;
    // Large ones come as 1.234567e+06: then there is no more than the number.
    const isExact = Number.isSafeInteger(number) || !DIGITS.test(text);
    const integer = BigInt(isExact ? number : text);
    return integer === BigInt.asUintN(64, integer) ? integer : undefined;
  }
}

/**
 * A value of a metric that has unsigned 64-bit integers.
 *
 * @throws {PmError} PM_ERR_CONV where the value is another number.
 */
export function unsigned(
  name: string,
  value: ExportedValue | undefined,
): bigint | undefined {
  if (value === undefined) return undefined;
  const { integer, number, text } = value;
  if (integer === undefined && !Number.isNaN(number)) {
    throw new PmError(PM_ERR_CONV, `${name} ${text} is no unsigned integer`);
  }
  return integer;
}
