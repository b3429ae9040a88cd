/** An id of 64 bits as etcdctl and the v2 API write it. */
export function hexId(id: bigint): string {
  return id.toString(16);
}
