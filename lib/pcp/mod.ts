/**
 * The wire protocol between pmcd and its agents: framing, encoding and
 * decoding of each PDU, and the numbers in them. Pure functions on bytes.
 *
 * @example
 * ```ts
 * import { decodeDescReq, PduSplitter } from "@pmdaetcd/pcp";
 * import { decodeHex } from "@std/encoding/hex";
 * import { assertEquals } from "@std/assert";
 *
 * const splitter = new PduSplitter();
 * splitter.push(decodeHex("00000010000070040000000064000003"));
 * const pdu = splitter.next();
 * assertEquals(pdu && decodeDescReq(pdu.bytes), 0x64000003);
 * ```
 *
 * @module
 */

export * from "./atom_value.ts";
export * from "./attr.ts";
export * from "./check_value.ts";
export * from "./creds.ts";
export * from "./desc.ts";
export * from "./error_pdu.ts";
export * from "./error_text.ts";
export * from "./errors.ts";
export * from "./event.ts";
export * from "./fetch.ts";
export * from "./indom.ts";
export * from "./instance.ts";
export * from "./label.ts";
export * from "./names.ts";
export * from "./pdu.ts";
export * from "./pdu_type.ts";
export * from "./pmid.ts";
export * from "./profile.ts";
export * from "./result.ts";
export * from "./sem_name.ts";
export * from "./text.ts";
export * from "./type_name.ts";
export * from "./types.ts";
export * from "./units.ts";
export * from "./units_str.ts";
export * from "./units_text.ts";
