/** Milliseconds that putting an answer together may take beyond its time. */
const GRACE = 500;

/**
 * Until when an answer may be put together that is due at a time: what has
 * come by then should not be lost because something else has not.
 *
 * @param due When everything had to be there, on the clock of performance.now().
 */
export function endOfAnswer(due: number): number {
  return Math.max(due, performance.now()) + GRACE;
}
