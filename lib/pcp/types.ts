/**
 * The types of values, and the semantics of metrics, as in `pmapi.h`.
 * pmLookupDesc(3) explains both.
 *
 * @module
 */

/** Signed 32-bit integer. */
export const PM_TYPE_32 = 0 as const;
/** Unsigned 32-bit integer. */
export const PM_TYPE_U32 = 1 as const;
/** Signed 64-bit integer. */
export const PM_TYPE_64 = 2 as const;
/** Unsigned 64-bit integer. */
export const PM_TYPE_U64 = 3 as const;
/** 32-bit floating point number. */
export const PM_TYPE_FLOAT = 4 as const;
/** 64-bit floating point number. */
export const PM_TYPE_DOUBLE = 5 as const;
/** Text. */
export const PM_TYPE_STRING = 6 as const;
/** Bytes with a meaning of their own. */
export const PM_TYPE_AGGREGATE = 7 as const;
/** Event records with timestamps in microseconds. */
export const PM_TYPE_EVENT = 9 as const;
/** Event records with timestamps in nanoseconds. */
export const PM_TYPE_HIGHRES_EVENT = 10 as const;

/** One of the PM_TYPE codes. */
export type PmType =
  | typeof PM_TYPE_32
  | typeof PM_TYPE_U32
  | typeof PM_TYPE_64
  | typeof PM_TYPE_U64
  | typeof PM_TYPE_FLOAT
  | typeof PM_TYPE_DOUBLE
  | typeof PM_TYPE_STRING
  | typeof PM_TYPE_AGGREGATE
  | typeof PM_TYPE_EVENT
  | typeof PM_TYPE_HIGHRES_EVENT;

/** The types whose values are event records. */
export type PmEventType = typeof PM_TYPE_EVENT | typeof PM_TYPE_HIGHRES_EVENT;

/** The types whose values are single: all but the event types. */
export type PmSingleType = Exclude<PmType, PmEventType>;

/** What a single value of each type is in TypeScript. */
export type PmSingleValue<T extends PmSingleType = PmSingleType> = {
  [PM_TYPE_32]: number;
  [PM_TYPE_U32]: number;
  [PM_TYPE_64]: bigint;
  [PM_TYPE_U64]: bigint;
  [PM_TYPE_FLOAT]: number;
  [PM_TYPE_DOUBLE]: number;
  [PM_TYPE_STRING]: string;
  [PM_TYPE_AGGREGATE]: Uint8Array;
}[T];

/** A total that only grows until its source restarts; clients turn it into a rate. */
export const PM_SEM_COUNTER = 1 as const;
/** A value of the moment that may change at any time. */
export const PM_SEM_INSTANT = 3 as const;
/** A value of the moment that seldom changes and stays until it does. */
export const PM_SEM_DISCRETE = 4 as const;

/** One of the PM_SEM codes. */
export type PmSem =
  | typeof PM_SEM_COUNTER
  | typeof PM_SEM_INSTANT
  | typeof PM_SEM_DISCRETE;
