import { VALUE_BLOCK_HEADER, VALUE_BLOCK_MAX } from "./_value.ts";
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

const U64_MAX = (1n << 64n) - 1n;
const I64_MIN = -(1n << 63n);
const I64_MAX = (1n << 63n) - 1n;

const encoder = new TextEncoder();

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
export function checkValue<T extends PmType>(
  type: T,
  value: unknown,
): asserts value is PmAtomValue<T> {
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
