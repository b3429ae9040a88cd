/**
 * The connection of an agent that pmcd reaches over a socket.
 *
 * @module
 */

import type { Pdu } from "../pcp/mod.ts";
import { pduStream } from "./_pdu_stream.ts";
import type { Connection } from "./connection.ts";

/**
 * A socket to pmcd, of any kind. See pmdaConnect(3).
 *
 * @example
 * ```ts
 * import { encodeDescReq, PDU_DESC_REQ } from "@pmdaetcd/pcp";
 * import { SocketConnection } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const sent: Uint8Array[] = [];
 * const connection = new SocketConnection({
 *   readable: ReadableStream.from([encodeDescReq(0x64000000)]),
 *   writable: new WritableStream({ write: (bytes) => void sent.push(bytes) }),
 * });
 * await connection.write(new Uint8Array([1, 2]));
 * assertEquals(sent, [new Uint8Array([1, 2])]);
 * assertEquals((await connection.next())?.type, PDU_DESC_REQ);
 * assertEquals(await connection.next(), null);
 * ```
 */
export class SocketConnection implements Connection {
  readonly #pdus: ReadableStreamDefaultReader<Pdu>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  /** Takes a socket. */
  constructor({ readable, writable }: SocketStreams) {
    this.#pdus = readable.pipeThrough(pduStream()).getReader();
    this.#writer = writable.getWriter();
  }

  /** The next PDU from pmcd. */
  async next(): Promise<Pdu | null> {
    return (await this.#pdus.read()).value ?? null;
  }

  /** Sends a PDU. */
  async write(pdu: Uint8Array): Promise<void> {
    await this.#writer.write(pdu);
  }
}

/** What a connection needs of a socket, such as Deno's. */
export interface SocketStreams {
  /** What comes from pmcd. */
  readonly readable: ReadableStream<Uint8Array>;
  /** What goes to pmcd. */
  readonly writable: WritableStream<Uint8Array>;
}
