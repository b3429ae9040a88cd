/**
 * The user that an agent runs as. See pmSetProcessIdentity(3).
 *
 * @module
 */

import { errorText } from "../pcp/mod.ts";
import { cString, type Libc, LibcError, withLibc } from "./_libc.ts";
import { findUser } from "./_user.ts";

/**
 * The user could not be changed to the one wanted. The agent must not go on:
 * it would do so with rights that nobody meant it to have.
 *
 * @example
 * ```ts
 * import { IdentityError } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new IdentityError("no user").name, "IdentityError");
 * ```
 */
export class IdentityError extends Error {
  /** "IdentityError". */
  override name = "IdentityError";
}

/**
 * Changes from root to another user, with that user's group and supplementary
 * groups, for good. Does nothing where the process is not root's: pmcd starts
 * agents as their user already when it has itself given up root.
 *
 * @example
 * ```ts
 * import { setProcessIdentity } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(typeof setProcessIdentity, "function");
 * ```
 *
 * @param username The user's name, "pcp" in most installations.
 * @throws {IdentityError} Where there is no such user, or the change failed.
 */
export function setProcessIdentity(username: string): void {
  if (Deno.uid() !== 0) return;
  try {
    withLibc((libc) => become(libc, username));
  } catch (error) {
    const reason = errorText(error);
    throw new IdentityError(`can't become user ${username}: ${reason}`);
  }
  if (username !== "root" && Deno.uid() === 0) {
    throw new IdentityError(`still root after the change to user ${username}`);
  }
}

/**
 * Looks a user up. See getpwnam(3).
 *
 * @example
 * ```ts
 * import { userId } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(typeof userId, "function");
 * ```
 */
export function userId(username: string): number | undefined {
  return withLibc((libc) => findUser(libc, username)?.uid);
}

function become(libc: Libc, username: string): void {
  const user = findUser(libc, username);
  if (user === undefined) throw new IdentityError("there is no such user");
  const { uid, gid } = user;
  if (libc.initgroups(cString(username), gid) !== 0) {
    throw new LibcError(libc, "initgroups");
  }
  if (libc.setgid(gid) !== 0) throw new LibcError(libc, `setgid ${gid}`);
  if (libc.setuid(uid) !== 0) throw new LibcError(libc, `setuid ${uid}`);
}
