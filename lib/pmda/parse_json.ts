/**
 * JSON whose 64-bit integers keep all their digits.
 *
 * @module
 */

import { errorText } from "../pcp/mod.ts";

/** No 64-bit integer has more digits. */
const INTEGER = /^-?[0-9]{1,20}$/;
/** So many digits that a number may round them. */
const MANY_DIGITS = /[0-9]{16}/;

/**
 * A text that is not JSON. Its message says what is wrong and where; its cause
 * is the error of JSON.parse.
 *
 * @example
 * ```ts
 * import { parseJson } from "@pmdaetcd/pmda";
 * import { JsonError } from "@pmdaetcd/pmda/testing";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => parseJson('{"sets": }'), JsonError, "Unexpected token");
 * ```
 */
export class JsonError extends Error {
  /** "JsonError". */
  override name = "JsonError";
}

/**
 * Parses JSON as JSON.parse does, but for integers that a number would round,
 * those beyond 2⁵³: they are bigints. Integers of more than 20 digits, which
 * have more than 64 bits, and numbers with a fraction or an exponent are rounded.
 *
 * @example
 * ```ts
 * import { parseJson } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const text = '{"reads": 7, "bytes": 18446744073709551615}';
 * assertEquals(parseJson(text), { reads: 7, bytes: 18446744073709551615n });
 * ```
 *
 * @throws {JsonError} Where the text is not JSON.
 */
export function parseJson(text: string): unknown {
  try {
    // The exact way takes three times as long, and few texts need it.
    return MANY_DIGITS.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
  } catch (error) {
    throw new JsonError(errorText(error), { cause: error });
  }
}

/** JSON's parser passes the digits as they stand beside the rounded number. */
function exact(
  _name: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  const source = context?.source;
  return typeof value === "number" && !Number.isSafeInteger(value) &&
      source !== undefined && INTEGER.test(source)
    ? BigInt(source)
    : value;
}
