/**
 * Instance domains that change while the agent runs. See pmdaCache(3).
 *
 * @module
 */

import { encodeHex } from "@std/encoding/hex";
import { PM_INDOM_SERIAL_MAX, type PmLabel } from "../pcp/mod.ts";
import { INST_MAX, type ParsedRecord } from "./cache_format.ts";
import { FreeIds } from "./_free_ids.ts";
import { firstWord, nameFault } from "./_instance_name.ts";
import type { CacheFile } from "./cache_file.ts";
import type { ClientContext } from "./client_context.ts";
import { DefinitionError } from "./definition_error.ts";
import type { Instance, PmdaIndom } from "./instance_domain.ts";
import { InstanceError } from "./instance_error.ts";
import { instanceHash } from "./instance_hash.ts";
import type { PmdaLabels } from "./pmda_labels.ts";

/** How often a key is hashed before there is no number for it, as in libpcp. */
const HASHES = 10;
/** Milliseconds after which times are saved even if nothing else is to be. */
const SYNC_INTERVAL = 3_600_000;
/** Milliseconds after which a file that can't be written is tried again. */
const RETRY_INTERVAL = 10_000;
/** Milliseconds of a save that nobody notices. */
const SHORT = 5;
/** How much longer the pause between two saves is than a save. */
const PAUSE = 20;

const NO_KEY: Uint8Array = new Uint8Array();
const encoder = new TextEncoder();

/** What there is to say of a dynamic instance domain. */
export interface InstanceCacheDefinition<Private> {
  /** Its number within the agent. */
  readonly serial: number;
  /** Its one-line help text; the agent's help file has it where this is missing. */
  readonly oneline?: string;
  /** Its full help text. */
  readonly help?: string;
  /** Labels of the domain itself. */
  readonly labels?: PmdaLabels;
  /** Computes the labels of an instance; none by default. */
  readonly instanceLabels?: (
    instance: CacheEntry<Private>,
    context: ClientContext,
  ) => readonly PmLabel[];
  /** Whether its numbers outlast the agent, in a file; `true` by default. */
  readonly persistent?: boolean;
  /** The clock; the system's by default. */
  readonly now?: () => Date;
}

/** An instance in a cache. It shows the state of the moment. */
export interface CacheEntry<Private> extends Instance {
  /** Whether clients see it; if not, only its number is remembered. */
  readonly active: boolean;
  /** What the agent keeps with it; undefined where it comes out of a file. */
  readonly private: Private | undefined;
}

class Entry<Private> implements CacheEntry<Private> {
  active = false;
  private: Private | undefined;
  key: Uint8Array = NO_KEY;
  /** Seconds since 1970; 0 where it has been stored and not been saved since. */
  stamp = 0;

  constructor(
    readonly inst: number,
    readonly name: string,
  ) {}
}

/**
 * An instance domain that changes. A name keeps its number as long as the
 * cache remembers it, also while it is inactive, and beyond the agent's end
 * where there is a file. What pmdaCache(3) is in C, with the same numbers and
 * the same file.
 *
 * Storing and looking up take the same time in a domain of any size; a full
 * pass is sorted anew only after a change.
 *
 * @example
 * ```ts
 * import { InstanceCache } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const disks = new InstanceCache<{ size: number }>({
 *   serial: 0,
 *   oneline: "disks",
 *   instanceLabels: (disk) => [{ name: "size", value: disk.private?.size ?? 0 }],
 * });
 * disks.replace(new Map([["sda", { size: 7 }], ["sdb", { size: 8 }]]));
 * disks.replace(new Map([["sdb", { size: 9 }], ["sdc", { size: 1 }]]));
 * assertEquals(
 *   disks.instances.map(({ inst, name }) => [inst, name]),
 *   [[1, "sdb"], [2, "sdc"]],
 * );
 * assertEquals(disks.lookup(1)?.private, { size: 9 });
 * assertEquals(disks.store("sda", { size: 7 }), 0);
 * ```
 */
export class InstanceCache<Private = undefined> implements PmdaIndom {
  /** Its number within the agent. */
  readonly serial: number;
  /** Its one-line help text. */
  readonly oneline?: string;
  /** Its full help text. */
  readonly help?: string;
  /** Labels of the domain itself. */
  readonly labels: PmdaLabels;
  /** Whether its numbers outlast the agent. */
  readonly persistent: boolean;
  readonly #definition: InstanceCacheDefinition<Private>;
  readonly #now: () => Date;
  readonly #byInst = new Map<number, Entry<Private>>();
  readonly #byFirstWord = new Map<string, Entry<Private>>();
  readonly #byKey = new Map<string, Entry<Private>>();
  readonly #freeIds = new FreeIds();
  #entries: readonly Entry<Private>[] | undefined;
  #instances: readonly Entry<Private>[] | undefined;
  #sizeActive = 0;
  #highest = -1;
  #maximum = INST_MAX;
  #reuse = false;
  #file: CacheFile | undefined;
  #instancesChanged = false;
  #stampsChanged = false;
  #savedAt: number;
  #failedAt: number | undefined;
  /** Milliseconds that the last save took, 0 where nobody notices them. */
  #writeTook = 0;

  /**
   * Makes the domain, without instances.
   *
   * @param definition What there is to say of it.
   * @throws {DefinitionError} Where the serial is none.
   */
  constructor(definition: InstanceCacheDefinition<Private>) {
    const { serial } = definition;
    if (
      !Number.isInteger(serial) || serial < 0 || serial > PM_INDOM_SERIAL_MAX
    ) {
      throw new DefinitionError(`serial ${serial} of an instance domain`);
    }
    this.serial = serial;
    this.oneline = definition.oneline;
    this.help = definition.help;
    this.persistent = definition.persistent ?? true;
    this.labels = definition.labels ?? [];
    this.#definition = definition;
    this.#now = definition.now ?? (() => new Date());
    this.#savedAt = this.#now().getTime();
  }

  /** The active instances, in the order of their numbers. */
  get instances(): readonly CacheEntry<Private>[] {
    this.#instances ??= this.#all().filter(({ active }) => active);
    return this.#instances;
  }

  /** All instances, also inactive ones, in the order of their numbers. */
  get entries(): readonly CacheEntry<Private>[] {
    return this.#all();
  }

  /** How many instances there are (PMDA_CACHE_SIZE). */
  get size(): number {
    return this.#byInst.size;
  }

  /** How many are active (PMDA_CACHE_SIZE_ACTIVE). */
  get sizeActive(): number {
    return this.#sizeActive;
  }

  /** How many are inactive (PMDA_CACHE_SIZE_INACTIVE). */
  get sizeInactive(): number {
    return this.#byInst.size - this.#sizeActive;
  }

  /**
   * The active instance with a number.
   *
   * @param inst The number.
   * @returns The instance, undefined where there is none or it is inactive.
   */
  byInst(inst: number): CacheEntry<Private> | undefined {
    const entry = this.#byInst.get(inst);
    return entry?.active ? entry : undefined;
  }

  /**
   * The active instance with a name, or with a name that begins with it and
   * a space.
   *
   * @param name The name.
   * @returns The instance, undefined where there is none or it is inactive.
   */
  byName(name: string): CacheEntry<Private> | undefined {
    const entry = this.#find(name);
    return entry?.active ? entry : undefined;
  }

  /**
   * The labels of an instance.
   *
   * @param instance The instance.
   * @param context The client that asks.
   * @returns The labels.
   */
  instanceLabels(
    instance: Instance,
    context: ClientContext,
  ): readonly PmLabel[] {
    const entry = this.#byInst.get(instance.inst);
    if (entry === undefined) return [];
    return this.#definition.instanceLabels?.(entry, context) ?? [];
  }

  /**
   * The instance with a number, active or not (pmdaCacheLookup).
   *
   * @param inst The number.
   * @returns The instance, undefined where there is none.
   */
  lookup(inst: number): CacheEntry<Private> | undefined {
    return this.#byInst.get(inst);
  }

  /**
   * The instance with a name, active or not (pmdaCacheLookupName).
   *
   * @param name The name, or what stands before its first space.
   * @returns The instance, undefined where there is none.
   */
  lookupName(name: string): CacheEntry<Private> | undefined {
    return this.#find(name);
  }

  /**
   * The instance with a key, active or not (pmdaCacheLookupKey).
   *
   * @param key The key; for an instance stored without one its name is the key.
   * @returns The instance, undefined where there is none.
   */
  lookupKey(key: Uint8Array | string): CacheEntry<Private> | undefined {
    const bytes = typeof key === "string" ? encoder.encode(key) : key;
    return this.#byKey.get(encodeHex(bytes));
  }

  /**
   * Makes an instance active (pmdaCacheStore with PMDA_CACHE_ADD). A name
   * that is known keeps its number; a new one gets the next.
   *
   * @param name Its name. Where one with this first word is known, it must be
   * the same, or the first word alone.
   * @param value What to keep with it, in place of what was kept before.
   * @returns Its number.
   * @throws {InstanceError} Where the name is none (empty, with a space at
   * its beginning, with control characters) or has the first word of another
   * one, or no number is left.
   */
  store(name: string, value?: Private): number {
    const entry = this.#match(name) ?? this.#add(name, this.#nextInst(name));
    return this.#activate(entry, value);
  }

  /**
   * Makes an instance active that has a key (pmdaCacheStoreKey). A new one
   * gets a number that is made of the key, the same on every host and in
   * every language. From then on, {@linkcode store} gives the lowest free
   * number as after {@linkcode reuse}. As in libpcp, the highest number that
   * {@linkcode resize} sets does not hold for these.
   *
   * @param name Its name.
   * @param key Bytes that no other instance has; the name where there are none.
   * @param value What to keep with it.
   * @returns Its number.
   * @throws {InstanceError} As {@linkcode store}, and where name and key do
   * not belong together.
   */
  storeKey(
    name: string,
    key: Uint8Array | undefined,
    value?: Private,
  ): number {
    const bytes = key === undefined || key.length === 0
      ? encoder.encode(name)
      : key.slice();
    const hex = encodeHex(bytes);
    const known = this.#match(name);
    const owner = this.#byKey.get(hex);
    if (owner !== known) {
      throw new InstanceError(
        owner === undefined
          ? `instance "${name}": known as ${known?.inst} with another key than ${hex}; cull it first`
          : `instance "${name}": its key ${hex} is that of "${owner.name}"`,
      );
    }
    if (known !== undefined) return this.#activate(known, value);
    const entry = this.#add(name, this.#hashedInst(name, bytes));
    entry.key = bytes;
    this.#byKey.set(hex, entry);
    this.#reuse = true;
    return this.#activate(entry, value);
  }

  /**
   * Makes exactly these instances active, all others inactive. What Python's
   * replace_indom() does. Nothing is changed where a name can't be stored.
   *
   * @param instances Their names, or their names with what to keep with each.
   * Names alone leave what is kept.
   * @throws {InstanceError} As {@linkcode store}.
   */
  replace(instances: Iterable<string> | Map<string, Private>): void {
    const values = instances instanceof Map ? instances : undefined;
    const names = instances instanceof Map
      ? [...instances.keys()]
      : [...instances];
    this.#checkTogether(names);
    const present = new Set<Entry<Private>>();
    for (const name of names) {
      const entry = this.#match(name) ?? this.#add(name, this.#nextInst(name));
      this.#activate(entry, values ? values.get(name) : entry.private);
      present.add(entry);
    }
    if (present.size === this.#sizeActive) return;
    for (const entry of this.#byInst.values()) {
      if (!present.has(entry)) this.#setActive(entry, false);
    }
  }

  /**
   * Makes an instance inactive: clients do not see it, but its number is
   * remembered (PMDA_CACHE_HIDE).
   *
   * @param name Its name.
   * @returns Whether it is known.
   */
  hide(name: string): boolean {
    const entry = this.#find(name);
    if (entry !== undefined) this.#setActive(entry, false);
    return entry !== undefined;
  }

  /**
   * Forgets an instance (PMDA_CACHE_CULL).
   *
   * @param name Its name.
   * @returns Whether it was known.
   */
  cull(name: string): boolean {
    const entry = this.#find(name);
    if (entry !== undefined) this.#remove(entry);
    return entry !== undefined;
  }

  /** Makes all instances active (PMDA_CACHE_ACTIVE). */
  activateAll(): void {
    for (const entry of this.#byInst.values()) this.#setActive(entry, true);
  }

  /** Makes all instances inactive (PMDA_CACHE_INACTIVE). */
  deactivateAll(): void {
    for (const entry of this.#byInst.values()) this.#setActive(entry, false);
  }

  /** Forgets all instances. */
  cullAll(): void {
    if (this.#byInst.size > 0) this.#instancesChanged = true;
    this.#byInst.clear();
    this.#byFirstWord.clear();
    this.#byKey.clear();
    this.#freeIds.clear();
    this.#sizeActive = 0;
    this.#entries = undefined;
    this.#instances = undefined;
  }

  /**
   * Forgets the instances that have not been stored for some time
   * (pmdaCachePurge), be they active or not. The time of an instance is that
   * of the first save after it has been stored; one that has been stored since
   * the last save stays.
   *
   * @param seconds How long.
   * @param callback Called with what the agent keeps with each of them.
   * @returns How many are forgotten.
   */
  purge(seconds: number, callback?: (value: Private) => void): number {
    const epoch = this.#seconds() - seconds;
    const old = this.#all().filter(({ stamp }) => stamp > 0 && stamp < epoch);
    for (const entry of old) this.#remove(entry);
    for (const entry of old) {
      if (entry.private !== undefined) callback?.(entry.private);
    }
    return old.length;
  }

  /** Gives new instances the lowest free number from now on (PMDA_CACHE_REUSE). */
  reuse(): void {
    if (!this.#reuse) this.#stampsChanged = true;
    this.#reuse = true;
  }

  /**
   * Sets the highest number that new instances get (pmdaCacheResize).
   *
   * @param maximum The number, not below that of an instance.
   * @throws {InstanceError} Where it is none.
   */
  resize(maximum: number): void {
    const last = this.#all().at(-1);
    if (!Number.isInteger(maximum) || maximum < 0 || maximum > INST_MAX) {
      throw new InstanceError(`highest instance ${maximum} is no instance`);
    }
    if (last !== undefined && last.inst > maximum) {
      throw new InstanceError(
        `highest instance ${maximum} is below ${last.inst} ("${last.name}")`,
      );
    }
    this.#maximum = maximum;
    this.#stampsChanged = true;
  }

  /**
   * Takes over what a file says (PMDA_CACHE_LOAD), and keeps the file for
   * {@linkcode save}. Instances from the file are inactive. Those that do not
   * fit to what is here already are ignored, with a line in the log.
   *
   * @param file The file, just opened.
   */
  load(file: CacheFile): void {
    const content = file.read();
    if (content === undefined) return file.close();
    this.#file?.close();
    this.#file = file;
    this.#failedAt = undefined;
    this.#reuse ||= content.reuse;
    this.#maximum = content.maximum;
    for (const record of content.records) {
      const fault = this.#take(record);
      if (fault !== undefined) file.ignored(record.line, fault);
    }
  }

  /**
   * Writes the file where instances have been added or forgotten since the
   * last time (PMDA_CACHE_SAVE).
   *
   * @returns How many instances the file has now; 0 where nothing was to be
   * written or it was not possible.
   */
  save(): number {
    return this.#instancesChanged ? this.#write() : 0;
  }

  /**
   * Writes the file where instances have been added, forgotten or stored
   * since the last time (PMDA_CACHE_SYNC).
   *
   * @returns How many instances the file has now; 0 where nothing was to be
   * written or it was not possible.
   */
  sync(): number {
    return this.#instancesChanged || this.#stampsChanged ? this.#write() : 0;
  }

  /**
   * Saves what should not wait: {@linkcode save}, and {@linkcode sync} once
   * an hour. After a save it waits twenty times as long as that took, after a
   * failure ten seconds.
   */
  autosave(): void {
    if (!this.#instancesChanged && !this.#stampsChanged) return;
    const now = this.#now().getTime();
    // The clock may have been set back.
    const passed = (since: number) => Math.abs(now - since);
    if (
      this.#failedAt !== undefined && passed(this.#failedAt) < RETRY_INTERVAL
    ) return;
    // Saving a large domain takes its time, and must not take most of it.
    const interval = this.#instancesChanged
      ? PAUSE * this.#writeTook
      : SYNC_INTERVAL;
    if (passed(this.#savedAt) < interval) return;
    const started = performance.now();
    this.#write();
    const took = performance.now() - started;
    this.#writeTook = took < SHORT ? 0 : took;
  }

  /** Writes what is new and closes the file. */
  close(): void {
    this.sync();
    this.#file?.close();
    this.#file = undefined;
  }

  #seconds(): number {
    return Math.floor(this.#now().getTime() / 1000);
  }

  #all(): readonly Entry<Private>[] {
    this.#entries ??= [...this.#byInst.values()]
      .sort((a, b) => a.inst - b.inst);
    return this.#entries;
  }

  /** The instance that a name stands for, undefined where there is none. */
  #find(name: string): Entry<Private> | undefined {
    const word = firstWord(name);
    const entry = this.#byFirstWord.get(word);
    return entry?.name === name || word === name ? entry : undefined;
  }

  /** The instance that a name stands for, or none where it can be a new one. */
  #match(name: string): Entry<Private> | undefined {
    const fault = nameFault(name);
    if (fault !== undefined) {
      throw new InstanceError(`instance ${JSON.stringify(name)}: ${fault}`);
    }
    const entry = this.#find(name);
    const other = this.#byFirstWord.get(firstWord(name));
    if (entry === undefined && other !== undefined) throw sameWord(name, other);
    return entry;
  }

  /** Throws where names can't all be stored. */
  #checkTogether(names: readonly string[]): void {
    const words = new Map<string, string>();
    let added = 0;
    for (const name of names) {
      const known = this.#match(name);
      const word = firstWord(name);
      const other = words.get(word);
      if (other === undefined && known === undefined) added++;
      // Beside "a b" known, "a" stands for it; of two that are new it would
      // depend on their order.
      if (other !== undefined && other !== name && known === undefined) {
        throw sameWord(name, { name: other });
      }
      words.set(word, name);
    }
    const room = this.#maximum + 1 - added;
    if (this.#byInst.size <= room) return;
    const counted = this.#all().filter(({ inst }) => inst <= this.#maximum);
    if (counted.length > room) throw noneLeft(names[0], this.#maximum);
  }

  /** The number of a new instance. */
  #nextInst(name: string): number {
    if (!this.#reuse) {
      if (this.#highest < this.#maximum) return this.#highest + 1;
      this.#reuse = true;
    }
    const inst = this.#freeIds.lowest(this.#byInst);
    if (inst > this.#maximum) throw noneLeft(name, this.#maximum);
    return inst;
  }

  /** The number of a new instance with a key. */
  #hashedInst(name: string, key: Uint8Array): number {
    let hashed = 0;
    for (let i = 0; i < HASHES; i++) {
      hashed = instanceHash(key, hashed);
      const inst = hashed & INST_MAX;
      if (!this.#byInst.has(inst)) return inst;
    }
    throw new InstanceError(
      `instance "${name}": the key ${encodeHex(key)} gives numbers of others`,
    );
  }

  #add(name: string, inst: number): Entry<Private> {
    const entry = new Entry<Private>(inst, name);
    this.#byInst.set(inst, entry);
    this.#byFirstWord.set(firstWord(name), entry);
    this.#highest = Math.max(this.#highest, inst);
    this.#entries = undefined;
    this.#instancesChanged = true;
    return entry;
  }

  #remove(entry: Entry<Private>): void {
    this.#setActive(entry, false);
    this.#byInst.delete(entry.inst);
    this.#byFirstWord.delete(firstWord(entry.name));
    if (entry.key.length > 0) this.#byKey.delete(encodeHex(entry.key));
    this.#freeIds.free(entry.inst);
    this.#entries = undefined;
    this.#instancesChanged = true;
  }

  #activate(entry: Entry<Private>, value: Private | undefined): number {
    this.#setActive(entry, true);
    entry.private = value;
    entry.stamp = 0;
    this.#stampsChanged = true;
    return entry.inst;
  }

  #setActive(entry: Entry<Private>, active: boolean): void {
    if (entry.active === active) return;
    entry.active = active;
    this.#sizeActive += active ? 1 : -1;
    this.#instances = undefined;
  }

  /** Takes an instance out of a file; why not, if not. */
  #take({ inst, stamp, key, name }: ParsedRecord): string | undefined {
    const known = this.#byInst.get(inst);
    const owner = key.length > 0 ? this.#byKey.get(encodeHex(key)) : undefined;
    const others = [known, this.#byFirstWord.get(firstWord(name)), owner]
      .filter((entry) => entry !== undefined);
    if (others.length === 0) {
      const changed = this.#instancesChanged;
      const entry = this.#add(name, inst);
      entry.stamp = stamp;
      this.#setKey(entry, key);
      this.#instancesChanged = changed;
      return undefined;
    }
    const [other] = others;
    const same = known !== undefined && this.#find(name) === known &&
      others.every((entry) => entry === known) &&
      (known.key.length === 0 || key.length === 0 ||
        owner === known);
    if (same) {
      if (known.key.length === 0) this.#setKey(known, key);
      return undefined;
    }
    return `instance ${inst} ("${name}") is known as ${other.inst} ("${other.name}")`;
  }

  #setKey(entry: Entry<Private>, key: Uint8Array): void {
    if (key.length === 0) return;
    entry.key = key;
    this.#byKey.set(encodeHex(key), entry);
  }

  #write(): number {
    const now = this.#seconds();
    const records = this.#all();
    for (const entry of records) {
      if (entry.stamp === 0) entry.stamp = now;
    }
    const file = this.#file;
    if (file !== undefined) {
      const [reuse, maximum] = [this.#reuse, this.#maximum];
      if (!file.write({ reuse, maximum, records })) {
        this.#failedAt = this.#now().getTime();
        return 0;
      }
    }
    this.#failedAt = undefined;
    this.#savedAt = this.#now().getTime();
    this.#instancesChanged = false;
    this.#stampsChanged = false;
    return records.length;
  }
}

function sameWord(name: string, other: { name: string }): InstanceError {
  return new InstanceError(
    `instance "${name}" has the first word of "${other.name}"; cull that one first, or give them different words`,
  );
}

function noneLeft(name: string, maximum: number): InstanceError {
  return new InstanceError(
    `instance "${name}": all numbers up to ${maximum} are taken`,
  );
}
