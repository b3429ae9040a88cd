/**
 * The file in which an instance domain outlives its agent. See pmdaCache(3).
 *
 * @module
 */

import { errorText } from "../pcp/mod.ts";
import {
  type CacheContent,
  formatCache,
  INST_MAX,
  parseCache,
  type ParsedCache,
} from "./cache_format.ts";
import type { Log } from "./log.ts";

/** What a {@linkcode CacheFile} needs of an open file. */
export type CacheHandle = Pick<
  Deno.FsFile,
  "readSync" | "writeSync" | "seekSync" | "truncateSync" | "close"
>;

const MODE = 0o644;
const NEWLINE = 0x0a;
/** Lines of the log that one file may take when it is read. */
const WARNINGS = 20;
const EMPTY: ParsedCache = {
  reuse: false,
  maximum: INST_MAX,
  records: [],
  damaged: [],
};

/**
 * A file that is opened once, at the start, and then read and rewritten
 * through its handle: that takes no permission, so an agent can give up
 * those for files. Nothing here throws; what fails is logged.
 *
 * @example
 * ```ts
 * import { Log } from "@pmdaetcd/pmda";
 * import { CacheFile } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * let text = "";
 * const handle = {
 *   readSync: () => null,
 *   seekSync: () => 0,
 *   writeSync(bytes: Uint8Array) {
 *     text = new TextDecoder().decode(bytes);
 *     return bytes.length;
 *   },
 *   truncateSync() {},
 *   close() {},
 * };
 * const log = new Log({ progname: "pmdadisk", write: () => {} });
 * const file = new CacheFile(handle, "400.0", log);
 * const sda = { inst: 0, stamp: 1700000000, key: new Uint8Array(), name: "sda" };
 * file.write({ reuse: false, maximum: 99, records: [sda] });
 * assertEquals(text, "2 0 99\n0 1700000000 sda\n");
 * ```
 */
export class CacheFile {
  /** Where it is. */
  readonly path: string;
  readonly #handle: CacheHandle;
  readonly #writable: boolean;
  readonly #log: Log;
  #length = 0;
  #warnings = 0;
  #failure: string | undefined;

  /** Takes a file that is open. */
  constructor(handle: CacheHandle, path: string, log: Log, writable = true) {
    this.#handle = handle;
    this.#writable = writable;
    this.path = path;
    this.#log = log;
  }

  /**
   * Opens a file, or makes it with mode 0644 where there is none.
   *
   * @param path Where it is. It must be a regular file: a link is not followed.
   * @returns The file; undefined where it can't be opened, after a line in
   * the log.
   */
  static open(path: string, log: Log): CacheFile | undefined {
    try {
      const { handle, writable } = openRegular(path);
      if (!writable) {
        log.warning(
          `${path}: can't be written; changes of its instance domain are not saved`,
        );
      }
      return new CacheFile(handle, path, log, writable);
    } catch (error) {
      log.warning(
        `${path}: ${errorText(error)}; its instance domain is not saved`,
      );
      return undefined;
    }
  }

  /**
   * Reads the file. Lines that are damaged are left out, each with a line in
   * the log. A file of another kind is copied to its path with `.bad` behind
   * it.
   *
   * @returns What it says; an empty domain for an empty file or one of
   * another kind, undefined where it can't be read and should be left alone.
   */
  read(): ParsedCache | undefined {
    let bytes: Uint8Array;
    try {
      bytes = readAll(this.#handle);
    } catch (error) {
      this.#log.warning(
        `${this.path}: ${errorText(error)}; its instance domain is not saved`,
      );
      return undefined;
    }
    this.#length = bytes.length;
    if (bytes.length === 0) return EMPTY;
    const parsed = parseCache(bytes);
    if (parsed === undefined) {
      this.#setAside(bytes);
      return EMPTY;
    }
    for (const { line, fault } of parsed.damaged) this.ignored(line, fault);
    return parsed;
  }

  /**
   * Tells of a line that is not used. After twenty there is nothing more to
   * be learned from them.
   */
  ignored(line: number, fault: string): void {
    this.#warnings++;
    if (this.#warnings > WARNINGS) return;
    this.#log.warning(
      `${this.path}:${line}: ${fault}; line ignored${
        this.#warnings === WARNINGS ? ", further ones without a message" : ""
      }`,
    );
  }

  /**
   * Writes the file anew. A reason why it can't be written is logged
   * once, until there is another one.
   */
  write(content: CacheContent): boolean {
    if (!this.#writable) return false;
    try {
      this.#rewrite(formatCache(content));
    } catch (error) {
      const failure = errorText(error);
      if (failure !== this.#failure) {
        this.#log.warning(`${this.path}: can't be written: ${failure}`);
      }
      this.#failure = failure;
      return false;
    }
    if (this.#failure !== undefined) {
      this.#log.info(`${this.path}: can be written again`);
    }
    this.#failure = undefined;
    return true;
  }

  /** Closes the file. */
  close(): void {
    try {
      this.#handle.close();
    } catch {
      // It is closed already.
    }
  }

  /**
   * Writes over what is there. Should the agent be killed before the rest is
   * cut off, only empty lines follow: the end of an old line could look like
   * another instance.
   */
  #rewrite(text: Uint8Array): void {
    const bytes = new Uint8Array(Math.max(text.length, this.#length));
    bytes.fill(NEWLINE, text.length);
    bytes.set(text);
    this.#handle.seekSync(0, Deno.SeekMode.Start);
    let written = 0;
    try {
      while (written < bytes.length) {
        const count = this.#handle.writeSync(bytes.subarray(written));
        if (count === 0) throw new Error("the file takes no more data");
        written += count;
      }
    } catch (error) {
      this.#keepWholeLines(bytes, written);
      throw error;
    }
    this.#length = bytes.length;
    this.#handle.truncateSync(text.length);
    this.#length = text.length;
  }

  /** A name that is cut off would be another name with the same number. */
  #keepWholeLines(bytes: Uint8Array, written: number): void {
    if (written === 0) return;
    const end = bytes.subarray(0, written).lastIndexOf(NEWLINE) + 1;
    try {
      this.#handle.truncateSync(end);
      this.#length = end;
    } catch {
      this.#length = Math.max(written, this.#length);
    }
  }

  #setAside(bytes: Uint8Array): void {
    const aside = `${this.path}.bad`;
    let outcome = `kept as ${aside}`;
    try {
      removeOld(aside);
      Deno.writeFileSync(aside, bytes, { createNew: true, mode: MODE });
    } catch (error) {
      outcome = `can't be kept: ${errorText(error)}`;
    }
    this.#log.warning(
      `${this.path}: not a file of an instance domain; replaced by a new one, the old content ${outcome}`,
    );
  }
}

/** Opens a file that is no link, also where somebody puts one there meanwhile. */
function openRegular(
  path: string,
): { handle: Deno.FsFile; writable: boolean } {
  const found = lstat(path);
  if (found === undefined) {
    const options = { read: true, write: true, createNew: true, mode: MODE };
    return { handle: Deno.openSync(path, options), writable: true };
  }
  if (!found.isFile) throw new Error("not a regular file");
  let writable = true;
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true, write: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    writable = false;
    file = Deno.openSync(path, { read: true });
  }
  try {
    const opened = file.statSync();
    if (opened.ino !== found.ino || opened.dev !== found.dev) {
      throw new Error("another process has replaced the file");
    }
  } catch (error) {
    file.close();
    throw error;
  }
  return { handle: file, writable };
}

function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function removeOld(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function readAll(handle: CacheHandle): Uint8Array {
  let bytes = new Uint8Array(65536);
  let length = 0;
  handle.seekSync(0, Deno.SeekMode.Start);
  for (;;) {
    const count = handle.readSync(bytes.subarray(length));
    if (count === null) return bytes.subarray(0, length);
    length += count;
    if (length < bytes.length) continue;
    const more = new Uint8Array(2 * bytes.length);
    more.set(bytes);
    bytes = more;
  }
}
