/**
 * What an error of any kind says, in one line of a log.
 *
 * @module
 */

/**
 * The message of whatever has been thrown. Never throws itself.
 *
 * @example
 * ```ts
 * import { errorText } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(errorText(new Error("no way")), "no way");
 * assertEquals(errorText(Symbol("odd")), "Symbol(odd)");
 * assertEquals(errorText(Object.create(null)), "an object without a text");
 * ```
 */
export function errorText(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "an object without a text";
  }
}
