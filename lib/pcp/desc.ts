/**
 * PDU_DESC_REQ and PDU_DESC: the descriptors of metrics. See pmLookupDesc(3).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import type { PmInDom } from "./indom.ts";
import { PDU_DESC, PDU_DESC_REQ } from "./pdu_type.ts";
import type { PmID } from "./pmid.ts";
import { packUnits, type PmUnits, unpackUnits } from "./units.ts";

/** What a client has to know of a metric to make sense of its values. */
export interface PmDesc {
  /** The metric. */
  readonly pmid: PmID;
  /** One of the PM_TYPE codes. */
  readonly type: number;
  /** The instance domain, PM_INDOM_NULL for a single value. */
  readonly indom: PmInDom;
  /** One of the PM_SEM codes. */
  readonly sem: number;
  /** The units. */
  readonly units: PmUnits;
}

/**
 * Encodes the request for a descriptor.
 *
 * @example
 * ```ts
 * import { decodeDescReq, encodeDescReq } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeDescReq(encodeDescReq(0x64000402)), 0x64000402);
 * ```
 */
export function encodeDescReq(pmid: PmID, from = 0): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_DESC_REQ, from, 16);
  writer.u32(pmid);
  return writer.finish();
}

/**
 * Decodes the request for a descriptor.
 *
 * @example
 * ```ts
 * import { decodeDescReq, encodeDescReq } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeDescReq(encodeDescReq(0x64000000, 5)), 0x64000000);
 * ```
 *
 * @throws {PduError} Where it has not 16 bytes.
 */
export function decodeDescReq(pdu: Uint8Array): PmID {
  return new Reader(pdu, 16, 16).u32();
}

/**
 * Encodes a descriptor.
 *
 * @example
 * ```ts
 * import { decodeDesc, encodeDesc, PM_INDOM_NULL, PM_SEM_COUNTER, PM_TYPE_U64, pmIDBuild, pmUnits } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const desc = {
 *   pmid: pmIDBuild(400, 0, 3),
 *   type: PM_TYPE_U64,
 *   indom: PM_INDOM_NULL,
 *   sem: PM_SEM_COUNTER,
 *   units: pmUnits(),
 * };
 * assertEquals(decodeDesc(encodeDesc(desc)), desc);
 * ```
 */
export function encodeDesc(desc: PmDesc, from = 0): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_DESC, from, 32);
  writer.u32(desc.pmid);
  writer.u32(desc.type);
  writer.u32(desc.indom);
  writer.u32(desc.sem);
  writer.u32(packUnits(desc.units));
  return writer.finish();
}

/**
 * Decodes a descriptor.
 *
 * @example
 * ```ts
 * import { decodeDesc, encodeDesc, pmUnits } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const desc = { pmid: 1, type: 6, indom: 2, sem: 3, units: pmUnits(1) };
 * assertEquals(decodeDesc(encodeDesc(desc)).indom, 2);
 * ```
 *
 * @throws {PduError} Where it has not 32 bytes.
 */
export function decodeDesc(pdu: Uint8Array): PmDesc {
  const reader = new Reader(pdu, 32, 32);
  return {
    pmid: reader.u32(),
    type: reader.i32(),
    indom: reader.u32(),
    sem: reader.i32(),
    units: unpackUnits(reader.u32()),
  };
}
