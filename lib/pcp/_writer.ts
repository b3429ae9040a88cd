import { PDU_HEADER_SIZE } from "./pdu.ts";

const text = new TextEncoder();

/** What PCP fills strings up to the next multiple of four with. */
const PADDING = "~".charCodeAt(0);

/** Writes one PDU: its header first, then field after field, growing as needed. */
export class Writer {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #offset = PDU_HEADER_SIZE;

  /**
   * @param from The sender: 0 from an agent, a client context's number from pmcd.
   * @param capacity Bytes to start with.
   */
  constructor(type: number, from = 0, capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
    this.#view.setUint32(4, type);
    this.#view.setUint32(8, from);
  }

  get offset(): number {
    return this.#offset;
  }

  u8(value: number): void {
    this.#bytes[this.#grow(1)] = value;
  }

  u16(value: number): void {
    const at = this.#grow(2);
    this.#view.setUint16(at, value);
  }

  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value);
  }

  u64(value: bigint): void {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, value);
  }

  f32(value: number): void {
    const at = this.#grow(4);
    this.#view.setFloat32(at, value);
  }

  f64(value: number): void {
    const at = this.#grow(8);
    this.#view.setFloat64(at, value);
  }

  bytes(value: Uint8Array): void {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  /** Fills up to the next multiple of four. */
  pad(fill = PADDING): void {
    while (this.#offset % 4 !== 0) this.u8(fill);
  }

  /** A string: its length in bytes (which is returned), its bytes, padding. */
  string(value: string): number {
    const bytes = text.encode(value);
    this.u32(bytes.length);
    this.bytes(bytes);
    this.pad();
    return bytes.length;
  }

  /** Overwrites a 32-bit field that was written before. */
  patch(at: number, value: number): void {
    this.#view.setUint32(at, value);
  }

  /** The finished PDU. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#view.setUint32(0, this.#offset);
    return this.#bytes.subarray(0, this.#offset);
  }

  #grow(count: number): number {
    const at = this.#offset;
    const need = at + count;
    if (need > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(need, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#offset = need;
    return at;
  }
}
