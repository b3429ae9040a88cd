/**
 * A value that etcd exports at /metrics.
 *
 * @module
 */

const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const BEYOND_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["NaN", NaN],
  ["+Inf", Infinity],
  ["-Inf", -Infinity],
  ["Inf", Infinity],
]);
const DIGITS = /^[0-9]{1,20}$/;

/** A value as written at /metrics. */
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

  /** The value exactly, undefined if it is not an unsigned 64-bit integer. */
  get integer(): bigint | undefined {
    return this.#integer ??= this.#toInteger();
  }

  #toInteger(): bigint | undefined {
    const { text, number } = this;
    if (!Number.isInteger(number) || number < 0) return undefined;
    // Large ones come as 1.234567e+06: then only the number is known.
    const isExact = Number.isSafeInteger(number) || !DIGITS.test(text);
    const integer = BigInt(isExact ? number : text);
    return integer === BigInt.asUintN(64, integer) ? integer : undefined;
  }
}
