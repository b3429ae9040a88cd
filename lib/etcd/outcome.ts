/**
 * What became of a question: its answer, or why there is none.
 *
 * @module
 */

import {
  errorText,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PmError,
} from "../pmda/mod.ts";

/** An answer, or why there is none. */
export type Outcome<T> = T | PmError;

/**
 * Waits for an answer without failing.
 *
 * @example
 * ```ts
 * import { PM_ERR_AGAIN, PmError } from "@pmdaetcd/pmda";
 * import { outcome } from "./outcome.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await outcome(Promise.resolve(7)), 7);
 * const error = new PmError(PM_ERR_AGAIN, "not now");
 * assertEquals(await outcome(Promise.reject(error)), error);
 * ```
 *
 * @param coming The answer.
 * @returns The answer, or the error. An error of another kind is the cause of
 * one with PM_ERR_AGAIN.
 */
export async function outcome<T>(coming: Promise<T>): Promise<Outcome<T>> {
  try {
    return await coming;
  } catch (error) {
    if (error instanceof PmError) return error;
    const reason = errorText(error);
    return new PmError(PM_ERR_AGAIN, reason, { cause: error });
  }
}

/**
 * The answer that there must be.
 *
 * @example
 * ```ts
 * import { PM_ERR_AGAIN, PmError } from "@pmdaetcd/pmda";
 * import { answerOf } from "./outcome.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(answerOf(7), 7);
 * assertThrows(() => answerOf(new PmError(PM_ERR_AGAIN, "not now")), PmError);
 * ```
 *
 * @param outcome What became of the question.
 * @returns The answer.
 * @throws {PmError} Why there is none.
 */
export function answerOf<T>(outcome: Outcome<T>): T {
  if (outcome instanceof PmError) throw outcome;
  return outcome;
}

/**
 * The more telling of two reasons: that this etcd does not have something
 * counts only where the other says the same.
 *
 * @example
 * ```ts
 * import { PM_ERR_AGAIN, PM_ERR_APPVERSION, PmError } from "@pmdaetcd/pmda";
 * import { worseOf } from "./outcome.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const absent = new PmError(PM_ERR_APPVERSION, "no v2");
 * const silent = new PmError(PM_ERR_AGAIN, "no answer");
 * assertEquals(worseOf(absent, silent), silent);
 * assertEquals(worseOf(silent, absent), silent);
 * ```
 *
 * @param one A reason.
 * @param other Another one.
 * @returns One of them.
 */
export function worseOf(one: PmError, other: PmError): PmError {
  return one.code === PM_ERR_APPVERSION ? other : one;
}
