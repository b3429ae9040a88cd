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
} from "../../pmda/mod.ts";

/** An answer, or why there is none. */
export type Outcome<T> = T | PmError;

/** Waits for an answer without failing. */
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
 * @throws {PmError} Why there is none.
 */
export function answerOf<T>(outcome: Outcome<T>): T {
  if (outcome instanceof PmError) throw outcome;
  return outcome;
}

/**
 * The more telling of two reasons: that this etcd does not have something
 * counts only where the other says the same.
 */
export function worseOf(one: PmError, other: PmError): PmError {
  return one.code === PM_ERR_APPVERSION ? other : one;
}
