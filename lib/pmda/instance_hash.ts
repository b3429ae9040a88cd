/**
 * Numbers for instances, made of keys. See pmdaCacheStoreKey in pmdacache(3).
 *
 * @module
 */

/** The shifts of the three rounds in which three words are mixed. */
const ROUNDS = [[13, 8, 13], [12, 16, 5], [3, 10, 15]] as const;

const GOLDEN_RATIO = 0x9e3779b9;

/**
 * Bob Jenkins' hash of 1996 ("lookup2"), with which libpcp makes instances of
 * keys: its lower 31 bits are the instance. As there, bytes are signed: those
 * from 0x80 on carry into what is above them.
 *
 * @example
 * ```ts
 * import { instanceHash } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const key = new TextEncoder().encode("sda");
 * const first = instanceHash(key);
 * assertEquals(instanceHash(key), first);
 * assertEquals(instanceHash(key, first) === first, false);
 * ```
 *
 * @param key The bytes.
 * @param initial The hash of the key before this one, where that instance is
 * taken; 0 for the first.
 * @returns An unsigned 32-bit number.
 */
export function instanceHash(key: Uint8Array, initial = 0): number {
  const bytes = new Int8Array(key.buffer, key.byteOffset, key.byteLength);
  let [a, b, c] = [GOLDEN_RATIO | 0, GOLDEN_RATIO | 0, initial | 0];
  let at = 0;
  for (; bytes.length - at >= 12; at += 12) {
    [a, b, c] = mix(
      a + word(bytes, at),
      b + word(bytes, at + 4),
      c + word(bytes, at + 8),
    );
  }
  // The length stands where the first byte of the last word would.
  c = mix(
    a + word(bytes, at),
    b + word(bytes, at + 4),
    c + bytes.length + (word(bytes, at + 8) << 8),
  )[2];
  return c >>> 0;
}

/** Four bytes, the lowest first; zeros beyond the end. */
function word(bytes: Int8Array, at: number): number {
  let sum = 0;
  for (let i = Math.min(4, bytes.length - at) - 1; i >= 0; i--) {
    sum = ((sum << 8) + bytes[at + i]) | 0;
  }
  return sum;
}

function mix(a: number, b: number, c: number): [number, number, number] {
  for (const [x, y, z] of ROUNDS) {
    a = (a - b - c) ^ (c >>> x);
    b = (b - c - a) ^ (a << y);
    c = (c - a - b) ^ (b >>> z);
  }
  return [a, b, c];
}
