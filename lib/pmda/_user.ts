import { cString, type Libc } from "./_libc.ts";

/** A user of this host. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Offsets in C's struct passwd, the same on all 64-bit Linux systems. */
const PW_UID = 16;
const PW_GID = 20;

/** Looks a user up, undefined where there is none. */
export function findUser(libc: Libc, username: string): User | undefined {
  const passwd = libc.getpwnam(cString(username));
  if (passwd === null) return undefined;
  const entry = new Deno.UnsafePointerView(passwd);
  return { uid: entry.getUint32(PW_UID), gid: entry.getUint32(PW_GID) };
}
