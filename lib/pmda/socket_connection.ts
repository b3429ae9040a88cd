/**
 * The connection of an agent that pmcd reaches over a socket.
 *
 * @module
 */

import type { Connection } from "./connection.ts";

/**
 * A socket to pmcd, of any kind. See pmdaConnect(3).
 *
 * @example
 * ```ts
 * import { SocketConnection } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const sent: number[] = [];
 * const connection = new SocketConnection({
 *   read: () => Promise.resolve(null),
 *   write: (bytes) => {
 *     sent.push(bytes[0]);
 *     return Promise.resolve(1);
 *   },
 * });
 * await connection.write(new Uint8Array([1, 2]));
 * assertEquals(sent, [1, 2]);
 * assertEquals(await connection.read(), null);
 * ```
 */
export class SocketConnection implements Connection {
  readonly #socket: Pick<Deno.Conn, "read" | "write">;
  readonly #buffer = new Uint8Array(64 * 1024);

  /** Takes a socket. */
  constructor(socket: Pick<Deno.Conn, "read" | "write">) {
    this.#socket = socket;
  }

  /** The next bytes from pmcd. */
  async read(): Promise<Uint8Array | null> {
    const count = await this.#socket.read(this.#buffer);
    return count === null ? null : this.#buffer.slice(0, count);
  }

  /** Sends a PDU. */
  async write(pdu: Uint8Array): Promise<void> {
    for (let at = 0; at < pdu.length;) {
      at += await this.#socket.write(pdu.subarray(at));
    }
  }
}
