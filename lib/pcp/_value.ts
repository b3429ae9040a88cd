/**
 * How values stand in a result. A 32-bit
 * integer stands in place; everything else in a value block behind all
 * metrics: one byte of type, three of length, the value. See pmFetch(3).
 *
 * @module
 */

import type { Reader } from "./_reader.ts";
import type { Writer } from "./_writer.ts";
import {
  PM_TYPE_32,
  PM_TYPE_64,
  PM_TYPE_AGGREGATE,
  PM_TYPE_DOUBLE,
  PM_TYPE_FLOAT,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  PM_TYPE_U64,
  type PmAtomValue,
  type PmType,
} from "./types.ts";

/** Bytes of a value block before its value. */
export const VALUE_BLOCK_HEADER = 4;
/** Bytes that a value block has at most. */
export const VALUE_BLOCK_MAX = 0xffffff;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Whether values of a type stand in place, without a value block. */
export function isInsitu(type: number): boolean {
  return type === PM_TYPE_32 || type === PM_TYPE_U32;
}

/** Writes a value that stands in place. */
export function writeInsitu(writer: Writer, value: PmAtomValue): void {
  writer.u32(Number(value));
}

/** Writes a value block. */
export function writeValueBlock(
  writer: Writer,
  type: PmType,
  value: PmAtomValue,
): void {
  const bytes = typeof value === "string"
    ? encoder.encode(value + "\0")
    : value instanceof Uint8Array
    ? value
    : undefined;
  const size = bytes?.length ?? (type === PM_TYPE_FLOAT ? 4 : 8);
  writer.u32(type * 0x1000000 + VALUE_BLOCK_HEADER + size);
  if (bytes !== undefined) writer.bytes(bytes);
  else if (typeof value === "bigint") writer.u64(BigInt.asUintN(64, value));
  else if (type === PM_TYPE_FLOAT) writer.f32(Number(value));
  else writer.f64(Number(value));
  writer.pad();
}

/** The bytes that a value of each type has, where that is always the same. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [PM_TYPE_64, 8],
  [PM_TYPE_U64, 8],
  [PM_TYPE_FLOAT, 4],
  [PM_TYPE_DOUBLE, 8],
]);

/**
 * Reads a value block where the reader stands. As libpcp does, it takes any
 * type and size; what has no better meaning is an aggregate.
 */
export function readValueBlock(
  reader: Reader,
): { type: PmType; value: PmAtomValue; size: number } {
  const head = reader.u32();
  const type = head >>> 24;
  const size = head & VALUE_BLOCK_MAX;
  if (size < VALUE_BLOCK_HEADER) {
    throw reader.error(`value block of ${size} bytes`);
  }
  const bytes = reader.bytes(size - VALUE_BLOCK_HEADER);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const expected = SIZES.get(type) ?? bytes.length;
  switch (bytes.length === expected ? type : PM_TYPE_AGGREGATE) {
    case PM_TYPE_64:
      return { type: PM_TYPE_64, value: view.getBigInt64(0), size };
    case PM_TYPE_U64:
      return { type: PM_TYPE_U64, value: view.getBigUint64(0), size };
    case PM_TYPE_FLOAT:
      return { type: PM_TYPE_FLOAT, value: view.getFloat32(0), size };
    case PM_TYPE_DOUBLE:
      return { type: PM_TYPE_DOUBLE, value: view.getFloat64(0), size };
    case PM_TYPE_STRING: {
      const end = bytes.indexOf(0);
      const text = end < 0 ? bytes : bytes.subarray(0, end);
      return { type: PM_TYPE_STRING, value: decoder.decode(text), size };
    }
    default:
      return { type: PM_TYPE_AGGREGATE, value: bytes.slice(), size };
  }
}
