/** Milliseconds that putting an answer together may take beyond its time. */
const GRACE = 500;
/** Milliseconds within which values are quick. */
const QUICK = 1;
/** How many quick values there may be between two looks at the clock. */
const STRIDE_MAX = 16;

/**
 * Until when an answer may be put together that is due at a time: what has
 * come by then should not be lost because something else has not.
 */
export class EndOfAnswer {
  readonly #end: number;
  #looked: number;
  #stride = 1;
  #next = 1;
  #past = false;

  /** `due` is when everything had to be there, on the clock of performance.now(). */
  constructor(due: number) {
    this.#looked = performance.now();
    this.#end = Math.max(due, this.#looked) + GRACE;
  }

  /**
   * Whether it is past; to be asked before each value. A look at the clock
   * takes longer than most values do: as long as these are quick, not every
   * question needs one.
   */
  isPast(): boolean {
    if (this.#past) return true;
    if (--this.#next > 0) return false;
    const now = performance.now();
    if (now - this.#looked >= QUICK) this.#stride = 1;
    this.#next = this.#stride;
    this.#stride = Math.min(this.#stride * 2, STRIDE_MAX);
    this.#looked = now;
    this.#past = now > this.#end;
    return this.#past;
  }
}
