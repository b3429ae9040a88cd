/**
 * The names of types, as pmTypeStr(3) has them.
 *
 * @module
 */

import type { PmAtomValue } from "./atom_value.ts";
import {
  PM_TYPE_32,
  PM_TYPE_64,
  PM_TYPE_AGGREGATE,
  PM_TYPE_DOUBLE,
  PM_TYPE_EVENT,
  PM_TYPE_FLOAT,
  PM_TYPE_HIGHRES_EVENT,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  PM_TYPE_U64,
  type PmType,
} from "./types.ts";

/** The types by their names. */
export interface PmTypes {
  /** PM_TYPE_32 of `pmapi.h`. */
  readonly "32": typeof PM_TYPE_32;
  /** PM_TYPE_U32 of `pmapi.h`. */
  readonly U32: typeof PM_TYPE_U32;
  /** PM_TYPE_64 of `pmapi.h`. */
  readonly "64": typeof PM_TYPE_64;
  /** PM_TYPE_U64 of `pmapi.h`. */
  readonly U64: typeof PM_TYPE_U64;
  /** PM_TYPE_FLOAT of `pmapi.h`. */
  readonly FLOAT: typeof PM_TYPE_FLOAT;
  /** PM_TYPE_DOUBLE of `pmapi.h`. */
  readonly DOUBLE: typeof PM_TYPE_DOUBLE;
  /** PM_TYPE_STRING of `pmapi.h`. */
  readonly STRING: typeof PM_TYPE_STRING;
  /** PM_TYPE_AGGREGATE of `pmapi.h`. */
  readonly AGGREGATE: typeof PM_TYPE_AGGREGATE;
  /** PM_TYPE_EVENT of `pmapi.h`. */
  readonly EVENT: typeof PM_TYPE_EVENT;
  /** PM_TYPE_HIGHRES_EVENT of `pmapi.h`. */
  readonly HIGHRES_EVENT: typeof PM_TYPE_HIGHRES_EVENT;
}

/**
 * The code of each type, by its name.
 *
 * @example
 * ```ts
 * import { PM_TYPE_U64, PM_TYPES } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(PM_TYPES.U64, PM_TYPE_U64);
 * ```
 */
export const PM_TYPES: PmTypes = {
  "32": PM_TYPE_32,
  U32: PM_TYPE_U32,
  "64": PM_TYPE_64,
  U64: PM_TYPE_U64,
  FLOAT: PM_TYPE_FLOAT,
  DOUBLE: PM_TYPE_DOUBLE,
  STRING: PM_TYPE_STRING,
  AGGREGATE: PM_TYPE_AGGREGATE,
  EVENT: PM_TYPE_EVENT,
  HIGHRES_EVENT: PM_TYPE_HIGHRES_EVENT,
};

/** The name of a type. */
export type PmTypeName = keyof PmTypes;

/** The code of the type with a name. */
export type PmTypeCode<Name extends PmTypeName = PmTypeName> = PmTypes[Name];

/**
 * What a value of the type with a name is in TypeScript.
 *
 * @example
 * ```ts
 * import type { PmTypeValue } from "@pmdaetcd/pcp";
 *
 * const counter: PmTypeValue<"U64"> = 18446744073709551615n;
 * ```
 */
export type PmTypeValue<Name extends PmTypeName = PmTypeName> = PmAtomValue<
  PmTypeCode<Name>
>;

const NAMES: Readonly<Record<PmType, PmTypeName>> = {
  [PM_TYPE_32]: "32",
  [PM_TYPE_U32]: "U32",
  [PM_TYPE_64]: "64",
  [PM_TYPE_U64]: "U64",
  [PM_TYPE_FLOAT]: "FLOAT",
  [PM_TYPE_DOUBLE]: "DOUBLE",
  [PM_TYPE_STRING]: "STRING",
  [PM_TYPE_AGGREGATE]: "AGGREGATE",
  [PM_TYPE_EVENT]: "EVENT",
  [PM_TYPE_HIGHRES_EVENT]: "HIGHRES_EVENT",
};

/**
 * The name of the type with a code.
 *
 * @example
 * ```ts
 * import { PM_TYPE_U64, pmTypeStr } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmTypeStr(PM_TYPE_U64), "U64");
 * ```
 */
export function pmTypeStr(type: PmType): PmTypeName {
  return NAMES[type];
}
