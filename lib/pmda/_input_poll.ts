/** How long a burst of requests may pause, in milliseconds. */
const PAUSE = 1;
const STDIN = 0;
const POLLIN = 1;

const SYMBOLS = {
  poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
} as const;

/**
 * Waits for input on stdin without the event loop. It loads one call of the
 * C library while FFI is permitted; calling it later needs no permission.
 */
export class InputPoll {
  readonly #library: Deno.DynamicLibrary<typeof SYMBOLS>;
  /** C's struct pollfd: the descriptor, what is waited for, what happened. */
  readonly #pollfd = new Uint8Array(8);

  private constructor() {
    this.#library = Deno.dlopen("libc.so.6", SYMBOLS);
    const view = new DataView(this.#pollfd.buffer);
    view.setInt32(0, STDIN, true);
    view.setInt16(4, POLLIN, true);
  }

  /** Undefined where FFI is not permitted or there is no such library: all waiting is the event loop's then. */
  static open(): InputPoll | undefined {
    const { state } = Deno.permissions.querySync({ name: "ffi" });
    if (state !== "granted") return undefined;
    try {
      return new InputPoll();
    } catch {
      return undefined;
    }
  }

  /** Whether stdin has bytes or is at its end, now or within a millisecond. */
  ready(): boolean {
    return this.#library.symbols.poll(this.#pollfd, 1n, PAUSE) > 0;
  }
}
