/**
 * PCP's error codes, as in `pmapi.h`, and the error that carries one.
 * PMAPI(3) explains each.
 *
 * @module
 */

/** An error that has been reported already. */
export const PM_ERR_GENERIC: number = -12345;
/** There is no help text. */
export const PM_ERR_TEXT: number = -12349;
/** The monitored application, as it is installed or set up, does not have this metric. */
export const PM_ERR_APPVERSION: number = -12350;
/** The value is missing. */
export const PM_ERR_VALUE: number = -12351;
/** No such name in the name space. */
export const PM_ERR_NAME: number = -12357;
/** No such metric. */
export const PM_ERR_PMID: number = -12358;
/** No such instance domain. */
export const PM_ERR_INDOM: number = -12359;
/** No such instance. */
export const PM_ERR_INST: number = -12360;
/** The value does not fit the type it has to be converted to. */
export const PM_ERR_CONV: number = -12362;
/** A PDU that does not follow the protocol. */
export const PM_ERR_IPC: number = -12366;
/** The connection has ended. */
export const PM_ERR_EOF: number = -12368;
/** The operation, a store above all, is not allowed. */
export const PM_ERR_PERMISSION: number = -12387;
/** No value at the moment; a later try may have one. */
export const PM_ERR_AGAIN: number = -12389;
/** Not connected: sent to an agent when a client context ends. */
export const PM_ERR_NOTCONN: number = -12391;
/** Unknown or unsuitable type. */
export const PM_ERR_TYPE: number = -12397;
/** A value that the metric does not accept. */
export const PM_ERR_BADSTORE: number = -12400;
/** The agent has become ready to answer. */
export const PM_ERR_PMDAREADY: number = -13393;
/** The agent is not ready to answer yet. */
export const PM_ERR_PMDANOTREADY: number = -13394;
/** Not implemented. */
export const PM_ERR_NYI: number = -21344;

const TEXTS: ReadonlyMap<number, readonly [name: string, text: string]> =
  new Map([
    [PM_ERR_GENERIC, ["PM_ERR_GENERIC", "reported before"]],
    [PM_ERR_TEXT, ["PM_ERR_TEXT", "no help text"]],
    [PM_ERR_APPVERSION, ["PM_ERR_APPVERSION", "the application lacks it"]],
    [PM_ERR_VALUE, ["PM_ERR_VALUE", "value missing"]],
    [PM_ERR_NAME, ["PM_ERR_NAME", "no such name"]],
    [PM_ERR_PMID, ["PM_ERR_PMID", "no such metric"]],
    [PM_ERR_INDOM, ["PM_ERR_INDOM", "no such instance domain"]],
    [PM_ERR_INST, ["PM_ERR_INST", "no such instance"]],
    [PM_ERR_CONV, ["PM_ERR_CONV", "value does not fit its type"]],
    [PM_ERR_IPC, ["PM_ERR_IPC", "PDU breaks the protocol"]],
    [PM_ERR_EOF, ["PM_ERR_EOF", "connection ended"]],
    [PM_ERR_PERMISSION, ["PM_ERR_PERMISSION", "not allowed"]],
    [PM_ERR_AGAIN, ["PM_ERR_AGAIN", "no value at the moment"]],
    [PM_ERR_NOTCONN, ["PM_ERR_NOTCONN", "not connected"]],
    [PM_ERR_TYPE, ["PM_ERR_TYPE", "unsuitable type"]],
    [PM_ERR_BADSTORE, ["PM_ERR_BADSTORE", "value not accepted"]],
    [PM_ERR_PMDAREADY, ["PM_ERR_PMDAREADY", "agent ready"]],
    [PM_ERR_PMDANOTREADY, ["PM_ERR_PMDANOTREADY", "agent not ready yet"]],
    [PM_ERR_NYI, ["PM_ERR_NYI", "not implemented"]],
  ]);

/**
 * Names an error code and says what it means.
 *
 * @example
 * ```ts
 * import { PM_ERR_AGAIN, pmErrStr } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmErrStr(PM_ERR_AGAIN), "PM_ERR_AGAIN (no value at the moment)");
 * assertEquals(pmErrStr(-2), "error code -2");
 * ```
 *
 * @param code A PM_ERR code, or an operating system's error number, negated.
 */
export function pmErrStr(code: number): string {
  const known = TEXTS.get(code);
  return known === undefined
    ? `error code ${code}`
    : `${known[0]} (${known[1]})`;
}

/**
 * A failure that PCP has a code for. Thrown while an agent answers a request,
 * it becomes the answer.
 *
 * @example
 * ```ts
 * import { PM_ERR_INST, PmError } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new PmError(PM_ERR_INST, "no instance 7 in 400.0");
 * assertEquals(error.code, -12360);
 * assertEquals(error.message, "no instance 7 in 400.0");
 * ```
 */
export class PmError extends Error {
  /** "PmError". */
  override name = "PmError";
  /** One of the PM_ERR codes: negative. */
  readonly code: number;

  /**
   * Makes the error.
   *
   * @param code One of the PM_ERR codes; what is no negative integer can't be
   * an error, and becomes PM_ERR_GENERIC.
   */
  constructor(code: number, message?: string, options?: ErrorOptions) {
    super(message ?? pmErrStr(code), options);
    this.code = Number.isInteger(code) && code < 0 ? code : PM_ERR_GENERIC;
  }
}

/**
 * A PDU that does not follow the protocol. Its {@linkcode PmError.code} is
 * {@linkcode PM_ERR_IPC}.
 *
 * @example
 * ```ts
 * import { decodeFetch, PduError } from "@pmdaetcd/pcp";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => decodeFetch(new Uint8Array(12)), PduError, "of 12 bytes");
 * ```
 */
export class PduError extends PmError {
  /** "PduError". */
  override name = "PduError";

  /** Makes the error. */
  constructor(message: string) {
    super(PM_ERR_IPC, message);
  }
}
