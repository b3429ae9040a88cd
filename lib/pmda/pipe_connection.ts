/**
 * The connection of an agent that pmcd starts with a pair of pipes. See
 * pmdaConnect(3).
 *
 * @module
 */

import { type Pdu, PduSplitter } from "../pcp/mod.ts";
import { InputPoll } from "./_input_poll.ts";
import { endWithinPdu } from "./_pdu_stream.ts";
import { isComing } from "./_when_there.ts";
import type { Connection } from "./connection.ts";

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

/** Milliseconds after which the event loop gets its turn in a burst, too. */
const TURN = 100;

/**
 * The pair of pipes that pmcd starts an agent with: requests come on stdin,
 * answers go to stdout. See pmdaConnect(3).
 *
 * Requests come in bursts: one client asks for names, descriptors and values
 * in turn. Within a burst it waits for the next one without the event loop,
 * which halves the time to an answer; after a millisecond without a request,
 * or a tenth of a second of them, the event loop runs, and with it timers,
 * signals and connections. That is also why stdin is no stream here, as sockets
 * are: a stream takes turns of the event loop for each request.
 *
 * @example
 * ```ts
 * import { PipeConnection } from "@pmdaetcd/pmda/testing";
 * import { assertInstanceOf } from "@std/assert";
 *
 * assertInstanceOf(new PipeConnection(), PipeConnection);
 * ```
 */
export class PipeConnection implements Connection {
  readonly #buffer = new Uint8Array(64 * 1024);
  readonly #splitter = new PduSplitter();
  readonly #poll = InputPoll.open();
  #turned = 0;

  /** Takes stdin and stdout. What the console would print there goes to stderr from here on. */
  constructor() {
    for (const method of PRINTING) console[method] = console.error;
  }

  /** The next PDU from pmcd. */
  next(): Pdu | null | Promise<Pdu | null> {
    for (;;) {
      const pdu = this.#splitter.next();
      if (pdu !== undefined) return pdu;
      const read = this.#read();
      if (isComing(read)) return this.#whenThere(read);
      if (!this.#take(read)) return null;
    }
  }

  async #whenThere(read: Promise<number | null>): Promise<Pdu | null> {
    return this.#take(await read) ? this.next() : null;
  }

  #read(): number | null | Promise<number | null> {
    const now = performance.now();
    if (now - this.#turned > TURN || this.#poll?.ready() !== true) {
      this.#turned = now;
      return Deno.stdin.read(this.#buffer);
    }
    return uninterrupted(() => Deno.stdin.readSync(this.#buffer));
  }

  /** Takes as many bytes out of the buffer; false at the end. */
  #take(count: number | null): boolean {
    if (count !== null) {
      this.#splitter.push(this.#buffer.slice(0, count));
      return true;
    }
    const { pending } = this.#splitter;
    if (pending > 0) throw endWithinPdu(pending);
    return false;
  }

  /** Sends a PDU. */
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
