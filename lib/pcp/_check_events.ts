/**
 * Makes sure that a value is an array of event records.
 *
 * @module
 */

import { fits } from "./_fits.ts";
import { misfit } from "./_misfit.ts";
import {
  EVENT_RECORDS_MAX,
  eventRecordSize,
  PM_EVENT_FLAG_MISSED,
  type PmEventParameter,
  type PmEventRecord,
} from "./event.ts";
import {
  PM_TYPE_32,
  PM_TYPE_AGGREGATE,
  PM_TYPE_HIGHRES_EVENT,
  PM_TYPE_U32,
  type PmEventType,
  type PmSingleType,
} from "./types.ts";

const I32_MAX = 0x7fffffff;

/** Throws the error that says what is wrong with a value of an event type. */
export function checkEvents(type: PmEventType, value: unknown): void {
  if (!Array.isArray(value)) throw misfit(type, value);
  const records: readonly unknown[] = value;
  let size = 0;
  for (const [i, record] of records.entries()) {
    checkRecord(type, record, `of record ${i}: `);
    size += eventRecordSize(record);
  }
  if (size > EVENT_RECORDS_MAX) {
    throw misfit(type, size, `bytes of ${records.length} records: `);
  }
}

function checkRecord(
  type: PmEventType,
  record: unknown,
  where: string,
): asserts record is PmEventRecord {
  checkTimestamp(type, field(record, "timestamp"), where);
  if (has(record, "missed")) {
    const missed = field(record, "missed");
    if (!isWithin(missed, 0, I32_MAX)) {
      throw misfit(type, missed, `missed ${where}`);
    }
    return;
  }
  const flags = field(record, "flags");
  if (!isWithin(flags, 0, PM_EVENT_FLAG_MISSED - 1)) {
    throw misfit(type, flags, `flags ${where}`);
  }
  const params = field(record, "params");
  if (!Array.isArray(params)) throw misfit(type, params, `params ${where}`);
  for (const [i, param] of params.entries()) {
    checkParameter(type, param, `of parameter ${i} ${where}`);
  }
}

function checkTimestamp(
  type: PmEventType,
  timestamp: unknown,
  where: string,
): void {
  const highres = type === PM_TYPE_HIGHRES_EVENT;
  const sec = field(timestamp, "sec");
  const secFits = highres ? Number.isSafeInteger(sec) : fits(PM_TYPE_32, sec);
  if (!secFits) throw misfit(type, sec, `sec ${where}`);
  const usec = field(timestamp, "usec");
  const nsec = field(timestamp, "nsec");
  if (highres && !isWithin(nsec, 0, 999_999_999)) {
    throw misfit(type, nsec, `nsec ${where}`);
  }
  if (!highres && !isWithin(usec, 0, 999_999)) {
    throw misfit(type, usec, `usec ${where}`);
  }
  // A record is written by what its timestamp has.
  if (!highres && has(timestamp, "nsec")) {
    throw misfit(type, nsec, `nsec ${where}`);
  }
}

function checkParameter(
  type: PmEventType,
  param: unknown,
  where: string,
): asserts param is PmEventParameter {
  const pmid = field(param, "pmid");
  if (!fits(PM_TYPE_U32, pmid)) throw misfit(type, pmid, `pmid ${where}`);
  const valueType = field(param, "type");
  if (!isParameterType(valueType)) {
    throw misfit(type, valueType, `type ${where}`);
  }
  const value = field(param, "value");
  if (!fits(valueType, value)) throw misfit(valueType, value, `value ${where}`);
}

function isParameterType(type: unknown): type is PmSingleType {
  return isWithin(type, PM_TYPE_32, PM_TYPE_AGGREGATE);
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min &&
    Number(value) <= max;
}

function has(value: unknown, name: string): value is object {
  return typeof value === "object" && value !== null && name in value;
}

function field(value: unknown, name: string): unknown {
  return has(value, name) ? Reflect.get(value, name) : undefined;
}
