/**
 * Calls functions that are not cleared in time.
 *
 * Starting and clearing a timer costs more than the rest of a fetch. The one
 * timer here stays when a function is cleared; when it fires too early for
 * what has been started since, it is set again for the rest.
 */
export class Deadline {
  /** The functions with the time at which each is due. */
  readonly #waiting = new Map<() => void, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fires = Infinity;

  /** Starts the time of a function, in milliseconds. */
  start(expired: () => void, milliseconds: number): void {
    const due = performance.now() + milliseconds;
    this.#waiting.set(expired, due);
    if (due < this.#fires) this.#arm(due);
  }

  /** Ends the time of a function before it is over. */
  clear(expired: () => void): void {
    this.#waiting.delete(expired);
  }

  /** Ends the timer, so that the process can end. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#fires = Infinity;
  }

  #arm(due: number): void {
    clearTimeout(this.#timer);
    this.#fires = due;
    const left = Math.max(0, due - performance.now());
    this.#timer = setTimeout(() => this.#fire(), left);
  }

  #fire(): void {
    this.#fires = Infinity;
    const now = performance.now();
    let next = Infinity;
    for (const [expired, due] of [...this.#waiting]) {
      if (due > now) {
        next = Math.min(next, due);
      } else {
        this.#waiting.delete(expired);
        expired();
      }
    }
    if (next < Infinity) this.#arm(next);
  }
}
