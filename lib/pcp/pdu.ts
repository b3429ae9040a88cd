/**
 * PDUs (protocol data units): a header of three 32-bit numbers in network
 * byte order (length in bytes with the header, type, sender) and a body. See
 * pdu.c in libpcp.
 *
 * @module
 */

import { PduError } from "./errors.ts";

/** Bytes of a PDU's header. */
export const PDU_HEADER_SIZE = 12;

/** The longest PDU: its length is a signed 32-bit number. */
export const PDU_LENGTH_MAX = 0x7fffffff;

/** A whole PDU. */
export interface Pdu {
  /** One of the PDU codes. */
  readonly type: number;
  /** The sender: from pmcd, the number of the client context that it asks for. */
  readonly from: number;
  /** All of it, with its header: what the decoders take. */
  readonly bytes: Uint8Array;
}

/**
 * Cuts a stream of bytes into PDUs, wherever the chunks of the stream begin
 * and end. Knows nothing about where the bytes come from.
 *
 * @example
 * ```ts
 * import { encodeDescReq, PDU_DESC_REQ, PduSplitter } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const splitter = new PduSplitter();
 * const bytes = encodeDescReq(0x64000000);
 * splitter.push(bytes.subarray(0, 5));
 * assertEquals(splitter.next(), undefined);
 * splitter.push(bytes.subarray(5));
 * assertEquals(splitter.next()?.type, PDU_DESC_REQ);
 * ```
 */
export class PduSplitter {
  #buffer: Uint8Array = new Uint8Array();
  /** Whether the buffer has been made here, and has room behind its end. */
  #owned = false;
  #start = 0;
  #end = 0;

  /** Bytes that have come and belong to no whole PDU yet. */
  get pending(): number {
    return this.#end - this.#start;
  }

  /**
   * Takes the next bytes of the stream. They may be kept, not copied: the
   * caller must not write to them again.
   */
  push(chunk: Uint8Array): void {
    if (this.pending === 0) {
      this.#buffer = chunk;
      this.#owned = false;
      this.#start = 0;
      this.#end = chunk.length;
      return;
    }
    if (!this.#owned || this.#end + chunk.length > this.#buffer.length) {
      const { pending } = this;
      const larger = new Uint8Array(2 * (pending + chunk.length));
      larger.set(this.#buffer.subarray(this.#start, this.#end));
      this.#buffer = larger;
      this.#owned = true;
      this.#start = 0;
      this.#end = pending;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /**
   * The next PDU.
   *
   * @returns The PDU, or undefined while it has not come whole.
   * @throws {PduError} Where the length in the header can't be one: the
   * stream has no PDU boundary that could be found again.
   */
  next(): Pdu | undefined {
    if (this.pending < 4) return undefined;
    const at = this.#buffer.byteOffset + this.#start;
    const view = new DataView(this.#buffer.buffer, at, this.pending);
    const length = view.getUint32(0);
    if (length < PDU_HEADER_SIZE || length > PDU_LENGTH_MAX) {
      throw new PduError(
        `PDU length ${length} is not within ${PDU_HEADER_SIZE} to ${PDU_LENGTH_MAX}`,
      );
    }
    if (this.pending < length) return undefined;
    const bytes = this.#buffer.subarray(this.#start, this.#start + length);
    this.#start += length;
    return { type: view.getUint32(4), from: view.getUint32(8), bytes };
  }
}
