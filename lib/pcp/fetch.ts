/**
 * PDU_FETCH: the request for the values of metrics. See pmFetch(3).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import { PDU_FETCH } from "./pdu_type.ts";
import type { PmID } from "./pmid.ts";

/**
 * Encodes a fetch.
 *
 * @example
 * ```ts
 * import { decodeFetch, encodeFetch } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeFetch(encodeFetch([1, 2, 3])), [1, 2, 3]);
 * ```
 *
 * @param pmids The metrics, one or more.
 */
export function encodeFetch(
  pmids: readonly PmID[],
  from = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_FETCH, from, 28 + 4 * pmids.length);
  writer.u32(from);
  writer.u32(0);
  writer.u32(0);
  writer.u32(pmids.length);
  for (const pmid of pmids) writer.u32(pmid);
  return writer.finish();
}

/**
 * Decodes a fetch. The context and the time in it have no use to an agent:
 * pmcd has sent the profile that belongs to it before.
 *
 * @example
 * ```ts
 * import { decodeFetch, encodeFetch } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeFetch(encodeFetch([0x64000000])), [0x64000000]);
 * ```
 *
 * @throws {PduError} Where their number is 0 or less, or does not match the length.
 */
export function decodeFetch(pdu: Uint8Array): PmID[] {
  const reader = new Reader(pdu, 32);
  reader.skip(12);
  const count = reader.i32();
  if (count <= 0 || reader.left !== count * 4) {
    throw reader.error(`invalid count: ${count} pmIDs`);
  }
  const pmids = new Array<PmID>(count);
  for (let i = 0; i < count; i++) pmids[i] = reader.u32();
  return pmids;
}
