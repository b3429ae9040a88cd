/**
 * A value that etcd exports at /metrics.
 *
 * @module
 */

const BEYOND_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["NaN", NaN],
  ["+Inf", Infinity],
  ["-Inf", -Infinity],
  ["Inf", Infinity],
]);
const DIGITS = /^[0-9]{1,20}$/;

/**
 * A value as it stands at /metrics. What it is as a number is found out once.
 *
 * @example
 * ```ts
 * import { ExportedValue } from "./exported_value.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const large = ExportedValue.parse("18446744073709551615");
 * assertEquals(large?.integer, 18446744073709551615n);
 * assertEquals(ExportedValue.parse("1.5e+06")?.integer, 1500000n);
 * assertEquals(ExportedValue.parse("+Inf")?.number, Infinity);
 * assertEquals(ExportedValue.parse("many"), undefined);
 * ```
 */
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

  /**
   * Parses a value.
   *
   * @param text Its text.
   * @returns The value, undefined where the text is none.
   */
  static parse(text: string): ExportedValue | undefined {
    const number = text === "" ? NaN : Number(text);
    if (!Number.isNaN(number)) return new ExportedValue(text, number);
    const beyond = BEYOND_NUMBERS.get(text);
    return beyond === undefined ? undefined : new ExportedValue(text, beyond);
  }

  /** The value exactly, undefined where it is no unsigned 64-bit integer. */
  get integer(): bigint | undefined {
    return this.#integer ??= this.#toInteger();
  }

  /** Large integers come as 1.234567e+06. */
  #toInteger(): bigint | undefined {
    const { text, number } = this;
    if (!Number.isInteger(number) || number < 0) return undefined;
    const exact = Number.isSafeInteger(number) || !DIGITS.test(text);
    const integer = BigInt(exact ? number : text);
    return integer === BigInt.asUintN(64, integer) ? integer : undefined;
  }
}
