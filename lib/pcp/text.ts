/**
 * PDU_TEXT_REQ and PDU_TEXT: the help text of metrics and instance domains.
 * See pmLookupText(3) and pmLookupInDomText(3).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import { PDU_TEXT, PDU_TEXT_REQ } from "./pdu_type.ts";

/** Wants the one-line text. */
export const PM_TEXT_ONELINE = 1;
/** Wants the full text. */
export const PM_TEXT_HELP = 2;
/** The text of a metric. */
export const PM_TEXT_PMID = 4;
/** The text of an instance domain. */
export const PM_TEXT_INDOM = 8;

/** A request for help text. */
export interface TextReq {
  /** The metric or the instance domain. */
  readonly ident: number;
  /** PM_TEXT bits: which text of which kind. */
  readonly type: number;
}

/** Help text. */
export interface Text {
  /** The metric or the instance domain. */
  readonly ident: number;
  /** The text. */
  readonly text: string;
}

/**
 * Encodes a request for help text.
 *
 * @example
 * ```ts
 * import { decodeTextReq, encodeTextReq, PM_TEXT_ONELINE, PM_TEXT_PMID } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const request = { ident: 0x64000000, type: PM_TEXT_PMID | PM_TEXT_ONELINE };
 * assertEquals(decodeTextReq(encodeTextReq(request)), request);
 * ```
 */
export function encodeTextReq(
  request: TextReq,
  from = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_TEXT_REQ, from, 20);
  writer.u32(request.ident);
  writer.u32(request.type);
  return writer.finish();
}

/**
 * Decodes a request for help text.
 *
 * @example
 * ```ts
 * import { decodeTextReq, encodeTextReq } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeTextReq(encodeTextReq({ ident: 7, type: 10 })).type, 10);
 * ```
 *
 * @throws {PduError} Where it is shorter than 20 bytes.
 */
export function decodeTextReq(pdu: Uint8Array): TextReq {
  const reader = new Reader(pdu, 20);
  return { ident: reader.u32(), type: reader.u32() };
}

/**
 * Encodes help text.
 *
 * @example
 * ```ts
 * import { decodeText, encodeText } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { ident: 0x64000000, text: "The member's name." };
 * assertEquals(decodeText(encodeText(answer)), answer);
 * ```
 */
export function encodeText(answer: Text, from = 0): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_TEXT, from, 24 + answer.text.length);
  writer.u32(answer.ident);
  writer.string(answer.text);
  return writer.finish();
}

/**
 * Decodes help text.
 *
 * @example
 * ```ts
 * import { decodeText, encodeText } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeText(encodeText({ ident: 1, text: "é" })).text, "é");
 * ```
 *
 * @throws {PduError} Where it ends within the text.
 */
export function decodeText(pdu: Uint8Array): Text {
  const reader = new Reader(pdu, 20);
  return { ident: reader.u32(), text: reader.string(reader.i32()) };
}
