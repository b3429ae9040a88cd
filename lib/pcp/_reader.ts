import { PduError } from "./errors.ts";
import { PDU_HEADER_SIZE } from "./pdu.ts";
import { pduTypeStr } from "./pdu_type.ts";

const text = new TextDecoder();

/**
 * Reads the fields behind a PDU's header in their order. Each read checks that
 * the field is there, so that a decoder can never look past the end.
 */
export class Reader {
  readonly #pdu: Uint8Array;
  readonly #view: DataView;
  #offset = PDU_HEADER_SIZE;

  /**
   * @param min Bytes that it must have at least.
   * @param max Bytes that it may have at most.
   */
  constructor(pdu: Uint8Array, min = PDU_HEADER_SIZE, max = Infinity) {
    this.#pdu = pdu;
    this.#view = new DataView(pdu.buffer, pdu.byteOffset, pdu.byteLength);
    if (pdu.length < Math.max(min, PDU_HEADER_SIZE) || pdu.length > max) {
      throw this.error(
        min === max ? `expected ${min} bytes` : `expected ${min} bytes or more`,
      );
    }
  }

  get length(): number {
    return this.#pdu.length;
  }

  get offset(): number {
    return this.#offset;
  }

  get left(): number {
    return this.#pdu.length - this.#offset;
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4, "an unsigned number"));
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4, "a number"));
  }

  /** Goes to a place within the PDU. */
  seek(offset: number): void {
    if (offset < 0 || offset > this.#pdu.length) {
      throw this.error(`offset ${offset} is outside`);
    }
    this.#offset = offset;
  }

  skip(count: number): void {
    this.#take(count, "a field");
  }

  /** Bytes, without the padding that follows them where they are no multiple of four. */
  bytes(count: number): Uint8Array {
    if (count < 0) throw this.error(`length ${count} of a string is negative`);
    const start = this.#take(count, "a string");
    this.#offset = Math.min(this.#pdu.length, start + ((count + 3) & ~3));
    return this.#pdu.subarray(start, start + count);
  }

  /** A string up to its first NUL, which is where C stops reading too. */
  string(count: number): string {
    const bytes = this.bytes(count);
    const end = bytes.indexOf(0);
    return text.decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** The error that says what is wrong with this PDU. */
  error(what: string): PduError {
    const type = this.#pdu.length >= 8
      ? pduTypeStr(this.#view.getUint32(4))
      : "?";
    return new PduError(`PDU ${type} of ${this.#pdu.length} bytes: ${what}`);
  }

  #take(count: number, what: string): number {
    const start = this.#offset;
    if (start + count > this.#pdu.length) {
      throw this.error(`ends within ${what} at offset ${start}`);
    }
    this.#offset = start + count;
    return start;
  }
}
