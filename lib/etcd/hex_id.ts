/**
 * Ids of members: 64 bits, in hexadecimal.
 *
 * @module
 */

/**
 * An id as etcdctl and the v2 API write it.
 *
 * @example
 * ```ts
 * import { hexId } from "./hex_id.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(hexId(938304782918352977n), "d05873a8ce60051");
 * ```
 *
 * @param id The id.
 * @returns It in hexadecimal, without zeros at its beginning.
 */
export function hexId(id: bigint): string {
  return id.toString(16);
}
