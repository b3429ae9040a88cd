/**
 * How values are placed in a result. A 32-bit
 * integer is in place; everything else in a value block behind all
 * metrics: one byte of type, three of length, the value. See pmFetch(3).
 *
 * @module
 */

import type { PmAtomValue } from "./atom_value.ts";
import { readAtom, writeAtom } from "./_atom.ts";
import { readEventArray, writeEventArray } from "./_event_array.ts";
import type { Reader } from "./_reader.ts";
import type { Writer } from "./_writer.ts";
import {
  PM_TYPE_32,
  PM_TYPE_AGGREGATE,
  PM_TYPE_EVENT,
  PM_TYPE_HIGHRES_EVENT,
  PM_TYPE_U32,
  type PmType,
} from "./types.ts";

/** The value is in place. */
export const PM_VAL_INSITU = 0;
/** The value has a block, which libpcp allocates and frees. */
export const PM_VAL_DPTR = 1;
/** The value has a block, which an agent in C keeps. */
export const PM_VAL_SPTR = 2;

/** Bytes of a value block before its value. */
export const VALUE_BLOCK_HEADER = 4;
/** Bytes that a value block has at most. */
export const VALUE_BLOCK_MAX = 0xffffff;

/** Whether values of a type stand in place, without a value block. */
export function isInsitu(type: number): boolean {
  return type === PM_TYPE_32 || type === PM_TYPE_U32;
}

/** The format that values of a type are sent in. */
export function valueFormat(type: PmType): number {
  if (isInsitu(type)) return PM_VAL_INSITU;
  return type === PM_TYPE_EVENT || type === PM_TYPE_HIGHRES_EVENT
    ? PM_VAL_SPTR
    : PM_VAL_DPTR;
}

/** Writes a value in place. */
export function writeInsitu(writer: Writer, value: PmAtomValue): void {
  writer.u32(Number(value));
}

/** Writes a value block. */
export function writeValueBlock(
  writer: Writer,
  type: PmType,
  value: PmAtomValue,
): void {
  const at = writer.offset;
  writer.u32(0);
  if (typeof value === "object" && !(value instanceof Uint8Array)) {
    writeEventArray(writer, value);
  } else {
    writeAtom(writer, type, value);
    if (typeof value === "string") writer.u8(0);
  }
  writer.patch(at, type * 0x1000000 + writer.offset - at);
  writer.pad();
}

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
    throw reader.error(`value block is too short: ${size} bytes`);
  }
  const bytes = reader.bytes(size - VALUE_BLOCK_HEADER);
  if (type === PM_TYPE_EVENT || type === PM_TYPE_HIGHRES_EVENT) {
    const value = readEventArray(type, bytes);
    if (value !== undefined) return { type, value, size };
  }
  return {
    ...readAtom(isInsitu(type) ? PM_TYPE_AGGREGATE : type, bytes),
    size,
  };
}
