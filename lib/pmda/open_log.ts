/**
 * Opens an agent's log file. See pmOpenLog(3).
 *
 * @module
 */

import { errorText } from "../pcp/mod.ts";
import { cString, type Libc, LibcError, withLibc } from "./_libc.ts";
import type { Log } from "./log.ts";

const O_WRONLY = 0o1;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;
const MODE = 0o644;
const STDERR = 2;

/**
 * Opens a log file in place of stderr, so that all that the process says
 * there stands in it. Where it can't be written, the log stays on stderr and
 * says why.
 *
 * @example
 * ```ts
 * import { Log } from "@pmdaetcd/pmda";
 * import { openLog } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const write = (text: string) => lines.push(text);
 * openLog("-", new Log({ progname: "pmdaetcd", write }));
 * assertEquals(lines[0].startsWith("Log for pmdaetcd on "), true);
 * ```
 *
 * @param path The file, made anew; "-" leaves the log on stderr.
 * @param log The log, whose lines go to stderr.
 */
export function openLog(path: string, log: Log): void {
  let failure: string | undefined;
  if (path !== "-") {
    try {
      withLibc((libc) => replaceStderr(libc, path));
    } catch (error) {
      failure = errorText(error);
    }
  }
  log.started(hostname());
  if (failure !== undefined) {
    log.warning(`can't write the log file, logging to stderr: ${failure}`);
  }
}

function replaceStderr(libc: Libc, path: string): void {
  const name = cString(path);
  // A new file rather than the old one emptied: it belongs to nobody else,
  // and a link that somebody has put there is not followed.
  const found = lstat(path);
  const kept = found !== undefined && (found.isCharDevice || found.isDirectory);
  const fresh = found === undefined || (!kept && libc.unlink(name) === 0);
  if (!kept && !fresh && !found.isFile) throw new LibcError(libc, path);
  const flags = O_WRONLY | O_CREAT | O_APPEND | (fresh ? O_EXCL : O_TRUNC);
  const fd = libc.open(name, flags, MODE);
  if (fd < 0) throw new LibcError(libc, path);
  if (libc.dup2(fd, STDERR) < 0) throw new LibcError(libc, path);
  libc.close(fd);
}

function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

function hostname(): string {
  try {
    return Deno.hostname();
  } catch {
    return "this host";
  }
}
