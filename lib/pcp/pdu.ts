/**
 * PDUs (protocol data units): a header of three 32-bit numbers in network
 * byte order (length in bytes with the header, type, sender) and a body.
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
  #chunks: Uint8Array[] = [];
  #size = 0;

  /** Bytes that have come and belong to no whole PDU yet. */
  get pending(): number {
    return this.#size;
  }

  /**
   * Takes the next bytes of the stream. They are kept, not copied: the caller
   * must not write to them again.
   *
   * @param chunk The bytes.
   */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /**
   * The next PDU.
   *
   * @returns The PDU, or undefined while it has not come whole.
   * @throws {PduError} Where the length in the header can't be one: the
   * stream has no PDU boundary that could be found again.
   */
  next(): Pdu | undefined {
    if (this.#size < 4) return undefined;
    const length = this.#length();
    if (length < PDU_HEADER_SIZE || length > PDU_LENGTH_MAX) {
      throw new PduError(
        `PDU length ${length} is not within ${PDU_HEADER_SIZE} to ${PDU_LENGTH_MAX}`,
      );
    }
    if (this.#size < length) return undefined;
    const bytes = this.#take(length);
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    return { type: view.getUint32(4), from: view.getUint32(8), bytes };
  }

  #length(): number {
    let first = this.#chunks[0];
    if (first.length < 4) {
      first = this.#join();
    }
    return new DataView(first.buffer, first.byteOffset).getUint32(0);
  }

  #take(length: number): Uint8Array {
    let first = this.#chunks[0];
    if (first.length < length) first = this.#join();
    if (first.length === length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(length);
    this.#size -= length;
    return first.subarray(0, length);
  }

  #join(): Uint8Array {
    const joined = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [joined];
    return joined;
  }
}
