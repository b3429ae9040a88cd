/**
 * The name space PDUs: PDU_PMNS_NAMES (names), PDU_PMNS_IDS (pmIDs),
 * PDU_PMNS_CHILD and PDU_PMNS_TRAVERSE (what is below a name). See PMNS(5).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import {
  PDU_PMNS_CHILD,
  PDU_PMNS_IDS,
  PDU_PMNS_NAMES,
  PDU_PMNS_TRAVERSE,
} from "./pdu_type.ts";
import type { PmID } from "./pmid.ts";

/** The node of the name space is a metric. */
export const PMNS_LEAF_STATUS = 0;
/** The node of the name space has others below it. */
export const PMNS_NONLEAF_STATUS = 1;

/** A list of names. */
export interface NameList {
  /** The names. */
  readonly names: readonly string[];
  /** For each name PMNS_LEAF_STATUS or PMNS_NONLEAF_STATUS, where asked for. */
  readonly status?: readonly number[];
}

/** A list of pmIDs. */
export interface IDList {
  /** The pmIDs. */
  readonly pmids: readonly PmID[];
  /** The number of names found, or a PM_ERR code. */
  readonly status: number;
}

/** A request for the direct children of a name. */
export interface ChildReq {
  /** The name. */
  readonly name: string;
  /** Whether it is wanted of each child if it is a leaf. */
  readonly status: boolean;
}

/**
 * Encodes a list of names.
 *
 * @example
 * ```ts
 * import { decodeNameList, encodeNameList } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const list = { names: ["store", "name"], status: [1, 0] };
 * assertEquals(decodeNameList(encodeNameList(list)), list);
 * ```
 */
export function encodeNameList(
  list: NameList,
  from = 0,
): Uint8Array<ArrayBuffer> {
  const { names, status } = list;
  const writer = new Writer(PDU_PMNS_NAMES, from, 24 + 32 * names.length);
  const total = writer.offset;
  writer.u32(0);
  writer.u32(status === undefined ? 0 : names.length);
  writer.u32(names.length);
  let bytes = 0;
  names.forEach((name, i) => {
    if (status !== undefined) writer.u32(status[i]);
    bytes += writer.string(name) + 1;
  });
  writer.patch(total, bytes);
  return writer.finish();
}

/**
 * Decodes a list of names.
 *
 * @example
 * ```ts
 * import { decodeNameList, encodeNameList } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const pdu = encodeNameList({ names: ["etcd.name"] });
 * assertEquals(decodeNameList(pdu), { names: ["etcd.name"] });
 * ```
 *
 * @throws {PduError} Where a count or a length in it does not fit.
 */
export function decodeNameList(pdu: Uint8Array): NameList {
  const reader = new Reader(pdu, 24);
  const total = reader.i32();
  const statuses = reader.i32();
  const count = reader.i32();
  if (count === 0) return { names: [] };
  if (
    count < 0 || count > pdu.length || total < 0 || total > pdu.length ||
    (statuses !== 0 && statuses !== count)
  ) {
    throw reader.error(
      `${count} names of ${total} bytes, ${statuses} statuses`,
    );
  }
  const names: string[] = [];
  const status: number[] = [];
  let room = total;
  for (let i = 0; i < count; i++) {
    if (statuses > 0) status.push(reader.i32());
    if (reader.left < 8) throw reader.error(`ends before name ${i}`);
    const length = reader.i32();
    room -= length + 1;
    if (room < 0) throw reader.error(`names of more than ${total} bytes`);
    names.push(reader.string(length));
  }
  return statuses > 0 ? { names, status } : { names };
}

/**
 * Encodes a list of pmIDs.
 *
 * @example
 * ```ts
 * import { decodeIDList, encodeIDList } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const list = { pmids: [0x64000000], status: 0 };
 * assertEquals(decodeIDList(encodeIDList(list)), list);
 * ```
 */
export function encodeIDList(list: IDList, from = 0): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_PMNS_IDS, from, 20 + 4 * list.pmids.length);
  writer.u32(list.status);
  writer.u32(list.pmids.length);
  for (const pmid of list.pmids) writer.u32(pmid);
  return writer.finish();
}

/**
 * Decodes a list of pmIDs.
 *
 * @example
 * ```ts
 * import { decodeIDList, encodeIDList } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const pdu = encodeIDList({ pmids: [1, 2], status: -12357 });
 * assertEquals(decodeIDList(pdu).status, -12357);
 * ```
 *
 * @throws {PduError} Where it has none, or fewer than it says.
 */
export function decodeIDList(pdu: Uint8Array): IDList {
  const reader = new Reader(pdu, 20);
  const status = reader.i32();
  const count = reader.i32();
  if (count <= 0 || count * 4 > reader.left) {
    throw reader.error(`invalid count: ${count} pmIDs`);
  }
  const pmids: PmID[] = [];
  for (let i = 0; i < count; i++) pmids.push(reader.u32());
  return { pmids, status };
}

/**
 * Encodes a request for the children of a name.
 *
 * @example
 * ```ts
 * import { decodeChildReq, encodeChildReq } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const request = { name: "etcd.store", status: true };
 * assertEquals(decodeChildReq(encodeChildReq(request)), request);
 * ```
 */
export function encodeChildReq(
  request: ChildReq,
  from = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_PMNS_CHILD, from);
  writer.u32(request.status ? 1 : 0);
  writer.string(request.name);
  return writer.finish();
}

/**
 * Decodes a request for the children of a name.
 *
 * @example
 * ```ts
 * import { decodeChildReq, encodeChildReq } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const pdu = encodeChildReq({ name: "etcd", status: false });
 * assertEquals(decodeChildReq(pdu).status, false);
 * ```
 *
 * @throws {PduError} Where it ends within the name.
 */
export function decodeChildReq(pdu: Uint8Array): ChildReq {
  const reader = new Reader(pdu, 20);
  const status = reader.u32() !== 0;
  return { name: reader.string(reader.i32()), status };
}

/**
 * Encodes a request for all metrics below a name.
 *
 * @example
 * ```ts
 * import { decodeTraverseReq, encodeTraverseReq } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeTraverseReq(encodeTraverseReq("etcd")), "etcd");
 * ```
 */
export function encodeTraverseReq(
  name: string,
  from = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_PMNS_TRAVERSE, from);
  writer.u32(0);
  writer.string(name);
  return writer.finish();
}

/**
 * Decodes a request for all metrics below a name.
 *
 * @example
 * ```ts
 * import { decodeTraverseReq, encodeTraverseReq } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeTraverseReq(encodeTraverseReq("etcd.store")), "etcd.store");
 * ```
 *
 * @throws {PduError} Where it ends within the name.
 */
export function decodeTraverseReq(pdu: Uint8Array): string {
  return decodeChildReq(pdu).name;
}
