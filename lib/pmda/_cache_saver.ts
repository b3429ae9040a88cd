/**
 * When and how an instance cache is written into its file.
 *
 * @module
 */

import { CACHE_TABLES, type CacheTable } from "./_cache_table.ts";
import type { CacheFile } from "./cache_file.ts";
import type { PmdaIndom } from "./instance_domain.ts";

/** Milliseconds after which times are saved even if nothing else is to be. */
const SYNC_INTERVAL = 3_600_000;
/** Milliseconds after which a file that can't be written is tried again. */
const RETRY_INTERVAL = 10_000;
/** Milliseconds of a save that nobody notices. */
const SHORT = 5;
/** How much longer the pause between two saves is than a save. */
const PAUSE = 20;

/**
 * Saves an instance cache, with or without a file: without one, saving only
 * says when its instances were seen.
 */
export class CacheSaver {
  /** The InstanceCache that it saves. */
  readonly cache: PmdaIndom;
  readonly #table: CacheTable<unknown>;
  #file: CacheFile | undefined;
  #savedAt: number;
  #failedAt: number | undefined;
  /** Milliseconds that the last save took, 0 where nobody notices them. */
  #writeTook = 0;

  constructor(cache: PmdaIndom) {
    const table = CACHE_TABLES.get(cache);
    if (table === undefined) {
      throw new TypeError(`instance domain ${cache.serial} is not dynamic`);
    }
    this.cache = cache;
    this.#table = table;
    this.#savedAt = table.now().getTime();
  }

  /**
   * Takes over what a file says (PMDA_CACHE_LOAD), and saves into it from now
   * on. Instances from the file are inactive. Those that contradict what the
   * cache has already are ignored, with a line in the log.
   */
  load(file: CacheFile): void {
    const content = file.read();
    if (content === undefined) return file.close();
    this.#file?.close();
    this.#file = file;
    this.#failedAt = undefined;
    this.#table.reuse ||= content.reuse;
    this.#table.maximum = content.maximum;
    for (const record of content.records) {
      const fault = this.#table.take(record);
      if (fault !== undefined) file.ignored(record.line, fault);
    }
  }

  /**
   * Saves where instances have been added or forgotten since the last time
   * (PMDA_CACHE_SAVE).
   *
   * @returns How many instances the file has now; 0 where nothing was to be
   * written or it was not possible.
   */
  save(): number {
    return this.#table.instancesChanged ? this.#write() : 0;
  }

  /**
   * Saves where instances have been added, forgotten or stored since the last
   * time (PMDA_CACHE_SYNC).
   *
   * @returns As {@linkcode save}.
   */
  sync(): number {
    const { instancesChanged, stampsChanged } = this.#table;
    return instancesChanged || stampsChanged ? this.#write() : 0;
  }

  /**
   * Saves what should not wait: {@linkcode save}, and {@linkcode sync} once
   * an hour. After a save it waits twenty times as long as that took, after a
   * failure ten seconds.
   */
  autosave(): void {
    const { instancesChanged, stampsChanged } = this.#table;
    if (!instancesChanged && !stampsChanged) return;
    const now = this.#table.now().getTime();
    // The clock may have been set back.
    const passed = (since: number) => Math.abs(now - since);
    if (
      this.#failedAt !== undefined && passed(this.#failedAt) < RETRY_INTERVAL
    ) return;
    // Saving a large domain takes its time, and must not take most of it.
    const interval = instancesChanged ? PAUSE * this.#writeTook : SYNC_INTERVAL;
    if (passed(this.#savedAt) < interval) return;
    const started = performance.now();
    this.#write();
    const took = performance.now() - started;
    this.#writeTook = took < SHORT ? 0 : took;
  }

  /** Saves what is new and closes the file. */
  close(): void {
    this.sync();
    this.#file?.close();
    this.#file = undefined;
  }

  #write(): number {
    const table = this.#table;
    const now = table.seconds;
    for (const row of table.rows) {
      if (row.stamp === 0) row.stamp = now;
    }
    if (this.#file?.write(table.content) === false) {
      this.#failedAt = table.now().getTime();
      return 0;
    }
    this.#failedAt = undefined;
    this.#savedAt = table.now().getTime();
    table.instancesChanged = false;
    table.stampsChanged = false;
    return table.rows.length;
  }
}
