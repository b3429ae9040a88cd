/**
 * Feeds PDUs to an agent: what dbpmda can't send.
 *
 * @module
 */

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
  PDU_ATTR,
  PDU_DESC,
  PDU_ERROR,
  PDU_HEADER_SIZE,
  PDU_INSTANCE,
  PDU_LABEL,
  PDU_PMNS_IDS,
  PDU_PMNS_NAMES,
  PDU_PROFILE,
  PDU_RESULT,
  PDU_TEXT,
  pduTypeStr,
  PM_IN_NULL,
  PM_TYPE_32,
  pmErrStr,
  type PmID,
  pmIDStr,
  type PmValueSet,
} from "../../lib/pcp/mod.ts";
import { encodeHex } from "@std/encoding/hex";
import { pduOf } from "../exchange.ts";
import type { Agent } from "./agent.ts";
import type { Exchange } from "./alike.ts";

/** A type that no PDU has. */
export const PDU_UNKNOWN = 0x70ff;

/** What has no answer. */
const SILENT: readonly number[] = [PDU_PROFILE, PDU_ATTR, PDU_UNKNOWN];

/** Requests that count as one, with their name. */
export type Step = readonly [name: string, ...pdus: Uint8Array[]];

/**
 * Asks an agent.
 *
 * @param agent The agent.
 * @param steps What it is asked.
 * @param times The metrics whose values are times, which differ from run to run.
 * @returns What it answers, the answers to one step together.
 */
export async function exchange(
  agent: Agent,
  steps: readonly Step[],
  times: readonly PmID[] = [],
): Promise<Exchange[]> {
  const found: Exchange[] = [];
  for (const [request, ...pdus] of steps) {
    const answers: string[] = [];
    for (const pdu of pdus) {
      await agent.send(pdu);
      if (SILENT.includes(pduOf(pdu).type)) continue;
      answers.push(describe(await agent.next(), times));
    }
    found.push({ request, answer: answers.join("\n    ") });
  }
  return found;
}

/** An answer in words, and its body in hexadecimal where words may hide something. */
function describe(pdu: Pdu, times: readonly PmID[]): string {
  const { type, bytes } = pdu;
  const name = pduTypeStr(type);
  switch (type) {
    case PDU_ERROR: {
      const code = decodeError(bytes);
      return code === 0 ? "done" : pmErrStr(code);
    }
    case PDU_RESULT:
      return decodeResult(bytes).map((set) => valueSet(set, times)).join("; ");
    case PDU_TEXT: {
      // The identifier before the text is a matter of its own.
      const body = encodeHex(bytes.subarray(PDU_HEADER_SIZE + 4));
      return `${name} ${JSON.stringify(decodeText(bytes).text)} ${body}`;
    }
    default: {
      const body = encodeHex(bytes.subarray(PDU_HEADER_SIZE));
      return `${name} ${content(pdu)} ${body}`;
    }
  }
}

/** A metric with its values, or why it has none. */
function valueSet(set: PmValueSet, times: readonly PmID[]): string {
  const pmid = pmIDStr(set.pmid);
  if ("error" in set) return `${pmid} ${pmErrStr(set.error)}`;
  const values = set.values.map(({ inst, value }) => {
    const shown = times.includes(set.pmid) ? "TIME" : `${value}`;
    return inst === PM_IN_NULL ? shown : `[${inst}]=${shown}`;
  });
  const type = set.type === PM_TYPE_32 ? "" : ` type ${set.type}`;
  return `${pmid}${type}: ${values.join(" ") || "nothing"}`;
}

function content({ type, bytes }: Pdu): string {
  switch (type) {
    case PDU_DESC:
      return JSON.stringify(decodeDesc(bytes));
    case PDU_INSTANCE:
      return JSON.stringify(decodeInstance(bytes));
    case PDU_LABEL:
      return JSON.stringify(decodeLabels(bytes));
    case PDU_PMNS_IDS:
      return JSON.stringify(decodeIDList(bytes));
    case PDU_PMNS_NAMES:
      return JSON.stringify(decodeNameList(bytes));
    default:
      return "";
  }
}
