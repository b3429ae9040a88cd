/**
 * What etcd's errors are to PCP.
 *
 * @module
 */

import {
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_VALUE,
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

/** The PM_ERR code for an error of etcd, undefined for any other. */
export function errorCode(error: unknown): number | undefined {
  return CODES.find(([kind]) => error instanceof kind)?.[1];
}
