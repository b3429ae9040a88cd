/**
 * Event records, which values of PM_TYPE_EVENT and PM_TYPE_HIGHRES_EVENT are
 * arrays of. See pmdaEventNewArray(3) and pmUnpackEventRecords(3).
 *
 * @module
 */

import { atomSize } from "./_atom.ts";
import type { PmID } from "./pmid.ts";
import type {
  PM_TYPE_EVENT,
  PM_TYPE_HIGHRES_EVENT,
  PmEventType,
  PmSingleType,
  PmSingleValue,
} from "./types.ts";

/** An observation. */
export const PM_EVENT_FLAG_POINT = 0x1;
/** The begin of something that takes time. */
export const PM_EVENT_FLAG_START = 0x2;
/** The end of something that takes time. */
export const PM_EVENT_FLAG_END = 0x4;
/** The first parameter identifies what begins, goes on or ends. */
export const PM_EVENT_FLAG_ID = 0x8;
/** The second parameter identifies what it is a part of. */
export const PM_EVENT_FLAG_PARENT = 0x10;
/** Marks a missed record on the wire; no record with parameters has it. */
export const PM_EVENT_FLAG_MISSED = 0x80000000;

/** Bytes that the records of one value have at most together. */
export const EVENT_RECORDS_MAX: number = 0xffffff - 8;

/** The time of an event, since the begin of 1970 (UTC). */
export type PmEventTimestamp<T extends PmEventType = PmEventType> = {
  [PM_TYPE_EVENT]: {
    /** Seconds, from -(2^31) to 2^31-1: up to the year 2038. */
    readonly sec: number;
    /** Microseconds, from 0 to 999999. */
    readonly usec: number;
  };
  [PM_TYPE_HIGHRES_EVENT]: {
    /** Seconds: a safe integer. */
    readonly sec: number;
    /** Nanoseconds, from 0 to 999999999. */
    readonly nsec: number;
  };
}[T];

/**
 * A parameter of an event: a value with its type, and the metric that says
 * what it is. The compiler holds the value against the type.
 *
 * @example
 * ```ts
 * import { PM_TYPE_U64, type PmEventParameter, pmIDBuild } from "@pmdaetcd/pcp";
 *
 * const revision: PmEventParameter = {
 *   pmid: pmIDBuild(400, 2, 1),
 *   type: PM_TYPE_U64,
 *   value: 7n,
 * };
 * ```
 */
export type PmEventParameter = {
  [T in PmSingleType]: {
    /** The metric. It has a descriptor and a name, but no values of its own. */
    readonly pmid: PmID;
    /** The type of the value. */
    readonly type: T;
    /** The value. */
    readonly value: PmSingleValue<T>;
  };
}[PmSingleType];

/** An event. */
export interface PmEvent<T extends PmEventType = PmEventType> {
  /** When it happened. */
  readonly timestamp: PmEventTimestamp<T>;
  /** PM_EVENT_FLAG codes, joined with `|`; not PM_EVENT_FLAG_MISSED. */
  readonly flags: number;
  /** What there is to say of it. */
  readonly params: readonly PmEventParameter[];
}

/** Events that are missing at a place among others. */
export interface PmMissedEvents<T extends PmEventType = PmEventType> {
  /** When the last of them happened, or when they were missed. */
  readonly timestamp: PmEventTimestamp<T>;
  /** How many they are, from 0 to 2^31-1. */
  readonly missed: number;
}

/**
 * An event, or how many of them are missing at this place.
 *
 * libpcp (as of 6.0.3) sends every missed record of PM_TYPE_HIGHRES_EVENT with
 * 0 for its count. pmcd uses it, so that a client sees that events are missing,
 * but not how many; with PM_TYPE_EVENT it sees both.
 *
 * @example
 * ```ts
 * import { PM_EVENT_FLAG_POINT, type PM_TYPE_EVENT, type PmEventRecord } from "@pmdaetcd/pcp";
 *
 * const records: PmEventRecord<typeof PM_TYPE_EVENT>[] = [
 *   { timestamp: { sec: 1, usec: 0 }, missed: 3 },
 *   { timestamp: { sec: 2, usec: 500000 }, flags: PM_EVENT_FLAG_POINT, params: [] },
 * ];
 * ```
 */
export type PmEventRecord<T extends PmEventType = PmEventType> =
  | PmEvent<T>
  | PmMissedEvents<T>;

/**
 * The bytes that a record takes in a value.
 *
 * @example
 * ```ts
 * import { eventRecordSize, PM_TYPE_STRING } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const timestamp = { sec: 1, nsec: 0 };
 * assertEquals(eventRecordSize({ timestamp, missed: 7 }), 24);
 * const params = [{ pmid: 1, type: PM_TYPE_STRING, value: "hello" }] as const;
 * assertEquals(eventRecordSize({ timestamp, flags: 1, params }), 40);
 * ```
 *
 * @param record The record. It fits its type: `checkValue` tells.
 * @returns The bytes, a multiple of four.
 */
export function eventRecordSize(record: PmEventRecord): number {
  let size = "nsec" in record.timestamp ? 24 : 16;
  if ("missed" in record) return size;
  for (const { type, value } of record.params) {
    size += 8 + ((atomSize(type, value) + 3) & ~3);
  }
  return size;
}
