/**
 * What etcd answers: JSON objects, read without losing a digit.
 *
 * @module
 */

import { errorText, PM_ERR_AGAIN, PM_ERR_VALUE, PmError } from "../pmda/mod.ts";

/** No 64-bit integer has more digits; longer ones are not worth the time. */
const INTEGER = /^-?[0-9]{1,20}$/;
/** So many digits that a number may round them. */
const MANY_DIGITS = /[0-9]{16}/;
const U64_MAX = (1n << 64n) - 1n;

/**
 * The fields of a JSON object. Integers keep all their digits: JSON's own
 * parser would round those above 2^53, and etcd's counters have 64 bits.
 *
 * @example
 * ```ts
 * import { PmError } from "@pmdaetcd/pmda";
 * import { Payload } from "./payload.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const payload = Payload.parse('{"name":"etcd0","sets":18446744073709551615}');
 * assertEquals(payload.string("name"), "etcd0");
 * assertEquals(payload.u64("sets"), 18446744073709551615n);
 * assertThrows(() => payload.u64("gets"), PmError, "no field gets");
 * ```
 */
export class Payload {
  readonly #fields: ReadonlyMap<string, unknown>;

  private constructor(fields: ReadonlyMap<string, unknown>) {
    this.#fields = fields;
  }

  /**
   * Parses a payload.
   *
   * @param text JSON, an object.
   * @returns The payload.
   * @throws {PmError} PM_ERR_AGAIN where it is none.
   */
  static parse(text: string): Payload {
    let parsed: unknown;
    try {
      // The exact way takes three times as long, and few answers need it.
      parsed = MANY_DIGITS.test(text)
        ? JSON.parse(text, exact)
        : JSON.parse(text);
    } catch (error) {
      const reason = errorText(error);
      throw new PmError(PM_ERR_AGAIN, `answer is no JSON: ${reason}`);
    }
    if (
      typeof parsed !== "object" || parsed === null || Array.isArray(parsed)
    ) {
      throw new PmError(PM_ERR_AGAIN, "answer is no JSON object");
    }
    return new Payload(new Map(Object.entries(parsed)));
  }

  /**
   * A field with text.
   *
   * @param name The field's name.
   * @returns The text.
   * @throws {PmError} PM_ERR_VALUE where there is no such field, PM_ERR_AGAIN
   * where it has no text.
   */
  string(name: string): string {
    const value = this.#field(name);
    if (typeof value !== "string") throw this.#wrong(name, value, "text");
    return value;
  }

  /**
   * A field with an unsigned 64-bit integer.
   *
   * @param name The field's name.
   * @returns The integer.
   * @throws {PmError} PM_ERR_VALUE where there is no such field, PM_ERR_AGAIN
   * where it has no such integer.
   */
  u64(name: string): bigint {
    const value = this.#field(name);
    if (Number.isSafeInteger(value) && Number(value) >= 0) {
      return BigInt(Number(value));
    }
    if (typeof value !== "bigint" || value < 0n || value > U64_MAX) {
      throw this.#wrong(name, value, "an unsigned 64-bit integer");
    }
    return value;
  }

  #field(name: string): unknown {
    const value = this.#fields.get(name);
    if (value === undefined) {
      throw new PmError(PM_ERR_VALUE, `no field ${name} in the answer`);
    }
    return value;
  }

  #wrong(name: string, value: unknown, expected: string): PmError {
    const text = typeof value === "object"
      ? "an object"
      : String(value).slice(0, 40);
    return new PmError(
      PM_ERR_AGAIN,
      `field ${name} is ${text}, not ${expected}`,
    );
  }
}

/** JSON's parser passes the digits as they stand beside the rounded number. */
function exact(
  _name: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  const source = context?.source;
  return typeof value === "number" && source !== undefined &&
      INTEGER.test(source)
    ? BigInt(source)
    : value;
}
