/**
 * Calls a function unless it is cleared in time.
 *
 * Starting and clearing a timer costs more than the rest of a fetch. The one
 * timer here stays when it is cleared; when it fires too early for what has
 * been started since, it is set again for the rest.
 */
export class Deadline {
  readonly #milliseconds: number;
  #expired: (() => void) | undefined;
  #at = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param milliseconds How long it takes. */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Starts the time; what was started before is forgotten. */
  start(expired: () => void): void {
    this.#expired = expired;
    this.#at = performance.now() + this.#milliseconds;
    if (this.#timer === undefined) this.#arm(this.#milliseconds);
  }

  /** Ends the time that was started with a function; a later one goes on. */
  clear(expired: () => void): void {
    if (this.#expired === expired) this.#expired = undefined;
  }

  /** Ends the timer, so that the process can end. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#expired === undefined) return;
      const left = this.#at - performance.now();
      if (left > 0) return this.#arm(left);
      const expired = this.#expired;
      this.#expired = undefined;
      expired();
    }, milliseconds);
  }
}
