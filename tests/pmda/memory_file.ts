/**
 * A file in memory, for the tests of instance domains that are saved.
 *
 * @module
 */

import { Log } from "../../lib/pmda/mod.ts";
import { CacheFile, type CacheHandle } from "../../lib/pmda/testing.ts";

/** A file in memory that can be full, or write little at a time. */
export class MemoryFile implements CacheHandle {
  /** What is in it. */
  bytes: Uint8Array = new Uint8Array();
  /** How many bytes fit into it. */
  room = Infinity;
  /** How many bytes one write takes. */
  chunk = Infinity;
  /** Why nothing can be written, or read, if it can't. */
  failure: string | undefined;
  /** Whether truncate fails, too. */
  stuck = false;
  /** How often it has been written from its beginning. */
  rewrites = 0;
  /** What was in it before each truncation. */
  readonly untruncated: string[] = [];
  closed = false;
  #at = 0;

  constructor(content: string | Uint8Array = "") {
    this.bytes = typeof content === "string"
      ? new TextEncoder().encode(content)
      : content;
  }

  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  readSync(buffer: Uint8Array): number | null {
    if (this.failure !== undefined) throw new Error(this.failure);
    const part = this.bytes.subarray(
      this.#at,
      this.#at + Math.min(buffer.length, this.chunk),
    );
    if (part.length === 0) return null;
    buffer.set(part);
    this.#at += part.length;
    return part.length;
  }

  writeSync(data: Uint8Array): number {
    if (this.failure !== undefined) throw new Error(this.failure);
    const count = Math.min(data.length, this.chunk, this.room - this.#at);
    if (count <= 0) throw new Error("No space left on device");
    const end = this.#at + count;
    const bytes = new Uint8Array(Math.max(end, this.bytes.length));
    bytes.set(this.bytes);
    bytes.set(data.subarray(0, count), this.#at);
    if (this.#at === 0) this.rewrites++;
    this.bytes = bytes;
    this.#at = end;
    return count;
  }

  seekSync(offset: number | bigint): number {
    return this.#at = Number(offset);
  }

  truncateSync(length = 0): void {
    if (this.stuck) throw new Error("stuck");
    this.untruncated.push(this.text);
    this.bytes = this.bytes.slice(0, length);
  }

  close(): void {
    this.closed = true;
  }
}

/** A file for an instance domain, with what stands in the log about it. */
export function cacheFile(
  content: string | Uint8Array = "",
): { memory: MemoryFile; file: CacheFile; lines: string[] } {
  const lines: string[] = [];
  const write = (text: string) => {
    lines.push(text.replace(/^\[.*?\] p\(\d+\) /, "").trimEnd());
  };
  const memory = new MemoryFile(content);
  const log = new Log({ progname: "p", write });
  return { memory, file: new CacheFile(memory, "253.7", log), lines };
}
