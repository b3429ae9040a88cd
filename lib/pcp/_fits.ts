/**
 * Which values a type has, of all types but the event types.
 *
 * @module
 */

import { VALUE_BLOCK_HEADER, VALUE_BLOCK_MAX } from "./_value.ts";
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
} from "./types.ts";

const encoder = new TextEncoder();

/** Whether a value is one of a type. */
export function fits(type: PmSingleType, value: unknown): boolean {
  switch (type) {
    case PM_TYPE_32:
      return Number.isInteger(value) && value === (Number(value) | 0);
    case PM_TYPE_U32:
      return Number.isInteger(value) && value === (Number(value) >>> 0);
    case PM_TYPE_64:
      return typeof value === "bigint" && value === BigInt.asIntN(64, value);
    case PM_TYPE_U64:
      return typeof value === "bigint" && value === BigInt.asUintN(64, value);
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
