/**
 * Remembers what an etcd does not have, so that it is not asked for it again
 * and again.
 *
 * @module
 */

import type { Log } from "../../pmda/mod.ts";
import { UnreachableError } from "../http/mod.ts";
import { AbsentError } from "./answer_errors.ts";

/**
 * Milliseconds after which etcd is asked again for what it did not have. It
 * may have been restarted with other options, or as another version.
 */
const RETRY_INTERVAL = 60_000;

/** Something that an etcd may not have. */
export interface Feature {
  readonly name: string;
  /** What to do about it, for the log. */
  readonly remedy: string;
}

/**
 * What one etcd does not have. It is logged once, and asked for again
 * after a minute, or as soon as etcd could not be reached: what answers then
 * may be another etcd. One that only takes too long is the same etcd.
 */
export class AbsentFeatures {
  readonly #log: Log;
  readonly #now: () => number;
  /** When to ask again for what is not there. */
  readonly #until = new Map<string, number>();
  readonly #logged = new Set<string>();

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /**
   * Asks for something that etcd may not have. The signal is the one that
   * ends the question.
   *
   * @throws {AbsentError} Where etcd does not have it.
   * @throws What the question fails with.
   */
  async watch<T>(
    what: string,
    signal: AbortSignal,
    ask: () => Promise<T>,
    feature?: Feature,
  ): Promise<T> {
    const until = this.#until.get(what);
    if (until !== undefined && this.#now() < until) {
      throw new AbsentError(`this etcd does not have ${what}`);
    }
    try {
      const answer = await ask();
      if (this.#until.delete(what) && feature !== undefined) {
        this.#present(feature);
      }
      return answer;
    } catch (error) {
      if (error instanceof AbsentError) {
        this.#until.set(what, this.#now() + RETRY_INTERVAL);
        if (feature !== undefined) this.#absent(feature);
      } else if (error instanceof UnreachableError && !signal.aborted) {
        for (const absent of this.#until.keys()) {
          this.#until.set(absent, -Infinity);
        }
      }
      throw error;
    }
  }

  #absent({ name, remedy }: Feature): void {
    if (this.#logged.has(name)) return;
    this.#logged.add(name);
    this.#log.warning(
      `${name}: this etcd does not have it (${remedy}); metrics that need ` +
        "it have no values",
    );
  }

  #present({ name }: Feature): void {
    if (this.#logged.delete(name)) {
      this.#log.info(`${name}: this etcd has it now`);
    }
  }
}
