/**
 * Tells work that grows with the amount from work that grows with its square,
 * on a machine of any speed that does anything else meanwhile.
 *
 * @module
 */

import { fail } from "@std/assert";

/** Node's global; its import would bring Node's types into every test. */
declare const process: {
  /** Processor time that the process has used, in microseconds. */
  cpuUsage(): { user: number; system: number };
};

/** Milliseconds of processor time that this process has used. */
function used(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds below which a time says little. */
const SHORT = 2;

/** How often each way is tried at least. */
const TRIES_MIN = 2;

/** How often each way is tried at most. */
const TRIES_MAX = 8;

/**
 * Fails where an amount of work takes longer in one piece than in many.
 *
 * Both ways do the same work with as much memory, so they take about the same
 * time where time grows with the amount. Where it grows with the square, the
 * one piece takes as many times as long as there are parts. Time is that of
 * the processor: a clock counts other programs, too. What disturbs a try, such
 * as the collection of garbage, does not disturb each of them: the best time
 * of each way counts, and both are tried again while the difference is large.
 *
 * @param whole Does the work in one piece.
 * @param parts Does the same work in ten pieces or more.
 * @param longer How many times as long the one piece may take.
 */
export async function assertLinear(
  whole: () => unknown,
  parts: () => unknown,
  longer = 2.5,
): Promise<void> {
  let [one, many] = [Infinity, Infinity];
  for (let tries = 1;; tries++) {
    many = Math.min(many, await time(parts));
    one = Math.min(one, await time(whole));
    if (tries < TRIES_MIN) continue;
    if (one < longer * Math.max(many, SHORT)) return;
    if (tries === TRIES_MAX) break;
  }
  fail(`${one} ms in one piece, ${many} ms in many`);
}

async function time(work: () => unknown): Promise<number> {
  const started = used();
  await work();
  return used() - started;
}
