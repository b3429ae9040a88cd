/**
 * The file in which libpcp keeps an instance domain, see pmdaCache(3): a line
 * `VERSION MODE MAXIMUM`, then for each instance `INST STAMP NAME`, or
 * `INST STAMP [KEY] NAME` with the key in hexadecimal.
 *
 * @module
 */

import { decodeHex, encodeHex } from "@std/encoding/hex";
import { nameFault } from "./_instance_name.ts";

/** The highest number of an instance. */
export const INST_MAX = 0x7fffffff;

/** An instance in a file. */
export interface CacheRecord {
  /** The instance. */
  readonly inst: number;
  /** When it was active at last, in seconds since 1970; 0 where nobody knows. */
  readonly stamp: number;
  /** Its key; empty where it has none. */
  readonly key: Uint8Array;
  /** Its name. */
  readonly name: string;
}

/** What a file says. */
export interface CacheContent {
  /** Whether new instances get the lowest free number. */
  readonly reuse: boolean;
  /** The highest number that new instances get. */
  readonly maximum: number;
  /** The instances. */
  readonly records: readonly CacheRecord[];
}

/** An instance in a file that has been read. */
export interface ParsedRecord extends CacheRecord {
  /** The number of its line, from 1. */
  readonly line: number;
}

/** A line of a file that can't be used. */
export interface DamagedLine {
  /** Its number, from 1. */
  readonly line: number;
  /** What is wrong with it. */
  readonly fault: string;
}

/** A file, as far as it can be understood. */
export interface ParsedCache extends CacheContent {
  /** The instances. */
  readonly records: readonly ParsedRecord[];
  /** The lines that can't be used. */
  readonly damaged: readonly DamagedLine[];
}

const HEADER = /^[ \t]*(?:1[ \t]+([01])|2[ \t]+([01])[ \t]+(\d+))(?:[ \t]|$)/;
// What is no key in hexadecimal is the beginning of a name: libpcp writes
// names as they are.
const RECORD =
  /^[ \t]*(\d+)[ \t]+(\d+)[ \t]+(?:\[((?:[\da-f]{2})*)\][ \t]+)?(.+)$/i;
const NEWLINE = 0x0a;
const NO_KEY: Uint8Array = new Uint8Array();

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Parses a file. A line that is damaged is left out; libpcp leaves out all
 * that follows it, too.
 *
 * @example
 * ```ts
 * import { parseCache } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const file = "2 0 2147483647\n0 1700000000 sda\nsdb\n7 1700000000 [0a] sdc\n";
 * const parsed = parseCache(new TextEncoder().encode(file));
 * assertEquals(parsed?.records.map(({ inst, name }) => [inst, name]), [
 *   [0, "sda"],
 *   [7, "sdc"],
 * ]);
 * assertEquals(parsed?.records[1].key, new Uint8Array([10]));
 * assertEquals(parsed?.damaged.map(({ line }) => line), [3]);
 * ```
 *
 * @returns What it says; undefined where the first line is not one of libpcp's.
 */
export function parseCache(bytes: Uint8Array): ParsedCache | undefined {
  const lines = linesOf(bytes);
  const header = HEADER.exec(lines[0] ?? "");
  if (header === null) return undefined;
  const maximum = Number(header[3] ?? INST_MAX);
  if (maximum > INST_MAX) return undefined;
  const records: ParsedRecord[] = [];
  const damaged: DamagedLine[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = i + 1;
    const text = lines[i];
    if (text === "") continue;
    const record = text === undefined
      ? "is not text in UTF-8"
      : parseRecord(text, line);
    if (typeof record === "string") damaged.push({ line, fault: record });
    else records.push(record);
  }
  const reuse = (header[1] ?? header[2]) === "1";
  return { reuse, maximum, records, damaged };
}

/**
 * Writes a file.
 *
 * libpcp takes lines of at most 1023 bytes. A name without a key that begins
 * with "[" has an empty key before it, or libpcp would read a key there.
 *
 * @example
 * ```ts
 * import { formatCache } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const file = formatCache({
 *   reuse: false,
 *   maximum: 2147483647,
 *   records: [{ inst: 0, stamp: 1700000000, key: new Uint8Array(), name: "sda" }],
 * });
 * assertEquals(
 *   new TextDecoder().decode(file),
 *   "2 0 2147483647\n0 1700000000 sda\n",
 * );
 * ```
 */
export function formatCache(content: CacheContent): Uint8Array {
  const lines = [`2 ${content.reuse ? 1 : 0} ${content.maximum}\n`];
  for (const { inst, stamp, key, name } of content.records) {
    const hex = key.length > 0 || name.startsWith("[")
      ? `[${encodeHex(key)}] `
      : "";
    lines.push(`${inst} ${stamp} ${hex}${name}\n`);
  }
  return encoder.encode(lines.join(""));
}

function parseRecord(text: string, line: number): ParsedRecord | string {
  const parts = RECORD.exec(text);
  if (parts === null) return "is not INST STAMP [KEY] NAME";
  const [inst, stamp] = [Number(parts[1]), Number(parts[2])];
  if (inst > INST_MAX) return `instance ${parts[1]} is above ${INST_MAX}`;
  if (!Number.isSafeInteger(stamp)) return `time ${parts[2]} is too large`;
  const key = parts[3] ? decodeHex(parts[3]) : NO_KEY;
  const name = parts[4];
  return nameFault(name) ?? { line, inst, stamp, key, name };
}

/** The lines of a file; undefined for one that is not text in UTF-8. */
function linesOf(bytes: Uint8Array): readonly (string | undefined)[] {
  const text = textOf(bytes);
  if (text !== undefined) return text.split(/\r?\n/);
  const lines: (string | undefined)[] = [];
  for (let start = 0; start <= bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    lines.push(textOf(bytes.subarray(start, end))?.replace(/\r$/, ""));
    start = end + 1;
  }
  return lines;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
