/**
 * The names of semantics, as pmSemStr(3) and `pminfo -d` have them.
 *
 * @module
 */

import {
  PM_SEM_COUNTER,
  PM_SEM_DISCRETE,
  PM_SEM_INSTANT,
  type PmSem,
} from "./types.ts";

/** The semantics by their names. */
export interface PmSems {
  /** PM_SEM_COUNTER of `pmapi.h`. */
  readonly counter: typeof PM_SEM_COUNTER;
  /** PM_SEM_INSTANT of `pmapi.h`. */
  readonly instant: typeof PM_SEM_INSTANT;
  /** PM_SEM_DISCRETE of `pmapi.h`. */
  readonly discrete: typeof PM_SEM_DISCRETE;
}

/**
 * The code of each semantics, by its name.
 *
 * @example
 * ```ts
 * import { PM_SEM_COUNTER, PM_SEMS } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(PM_SEMS.counter, PM_SEM_COUNTER);
 * ```
 */
export const PM_SEMS: PmSems = {
  counter: PM_SEM_COUNTER,
  instant: PM_SEM_INSTANT,
  discrete: PM_SEM_DISCRETE,
};

/** The name of a semantics. */
export type PmSemName = keyof PmSems;

const NAMES: Readonly<Record<PmSem, PmSemName>> = {
  [PM_SEM_COUNTER]: "counter",
  [PM_SEM_INSTANT]: "instant",
  [PM_SEM_DISCRETE]: "discrete",
};

/**
 * The name of the semantics with a code.
 *
 * @example
 * ```ts
 * import { PM_SEM_DISCRETE, pmSemStr } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmSemStr(PM_SEM_DISCRETE), "discrete");
 * ```
 */
export function pmSemStr(sem: PmSem): PmSemName {
  return NAMES[sem];
}
