/**
 * Values of all types.
 *
 * @module
 */

import type { PmEventRecord } from "./event.ts";
import type {
  PmEventType,
  PmSingleType,
  PmSingleValue,
  PmType,
} from "./types.ts";

/**
 * What a value of each type is in TypeScript: a number where it holds every
 * value of the type, a bigint for 64-bit integers, for which it would not.
 * A value of an event type is an array: the event records since the last fetch.
 *
 * @example
 * ```ts
 * import type { PM_TYPE_U64, PmAtomValue } from "@pmdaetcd/pcp";
 *
 * const counter: PmAtomValue<typeof PM_TYPE_U64> = 18446744073709551615n;
 * ```
 */
export type PmAtomValue<T extends PmType = PmType> = (
  & { [Single in PmSingleType]: PmSingleValue<Single> }
  & { [Event in PmEventType]: readonly PmEventRecord<Event>[] }
)[T];
