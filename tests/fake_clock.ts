// @std/testing has a clock like this, but npm's deno-std lacks that module.
// @ts-types="@types/sinonjs__fake-timers"
import FakeTimers from "@sinonjs/fake-timers";

/** A timer of 0 ms takes as long, in milliseconds: it ends a turn of the event loop. */
export const TURN = 1;

/**
 * The clock and the timers of this process, standing still but for what
 * {@linkcode FakeClock.took} lets pass: how long something takes on it is exact
 * on a machine of any speed.
 */
export class FakeClock implements Disposable {
  readonly #clock = FakeTimers.install({
    toFake: ["setTimeout", "clearTimeout", "performance"],
  });

  /** Lets time pass at once, as a function that blocks does. */
  pass(milliseconds: number): void {
    this.#clock.tick(milliseconds);
  }

  /**
   * Lets timers fire, one after the other, until a promise has its value.
   *
   * @throws {Error} Where nothing is left that could fire.
   */
  async took<T>(promise: Promise<T>): Promise<[value: T, took: number]> {
    const started = this.#clock.now;
    let pending = true;
    const ended = promise.finally(() => pending = false);
    await this.#clock.tickAsync(0);
    while (pending) {
      if (this.#clock.countTimers() === 0) {
        throw new Error("waits for more than timers");
      }
      await this.#clock.nextAsync();
    }
    return [await ended, this.#clock.now - started];
  }

  [Symbol.dispose](): void {
    this.#clock.uninstall();
  }
}
