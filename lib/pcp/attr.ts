/**
 * PDU_ATTR: an attribute of a client's connection, which pmcd sends to agents
 * whose credentials ask for it. See pmdaattribute(3).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import { PDU_ATTR } from "./pdu_type.ts";

/** The client's user name. */
export const PCP_ATTR_USERNAME = 5;
/** The client's numeric user id. */
export const PCP_ATTR_USERID = 11;
/** The client's numeric group id. */
export const PCP_ATTR_GROUPID = 12;
/** The client's process id. */
export const PCP_ATTR_PROCESSID = 14;
/** The name of the client's container. */
export const PCP_ATTR_CONTAINER = 15;

/** Bytes that a value has at most. */
const LIMIT_ATTR_PDU = 4096;

/** An attribute of a client's connection. */
export interface Attr {
  /** Which one: a PCP_ATTR code. */
  readonly attr: number;
  /** Its value, numbers as digits. */
  readonly value: string;
}

/**
 * Encodes an attribute.
 *
 * @example
 * ```ts
 * import { decodeAttr, encodeAttr, PCP_ATTR_USERNAME } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const attribute = { attr: PCP_ATTR_USERNAME, value: "root" };
 * assertEquals(decodeAttr(encodeAttr(attribute)), attribute);
 * ```
 */
export function encodeAttr(attribute: Attr, from = 0): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_ATTR, from);
  writer.u32(attribute.attr);
  writer.bytes(new TextEncoder().encode(attribute.value + "\0"));
  return writer.finish();
}

/**
 * Decodes an attribute.
 *
 * @example
 * ```ts
 * import { decodeAttr, encodeAttr, PCP_ATTR_USERID } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const pdu = encodeAttr({ attr: PCP_ATTR_USERID, value: "0" });
 * assertEquals(decodeAttr(pdu).value, "0");
 * ```
 *
 * @throws {PduError} Where it has no code, or a value of 4096 bytes or more.
 */
export function decodeAttr(pdu: Uint8Array): Attr {
  const reader = new Reader(pdu, 16);
  const attr = reader.u32();
  if (reader.left >= LIMIT_ATTR_PDU) {
    throw reader.error(`value is too long: ${reader.left} bytes`);
  }
  return { attr, value: reader.string(reader.left) };
}
