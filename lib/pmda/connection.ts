/**
 * Where the bytes between pmcd and an agent go.
 *
 * @module
 */

/** A connection to pmcd. */
export interface Connection {
  /**
   * The next bytes from pmcd; they belong to the caller.
   *
   * @returns The bytes, null at the end.
   */
  read(): Uint8Array | null | Promise<Uint8Array | null>;
  /**
   * Sends a PDU.
   *
   * @param pdu The PDU.
   */
  write(pdu: Uint8Array): void | Promise<void>;
}

/** The methods of the console that print to stdout. */
const PRINTING = [
  "count",
  "debug",
  "dir",
  "dirxml",
  "group",
  "groupCollapsed",
  "info",
  "log",
  "table",
  "timeEnd",
  "timeLog",
] as const;

/**
 * The pair of pipes that pmcd starts an agent with: requests come on stdin,
 * answers go to stdout. See pmdaConnect(3).
 *
 * Reading blocks the event loop. Nothing has to happen between two requests,
 * and a blocking read answers in three quarters of the time.
 *
 * @example
 * ```ts
 * import { PipeConnection } from "@pmdaetcd/pmda";
 * import { assertInstanceOf } from "@std/assert";
 *
 * assertInstanceOf(new PipeConnection(), PipeConnection);
 * ```
 */
export class PipeConnection implements Connection {
  readonly #buffer = new Uint8Array(64 * 1024);

  /** Takes stdin and stdout. What the console would print there goes to stderr from here on. */
  constructor() {
    for (const method of PRINTING) console[method] = console.error;
  }

  /**
   * The next bytes from pmcd.
   *
   * @returns The bytes, null at the end.
   */
  read(): Uint8Array | null {
    const count = uninterrupted(() => Deno.stdin.readSync(this.#buffer));
    return count === null ? null : this.#buffer.slice(0, count);
  }

  /**
   * Sends a PDU.
   *
   * @param pdu The PDU.
   */
  write(pdu: Uint8Array): void {
    for (let at = 0; at < pdu.length;) {
      at += uninterrupted(() => Deno.stdout.writeSync(pdu.subarray(at)));
    }
  }
}

/** Calls again what a signal has interrupted. */
function uninterrupted<T>(call: () => T): T {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof Deno.errors.Interrupted)) throw error;
    }
  }
}
