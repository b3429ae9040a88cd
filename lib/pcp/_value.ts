/**
 * Values: whether one fits its type, and how it stands in a result. A 32-bit
 * integer stands in place; everything else in a value block behind all
 * metrics: one byte of type, three of length, the value. See pmFetch(3).
 *
 * @module
 */

import type { Reader } from "./_reader.ts";
import type { Writer } from "./_writer.ts";
import { PM_ERR_CONV, PmError } from "./errors.ts";
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

const VALUE_BLOCK_HEADER = 4;
const VALUE_BLOCK_MAX = 0xffffff;
const U64_MAX = (1n << 64n) - 1n;
const I64_MIN = -(1n << 63n);
const I64_MAX = (1n << 63n) - 1n;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Whether values of a type stand in place, without a value block. */
export function isInsitu(type: number): boolean {
  return type === PM_TYPE_32 || type === PM_TYPE_U32;
}

/**
 * Makes sure that a value is one of its type, so that none is ever cut to fit.
 *
 * @example
 * ```ts
 * import { checkValue, PM_TYPE_U32, PM_TYPE_U64, PmError } from "@pmdaetcd/pcp";
 * import { assertThrows } from "@std/assert";
 *
 * checkValue(PM_TYPE_U64, 18446744073709551615n);
 * assertThrows(() => checkValue(PM_TYPE_U32, -1), PmError, "-1");
 * assertThrows(() => checkValue(PM_TYPE_U64, 7), PmError, "number 7");
 * ```
 *
 * @param type The type.
 * @param value The value.
 * @throws {PmError} PM_ERR_CONV where it is not.
 */
export function checkValue(
  type: PmType,
  value: unknown,
): asserts value is PmAtomValue {
  if (!fits(type, value)) {
    throw new PmError(
      PM_ERR_CONV,
      `${typeof value} ${show(value)} does not fit ${TYPE_NAMES[type]}`,
    );
  }
}

const TYPE_NAMES: Readonly<Record<PmType, string>> = {
  [PM_TYPE_32]: "PM_TYPE_32",
  [PM_TYPE_U32]: "PM_TYPE_U32",
  [PM_TYPE_64]: "PM_TYPE_64",
  [PM_TYPE_U64]: "PM_TYPE_U64",
  [PM_TYPE_FLOAT]: "PM_TYPE_FLOAT",
  [PM_TYPE_DOUBLE]: "PM_TYPE_DOUBLE",
  [PM_TYPE_STRING]: "PM_TYPE_STRING",
  [PM_TYPE_AGGREGATE]: "PM_TYPE_AGGREGATE",
};

function fits(type: PmType, value: unknown): boolean {
  switch (type) {
    case PM_TYPE_32:
      return Number.isInteger(value) && value === (Number(value) | 0);
    case PM_TYPE_U32:
      return Number.isInteger(value) && value === (Number(value) >>> 0);
    case PM_TYPE_64:
      return typeof value === "bigint" && value >= I64_MIN && value <= I64_MAX;
    case PM_TYPE_U64:
      return typeof value === "bigint" && value >= 0n && value <= U64_MAX;
    case PM_TYPE_FLOAT:
    case PM_TYPE_DOUBLE:
      return typeof value === "number";
    case PM_TYPE_STRING:
      return typeof value === "string" && !value.includes("\0") &&
        VALUE_BLOCK_HEADER + utf8Length(value) + 1 <= VALUE_BLOCK_MAX;
    case PM_TYPE_AGGREGATE:
      return value instanceof Uint8Array &&
        VALUE_BLOCK_HEADER + value.length <= VALUE_BLOCK_MAX;
  }
}

function utf8Length(value: string): number {
  const most = value.length * 3;
  return most < VALUE_BLOCK_MAX / 2 ? most : encoder.encode(value).length;
}

function show(value: unknown): string {
  const text = String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
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
