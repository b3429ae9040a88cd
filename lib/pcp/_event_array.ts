/**
 * How event records stand in a value block: their number, then each with its
 * timestamp, flags and parameters; a parameter is a pmID and a value block.
 *
 * @module
 */

import type { PmAtomValue } from "./atom_value.ts";
import { readAtom, writeAtom } from "./_atom.ts";
import type { Writer } from "./_writer.ts";
import {
  PM_EVENT_FLAG_MISSED,
  type PmEventParameter,
  type PmEventRecord,
  type PmEventTimestamp,
} from "./event.ts";
import {
  type PM_TYPE_EVENT,
  PM_TYPE_HIGHRES_EVENT,
  type PmEventType,
} from "./types.ts";

/** Bytes of a parameter before its value. */
const PARAMETER_HEADER = 8;
/** Those of them that its length counts. */
const BLOCK_HEADER = 4;

/** Writes event records. */
export function writeEventArray(
  writer: Writer,
  records: readonly PmEventRecord[],
): void {
  writer.u32(records.length);
  for (const record of records) {
    writeTimestamp(writer, record.timestamp);
    if ("missed" in record) {
      writer.u32(PM_EVENT_FLAG_MISSED);
      writer.u32(record.missed);
      continue;
    }
    writer.u32(record.flags);
    writer.u32(record.params.length);
    for (const { pmid, type, value } of record.params) {
      writer.u32(pmid);
      const at = writer.offset;
      writer.u32(0);
      writeAtom(writer, type, value);
      writer.patch(at, type * 0x1000000 + writer.offset - at);
      // libpcp_pmda leaves these bytes as it gets them from malloc.
      writer.pad(0);
    }
  }
}

function writeTimestamp(writer: Writer, timestamp: PmEventTimestamp): void {
  if ("nsec" in timestamp) {
    writer.u64(BigInt.asUintN(64, BigInt(timestamp.sec)));
    writer.u64(BigInt.asUintN(64, BigInt(timestamp.nsec)));
  } else {
    writer.u32(timestamp.sec);
    writer.u32(timestamp.usec);
  }
}

/**
 * Reads event records out of the bytes behind a block's header.
 *
 * @returns The records; undefined where they do not fill the bytes exactly.
 */
export function readEventArray(
  type: PmEventType,
  bytes: Uint8Array,
): PmAtomValue<PmEventType> | undefined {
  return type === PM_TYPE_HIGHRES_EVENT
    ? readRecords<typeof PM_TYPE_HIGHRES_EVENT>(bytes, 16, readTimespec)
    : readRecords<typeof PM_TYPE_EVENT>(bytes, 8, readTimeval);
}

function readRecords<T extends PmEventType>(
  bytes: Uint8Array,
  timestampSize: number,
  readTimestamp: (
    view: DataView,
    at: number,
  ) => PmEventTimestamp<T> | undefined,
): PmEventRecord<T>[] | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0);
  const head = timestampSize + 8;
  const records: PmEventRecord<T>[] = [];
  let at = 4;
  while (records.length < count) {
    if (at + head > bytes.length) return undefined;
    const timestamp = readTimestamp(view, at);
    const flags = view.getUint32(at + timestampSize);
    const number = view.getInt32(at + timestampSize + 4);
    if (timestamp === undefined || number < 0) return undefined;
    at += head;
    if (flags === PM_EVENT_FLAG_MISSED) {
      records.push({ timestamp, missed: number });
      continue;
    }
    if (flags > PM_EVENT_FLAG_MISSED) return undefined;
    const params: PmEventParameter[] = [];
    while (params.length < number) {
      const start = at + PARAMETER_HEADER;
      if (start > bytes.length) return undefined;
      const word = view.getUint32(at + 4);
      const end = start + (word & 0xffffff) - BLOCK_HEADER;
      const next = (end + 3) & ~3;
      if (end < start || next > bytes.length) return undefined;
      const atom = readAtom(word >>> 24, bytes.subarray(start, end));
      params.push({ pmid: view.getUint32(at), ...atom });
      at = next;
    }
    records.push({ timestamp, flags, params });
  }
  return at === bytes.length ? records : undefined;
}

function readTimeval(
  view: DataView,
  at: number,
): PmEventTimestamp<typeof PM_TYPE_EVENT> {
  return { sec: view.getInt32(at), usec: view.getInt32(at + 4) };
}

/** A time that a number does not hold exactly is none. */
function readTimespec(
  view: DataView,
  at: number,
): PmEventTimestamp<typeof PM_TYPE_HIGHRES_EVENT> | undefined {
  const sec = Number(view.getBigInt64(at));
  const nsec = Number(view.getBigInt64(at + 8));
  return Number.isSafeInteger(sec) && Number.isSafeInteger(nsec)
    ? { sec, nsec }
    : undefined;
}
