/**
 * Times as Go writes them, in which etcd is written.
 *
 * @module
 */

import { BadAnswerError } from "../http/mod.ts";

const SECONDS = new Map([
  ["ns", 1e-9],
  ["us", 1e-6],
  ["µs", 1e-6],
  ["μs", 1e-6],
  ["ms", 1e-3],
  ["s", 1],
  ["m", 60],
  ["h", 3600],
]);
const PART = /([0-9]+(?:\.[0-9]+)?)(ns|us|µs|μs|ms|s|m|h)/g;
const DURATION = /^(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|μs|ms|s|m|h))+$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
/** What Go writes for a time that was never set. */
const ZERO_TIME = "0001-01-01T00:00:00Z";

/** A duration in seconds. @throws {BadAnswerError} */
export function parseDuration(text: string): number {
  if (!DURATION.test(text)) {
    throw new BadAnswerError(`"${text.slice(0, 40)}" is not a duration`);
  }
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(PART)) {
    seconds += Number(number) * (SECONDS.get(unit) ?? 0);
  }
  return seconds;
}

/** Seconds since 1970; undefined for a time that was never set. @throws {BadAnswerError} */
export function parseTime(text: string): number | undefined {
  if (text === ZERO_TIME) return undefined;
  const milliseconds = TIME.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(milliseconds)) {
    throw new BadAnswerError(`"${text.slice(0, 40)}" is not a time`);
  }
  return milliseconds / 1000;
}
