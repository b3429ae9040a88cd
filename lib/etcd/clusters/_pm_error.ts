/**
 * What etcd's errors are to PCP.
 *
 * @module
 */

import {
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_VALUE,
  PmError,
} from "../../pmda/mod.ts";
import {
  AbsentError,
  BadAnswerError,
  MissingFieldError,
  RefusedError,
  UnreachableError,
} from "../api/mod.ts";

const CODES = [
  [UnreachableError, PM_ERR_AGAIN],
  [BadAnswerError, PM_ERR_AGAIN],
  [RefusedError, PM_ERR_AGAIN],
  [AbsentError, PM_ERR_APPVERSION],
  [MissingFieldError, PM_ERR_VALUE],
] as const;

/** The error with a PM_ERR code for an error of etcd; any other stays as it is. */
export function pmErrorOf(error: unknown): unknown {
  for (const [kind, code] of CODES) {
    if (error instanceof kind) {
      return new PmError(code, error.message, { cause: error });
    }
  }
  return error;
}
