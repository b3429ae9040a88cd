/**
 * PDU_CREDS: the credentials that an agent and pmcd send each other first,
 * the agent before pmcd. See p_creds.c in libpcp.
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import { PDU_CREDS } from "./pdu_type.ts";

/** The version of the protocol between pmcd and agents. */
export const PDU_VERSION = 2;
/** Feature: wants the attributes of clients (user, group, process). */
export const PDU_FLAG_AUTH = 1 << 2;
/** Feature: wants the names of clients' containers. */
export const PDU_FLAG_CONTAINER = 1 << 6;

const CVERSION = 1;
const LIMIT_CREDS = 1024;

/** What a side says about itself. */
export interface Creds {
  /** The protocol version; 0 where the PDU names none. */
  readonly version: number;
  /** PDU_FLAG bits. */
  readonly flags: number;
}

/**
 * Encodes credentials.
 *
 * @example
 * ```ts
 * import { decodeCreds, encodeCreds, PDU_FLAG_AUTH, PDU_VERSION } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const creds = { version: PDU_VERSION, flags: PDU_FLAG_AUTH };
 * assertEquals(decodeCreds(encodeCreds(creds, 4711)), creds);
 * ```
 *
 * @param from The sender's process id.
 */
export function encodeCreds(
  creds: Creds,
  from: number,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_CREDS, from, 20);
  writer.u32(1);
  writer.u8(CVERSION);
  writer.u8(creds.version);
  writer.u16(creds.flags);
  return writer.finish();
}

/**
 * Decodes credentials. Of several version
 * elements the last one counts.
 *
 * @example
 * ```ts
 * import { decodeCreds, encodeCreds } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const creds = { version: 2, flags: 0 };
 * assertEquals(decodeCreds(encodeCreds(creds, 1)), creds);
 * ```
 *
 * @throws {PduError} Where the number of elements does not fit its length.
 */
export function decodeCreds(pdu: Uint8Array): Creds {
  const reader = new Reader(pdu, 16);
  const count = reader.i32();
  if (count < 0 || count > LIMIT_CREDS || reader.left !== count * 4) {
    throw reader.error(`invalid count: ${count} credentials`);
  }
  let creds: Creds = { version: 0, flags: 0 };
  for (let i = 0; i < count; i++) {
    const element = reader.u32();
    if (element >>> 24 === CVERSION) {
      creds = { version: (element >>> 16) & 0xff, flags: element & 0xffff };
    }
  }
  return creds;
}
