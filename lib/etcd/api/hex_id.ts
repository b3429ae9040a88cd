/**
 * Ids of members: 64 bits, in hexadecimal.
 *
 * @module
 */

/** An id as etcdctl and the v2 API write it. */
export function hexId(id: bigint): string {
  return id.toString(16);
}
