/**
 * Requests with something wrong about them.
 *
 * @module
 */

import { concat } from "@std/bytes/concat";
import {
  decodeDesc,
  decodeError,
  decodeIDList,
  decodeInstance,
  decodeLabels,
  decodeNameList,
  decodeResult,
  decodeText,
  type Pdu,
  PDU_DESC,
  PDU_ERROR,
  PDU_INSTANCE,
  PDU_LABEL,
  PDU_PMNS_IDS,
  PDU_PMNS_NAMES,
  PDU_RESULT,
  PDU_TEXT,
} from "../lib/pcp/mod.ts";
import { parseExchange } from "./exchange.ts";
import sample from "./fixtures/pdu/sample.txt" with { type: "text" };
import tutorial from "./fixtures/pdu/tutorial.txt" with { type: "text" };

/** What the agent may answer with, and that it must be decodable. */
const DECODERS = new Map<number, (pdu: Uint8Array) => unknown>([
  [PDU_ERROR, decodeError],
  [PDU_RESULT, decodeResult],
  [PDU_DESC, decodeDesc],
  [PDU_INSTANCE, decodeInstance],
  [PDU_TEXT, decodeText],
  [PDU_LABEL, decodeLabels],
  [PDU_PMNS_IDS, decodeIDList],
  [PDU_PMNS_NAMES, decodeNameList],
]);

/** Throws where a PDU is no answer that an agent may give, or can't be decoded. */
export function checkAnswer({ type, bytes }: Pdu): void {
  const decode = DECODERS.get(type);
  if (decode === undefined) throw new Error(`answer of type ${type}`);
  decode(bytes);
}

/** Requests as they were recorded, turned to another domain. */
export function requests(domain: number): Uint8Array[] {
  return [tutorial, sample].flatMap(parseExchange)
    .filter(({ toAgent }) => toAgent)
    .map(({ pdu }) => {
      const bytes = pdu.bytes.slice();
      const view = new DataView(bytes.buffer);
      for (let at = 12; at + 4 <= bytes.length; at += 4) {
        const word = view.getUint32(at);
        if ([400, 29].includes(word >>> 22)) {
          view.setUint32(at, ((domain << 22) | (word & 0x3fffff)) >>> 0);
        }
      }
      return bytes;
    });
}

/** A request with something wrong about it, or right after all, with a length that is true. */
export function mangle(
  request: Uint8Array,
  next: () => number,
): Uint8Array {
  const below = (limit: number) => Math.floor(next() * limit);
  let bytes = request.slice();
  switch (below(6)) {
    case 0:
      for (let flips = below(8); flips >= 0; flips--) {
        bytes[below(bytes.length)] ^= 1 << below(8);
      }
      break;
    case 1:
      bytes = bytes.slice(0, 12 + below(bytes.length - 11));
      break;
    case 2:
      bytes = concat([bytes, new Uint8Array(below(40)).map(() => below(256))]);
      break;
    case 3:
      bytes = new Uint8Array(12 + below(200)).map(() => below(256));
      new DataView(bytes.buffer).setUint32(4, 0x7000 + below(0x18));
      break;
    case 4: {
      const extreme = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff][below(5)];
      if (bytes.length >= 16) {
        new DataView(bytes.buffer).setUint32(
          12 + 4 * below((bytes.length - 12) >> 2),
          extreme,
        );
      }
      break;
    }
  }
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  return bytes;
}
