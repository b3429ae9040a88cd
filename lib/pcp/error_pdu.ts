/**
 * PDU_ERROR: the outcome of a request that failed, the answer to a store, and
 * from pmcd the end of a client context (PM_ERR_NOTCONN). See pmdaSendError(3).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import { PDU_ERROR } from "./pdu_type.ts";

/**
 * Encodes an error.
 *
 * @example
 * ```ts
 * import { decodeError, encodeError, PM_ERR_PMID } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeError(encodeError(PM_ERR_PMID)), PM_ERR_PMID);
 * ```
 *
 * @param code A PM_ERR code; 0 for a success.
 */
export function encodeError(code: number, from = 0): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_ERROR, from, 16);
  writer.u32(code);
  return writer.finish();
}

/**
 * Decodes an error.
 *
 * @example
 * ```ts
 * import { decodeError, encodeError, PM_ERR_NOTCONN } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeError(encodeError(PM_ERR_NOTCONN, 3)), PM_ERR_NOTCONN);
 * ```
 *
 * @param pdu The PDU; its extended form has four bytes more, which an agent has no use for.
 * @returns A PM_ERR code; 0 for a success.
 * @throws {PduError} Where its length is neither of the two.
 */
export function decodeError(pdu: Uint8Array): number {
  const reader = new Reader(pdu, 16, 20);
  if (reader.length !== 16 && reader.length !== 20) {
    throw reader.error("expected 16 or 20 bytes");
  }
  return reader.i32();
}
