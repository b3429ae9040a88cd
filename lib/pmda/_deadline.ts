/**
 * Calls functions that are not cleared in time.
 *
 * Starting and clearing a timer costs more than the rest of a fetch. The one
 * timer here stays when a function is cleared; when it fires too early for
 * what has been started since, it is set again for the rest.
 */
export class Deadline {
  readonly #milliseconds: number;
  /** The functions with the time at which each is due, the earliest first. */
  readonly #waiting = new Map<() => void, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param milliseconds How long each has. */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Starts the time of a function. */
  start(expired: () => void): void {
    this.#waiting.set(expired, performance.now() + this.#milliseconds);
    if (this.#timer === undefined) this.#arm(this.#milliseconds);
  }

  /** Ends the time of a function before it is over. */
  clear(expired: () => void): void {
    this.#waiting.delete(expired);
  }

  /** Ends the timer, so that the process can end. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#fire(), milliseconds);
  }

  #fire(): void {
    this.#timer = undefined;
    for (const [expired, due] of this.#waiting) {
      const left = due - performance.now();
      if (left > 0) return this.#arm(left);
      this.#waiting.delete(expired);
      expired();
    }
  }
}
