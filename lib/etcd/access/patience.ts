/**
 * How long fetches may wait for a server that hangs.
 *
 * @module
 */

/** Milliseconds that a moment lasts. */
const MOMENT = 60;

/** Milliseconds of waiting that can be had one after the other. */
const MOST = 180;

/** The part of all time that may be spent with waiting. */
const SHARE = 0.1;

/**
 * Moments of waiting, one for each fetch. All that wait at the same time share
 * it. Together the moments take a tenth of the time, and 180 ms at once: pmcd's
 * other clients wait as well meanwhile.
 */
export class Patience implements Disposable {
  readonly #now: () => number;
  #left = MOST;
  /** When that much was left. */
  #since: number;
  #moment: Promise<void> | undefined;
  readonly #had = new WeakMap<AbortSignal, Promise<void> | undefined>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  /** The end of the moment of a fetch; undefined where none is left. */
  moment(fetch: AbortSignal): Promise<void> | undefined {
    if (!this.#had.has(fetch)) {
      this.#had.set(fetch, this.#moment ??= this.#begin());
    }
    return this.#had.get(fetch);
  }

  /** Makes all of it available again. */
  renew(): void {
    this.#left = MOST;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #begin(): Promise<void> | undefined {
    const now = this.#now();
    const left = Math.min(MOST, this.#left + (now - this.#since) * SHARE);
    const length = Math.min(MOMENT, Math.floor(left));
    this.#since = now;
    this.#left = left - length;
    if (length < 1) return undefined;
    return new Promise((resolve) => {
      this.#timer = setTimeout(() => {
        this.#moment = undefined;
        resolve();
      }, length);
    });
  }
}
