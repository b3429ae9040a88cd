/**
 * Exchanges of PDUs, recorded between real peers.
 *
 * @module
 */

import { decodeHex } from "@std/encoding/hex";
import { type Pdu, PduSplitter } from "../lib/pcp/mod.ts";

/** A recorded PDU. */
export interface Recorded {
  /** Whether it went from pmcd (or dbpmda) to the agent. */
  readonly toAgent: boolean;
  /** The PDU. */
  readonly pdu: Pdu;
}

/** Makes a PDU of its bytes. */
export function pduOf(bytes: Uint8Array): Pdu {
  const splitter = new PduSplitter();
  splitter.push(bytes);
  const pdu = splitter.next();
  if (pdu === undefined || splitter.pending > 0) {
    throw new Error(`${bytes.length} bytes are not one PDU`);
  }
  return pdu;
}

/** The bytes of a PDU of any type, with a body of 32-bit words. */
export function pduBytes(type: number, ...words: number[]): Uint8Array {
  const bytes = new Uint8Array(12 + 4 * words.length);
  const view = new DataView(bytes.buffer);
  [bytes.length, type, 0, ...words].forEach((word, i) =>
    view.setUint32(4 * i, word)
  );
  return bytes;
}

/** Parses a recording: a PDU a line, in hexadecimal. */
export function parseExchange(text: string): Recorded[] {
  return text.split("\n").filter((line) => /^[<>]/.test(line)).map((line) => ({
    toAgent: line[0] === ">",
    pdu: pduOf(decodeHex(line.slice(2))),
  }));
}
