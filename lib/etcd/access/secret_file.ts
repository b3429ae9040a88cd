/**
 * Files that only the agent may read: passwords and keys.
 *
 * @module
 */

import { errorText } from "../../pmda/mod.ts";
import { ConfigError } from "./config_error.ts";

/** How files are read that the configuration names. */
export interface FileReader {
  /** Reads one that anybody may read; an error says what to do. */
  readonly readPublic: (path: string) => string;
  /** Reads one that nobody else may read; an error says what to do. */
  readonly readSecret: (path: string) => string;
}

/** A file as it was when it was opened. */
export interface OpenedFile {
  /** Its text. */
  readonly text: string;
  /** Whether it is a file, not a folder or a device. */
  readonly isFile: boolean;
  /** Its mode. */
  readonly mode: number;
  /** The user id of its owner. */
  readonly uid: number;
}

/** The permissions of others than the owner; a secret has none of them. */
const OTHERS = 0o077;

/**
 * Reads a file that holds a secret, and refuses it where others could have
 * read it too.
 *
 * @throws {ConfigError} Where it can't be read, or others can read it too. The
 * message says what to do and nothing of the text.
 */
export function readSecret(
  path: string,
  owners: readonly number[],
  open: (path: string) => OpenedFile = openFile,
): string {
  const { text, isFile, mode, uid } = openOr(path, open);
  if (!isFile) throw new ConfigError(`${path}: not a file`);
  if ((mode & OTHERS) !== 0) {
    throw new ConfigError(
      `${path}: users other than its owner may read or change it (mode ${
        (mode & 0o777).toString(8).padStart(3, "0")
      }); run chmod 600 ${path}`,
    );
  }
  if (!owners.includes(uid)) {
    throw new ConfigError(
      `${path}: belongs to user id ${uid}; it must belong to root or to the ` +
        `agent's user: run chown root ${path}`,
    );
  }
  return text;
}

/**
 * Reads a file that anybody may read.
 *
 * @throws {ConfigError} Where it can't be read.
 */
export function readPublic(
  path: string,
  open: (path: string) => OpenedFile = openFile,
): string {
  const { text, isFile } = openOr(path, open);
  if (!isFile) throw new ConfigError(`${path}: not a file`);
  return text;
}

function openOr(
  path: string,
  open: (path: string) => OpenedFile,
): OpenedFile {
  try {
    return open(path);
  } catch (error) {
    const reason = errorText(error);
    throw new ConfigError(`${path}: can't be read: ${reason}`);
  }
}

/** What is checked is the file that is read, whatever happens to the path meanwhile. */
function openFile(path: string): OpenedFile {
  using file = Deno.openSync(path);
  const { isFile, mode, uid, size } = file.statSync();
  const bytes = new Uint8Array(isFile ? size : 0);
  for (let at = 0; at < bytes.length;) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) break;
    at += count;
  }
  const text = new TextDecoder().decode(bytes);
  return { text, isFile, mode: mode ?? 0, uid: uid ?? 0 };
}
