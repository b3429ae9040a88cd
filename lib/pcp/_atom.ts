/**
 * The bytes of single values: of all types but the event types.
 *
 * @module
 */

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
  type PmSingleType,
  type PmSingleValue,
} from "./types.ts";

/** A single value with its type. */
export type Atom = {
  [T in PmSingleType]: {
    readonly type: T;
    readonly value: PmSingleValue<T>;
  };
}[PmSingleType];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes that a value of each type has, where that is always the same. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [PM_TYPE_32, 4],
  [PM_TYPE_U32, 4],
  [PM_TYPE_64, 8],
  [PM_TYPE_U64, 8],
  [PM_TYPE_FLOAT, 4],
  [PM_TYPE_DOUBLE, 8],
]);

/** The bytes of a value, a string without a NUL. */
export function atomSize(
  type: PmSingleType,
  value: PmSingleValue,
): number {
  if (typeof value === "string") return encoder.encode(value).length;
  return value instanceof Uint8Array ? value.length : SIZES.get(type) ?? 0;
}

/** Writes a value, a string without a NUL. */
export function writeAtom(
  writer: Writer,
  type: number,
  value: PmSingleValue,
): void {
  if (typeof value === "string") writer.bytes(encoder.encode(value));
  else if (value instanceof Uint8Array) writer.bytes(value);
  else if (typeof value === "bigint") writer.u64(BigInt.asUintN(64, value));
  else if (type === PM_TYPE_FLOAT) writer.f32(value);
  else if (type === PM_TYPE_DOUBLE) writer.f64(value);
  else writer.u32(value);
}

/**
 * Reads a value that fills its bytes. As libpcp does, it takes any type and
 * size; what has no better meaning is an aggregate.
 */
export function readAtom(type: number, bytes: Uint8Array): Atom {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const expected = SIZES.get(type) ?? bytes.length;
  switch (bytes.length === expected ? type : PM_TYPE_AGGREGATE) {
    case PM_TYPE_32:
      return { type: PM_TYPE_32, value: view.getInt32(0) };
    case PM_TYPE_U32:
      return { type: PM_TYPE_U32, value: view.getUint32(0) };
    case PM_TYPE_64:
      return { type: PM_TYPE_64, value: view.getBigInt64(0) };
    case PM_TYPE_U64:
      return { type: PM_TYPE_U64, value: view.getBigUint64(0) };
    case PM_TYPE_FLOAT:
      return { type: PM_TYPE_FLOAT, value: view.getFloat32(0) };
    case PM_TYPE_DOUBLE:
      return { type: PM_TYPE_DOUBLE, value: view.getFloat64(0) };
    case PM_TYPE_STRING: {
      const end = bytes.indexOf(0);
      const text = end < 0 ? bytes : bytes.subarray(0, end);
      return { type: PM_TYPE_STRING, value: decoder.decode(text) };
    }
    default:
      return { type: PM_TYPE_AGGREGATE, value: bytes.slice() };
  }
}
