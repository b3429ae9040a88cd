/**
 * Remembers what an etcd does not have, so that it is not asked for it again
 * and again.
 *
 * @module
 */

import {
  type Log,
  PM_ERR_APPVERSION,
  PmError,
  pmErrStr,
} from "../../pmda/mod.ts";

/**
 * Milliseconds after which etcd is asked again for what it did not have. It
 * may have been restarted with other options, or as another version.
 */
const RETRY_INTERVAL = 60_000;

/** Something that an etcd may not have. */
export interface Feature {
  /** What it is. */
  readonly name: string;
  /** What to do about it, for the log. */
  readonly remedy: string;
}

/**
 * What one etcd does not have. It is told to the log once, and asked for again
 * after a minute, or as soon as etcd could not be reached: what answers then
 * may be another etcd.
 */
export class AbsentFeatures {
  readonly #log: Log;
  readonly #now: () => number;
  /** When to ask again for what is not there. */
  readonly #until = new Map<string, number>();
  /** The features that the log has told of. */
  readonly #told = new Set<string>();

  /** Makes the memory of an etcd that has everything. */
  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /**
   * Asks for something that etcd may not have.
   *
   * @throws {PmError} PM_ERR_APPVERSION where etcd does not have it, or what
   * the question fails with.
   */
  async watch<T>(
    what: string,
    ask: () => Promise<T>,
    feature?: Feature,
  ): Promise<T> {
    const until = this.#until.get(what);
    if (until !== undefined && this.#now() < until) {
      throw new PmError(PM_ERR_APPVERSION, `${what} is not there`);
    }
    try {
      const answer = await ask();
      if (this.#until.delete(what) && feature !== undefined) {
        this.#present(feature);
      }
      return answer;
    } catch (error) {
      if (error instanceof PmError && error.code === PM_ERR_APPVERSION) {
        this.#until.set(what, this.#now() + RETRY_INTERVAL);
        if (feature !== undefined) this.#absent(feature);
      } else if (!(error instanceof PmError) || error.cause !== undefined) {
        for (const absent of this.#until.keys()) {
          this.#until.set(absent, -Infinity);
        }
      }
      throw error;
    }
  }

  #absent({ name, remedy }: Feature): void {
    if (this.#told.has(name)) return;
    this.#told.add(name);
    this.#log.warning(
      `${name}: this etcd does not have it (${remedy}); metrics that need ` +
        `it answer ${pmErrStr(PM_ERR_APPVERSION)}`,
    );
  }

  #present({ name }: Feature): void {
    if (this.#told.delete(name)) {
      this.#log.info(`${name}: this etcd has it now`);
    }
  }
}
