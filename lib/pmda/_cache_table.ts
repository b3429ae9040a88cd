/**
 * What an instance cache remembers: its instances by number, name and key, and
 * what of that is not in its file yet.
 *
 * @module
 */

import { equal } from "@std/assert/equal";
import { encodeHex } from "@std/encoding/hex";
import { FreeIds } from "./_free_ids.ts";
import { firstWord, nameFault } from "./_instance_name.ts";
import type {
  CacheContent,
  CacheRecord,
  ParsedRecord,
} from "./cache_format.ts";
import { INST_MAX } from "./cache_format.ts";
import { InstanceError } from "./instance_error.ts";
import { instanceHash } from "./instance_hash.ts";

/** How often a key is hashed before there is no number for it, as in libpcp. */
const HASHES = 10;

const NO_KEY: Uint8Array = new Uint8Array();

/** An instance. */
export class CacheRow<Private> implements CacheRecord {
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

/** An instance that is going to be stored. */
export interface NewRow<Private> {
  readonly name: string;
  readonly key: Uint8Array;
  /** What to keep with it; undefined leaves what is kept. */
  readonly value: Private | undefined;
}

/** The tables of instance caches, for what saves them. */
export const CACHE_TABLES: WeakMap<object, CacheTable<unknown>> = new WeakMap();

/** The instances of an instance cache. */
export class CacheTable<Private> {
  readonly byInst = new Map<number, CacheRow<Private>>();
  /** Whether new instances get the lowest free number. */
  reuse = false;
  /** The highest number that new instances get. */
  maximum = INST_MAX;
  /** Whether instances have been added or forgotten since the last save. */
  instancesChanged = false;
  /** Whether anything else in the file has changed since the last save. */
  stampsChanged = false;
  readonly now: () => Date;
  readonly #labelled: boolean;
  readonly #byFirstWord = new Map<string, CacheRow<Private>>();
  readonly #byKey = new Map<string, CacheRow<Private>>();
  readonly #freeIds = new FreeIds();
  #rows: readonly CacheRow<Private>[] | undefined;
  #active: readonly CacheRow<Private>[] | undefined;
  #sizeActive = 0;
  #highest = -1;
  #labelsChanged = false;

  /** Where it is labelled, it notices what labels of instances are made of. */
  constructor(now: () => Date, labelled: boolean) {
    this.now = now;
    this.#labelled = labelled;
  }

  /** All instances, in the order of their numbers. */
  get rows(): readonly CacheRow<Private>[] {
    this.#rows ??= [...this.byInst.values()].sort((a, b) => a.inst - b.inst);
    return this.#rows;
  }

  /** The active instances, in the order of their numbers. */
  get active(): readonly CacheRow<Private>[] {
    this.#active ??= this.rows.filter(({ active }) => active);
    return this.#active;
  }

  /** What its file should say. */
  get content(): CacheContent {
    const { reuse, maximum, rows } = this;
    return { reuse, maximum, records: rows };
  }

  /** Seconds since 1970. */
  get seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }

  /** Whether labels of instances may have changed since this was asked last. */
  takeLabelChange(): boolean {
    const changed = this.#labelsChanged;
    this.#labelsChanged = false;
    return changed;
  }

  /** The instance that a name stands for, undefined where there is none. */
  find(name: string): CacheRow<Private> | undefined {
    const word = firstWord(name);
    const row = this.#byFirstWord.get(word);
    return row?.name === name || word === name ? row : undefined;
  }

  /** The instance with a key, undefined where there is none. */
  findKey(key: Uint8Array): CacheRow<Private> | undefined {
    return this.#byKey.get(encodeHex(key));
  }

  /** Makes an instance active that has no key. */
  store(name: string, value: Private | undefined): number {
    const row = this.#match(name) ?? this.#add(name, this.#nextInst(name));
    return this.#activate(row, value);
  }

  /** Makes an instance active that has a key. */
  storeKey(name: string, key: Uint8Array, value: Private | undefined): number {
    const known = this.#match(name);
    const owner = this.findKey(key);
    if (owner !== known) {
      const hex = encodeHex(key);
      throw new InstanceError(
        owner === undefined
          ? `instance "${name}": number ${known?.inst} has this name and a key other than ${hex}; cull it first`
          : `instance "${name}": its key ${hex} belongs to "${owner.name}"`,
      );
    }
    if (known !== undefined) return this.#activate(known, value);
    const inst = this.#hashedInst(name, key, this.byInst);
    return this.#activate(this.#addKeyed(name, key, inst), value);
  }

  /**
   * Makes exactly these instances active, which have no keys. Nothing is
   * changed where one can't be stored.
   */
  replace(
    instances: readonly { name: string; value?: Private }[],
  ): Map<number, Private> {
    this.#checkTogether(instances.map(({ name }) => name));
    return this.#keepOnly(instances.map(({ name, value }) => {
      const row = this.#match(name) ?? this.#add(name, this.#nextInst(name));
      this.#activate(row, value ?? row.private);
      return row;
    }));
  }

  /**
   * Makes exactly these instances active, which have keys. One whose name has
   * changed keeps its number; one that has the name of another key is culled.
   * Nothing is changed where one can't be stored.
   */
  replaceKeyed(instances: readonly NewRow<Private>[]): Map<number, Private> {
    checkKeyed(instances);
    const culled = new Set<CacheRow<Private>>();
    for (const { name, key } of instances) {
      const known = this.findKey(key);
      const other = this.#byFirstWord.get(firstWord(name));
      if (other !== undefined && other !== known) culled.add(other);
      if (known !== undefined && this.find(name) !== known) culled.add(known);
    }
    const taken = new Set(this.byInst.keys());
    for (const { inst } of culled) taken.delete(inst);
    const planned = instances.map((instance) => ({
      ...instance,
      known: this.findKey(instance.key),
    }));
    for (const { known } of planned) if (known) taken.add(known.inst);
    const numbered = planned.map(({ name, key, value, known }) => {
      const inst = known?.inst ?? this.#hashedInst(name, key, taken);
      taken.add(inst);
      return { name, key, value: value ?? known?.private, inst };
    });
    for (const row of culled) this.remove(row);
    return this.#keepOnly(numbered.map(({ name, key, value, inst }) => {
      const row = this.byInst.get(inst) ?? this.#addKeyed(name, key, inst);
      this.#activate(row, value);
      return row;
    }));
  }

  remove(row: CacheRow<Private>): void {
    this.setActive(row, false);
    this.byInst.delete(row.inst);
    this.#byFirstWord.delete(firstWord(row.name));
    if (row.key.length > 0) this.#byKey.delete(encodeHex(row.key));
    this.#freeIds.free(row.inst);
    this.#rows = undefined;
    this.instancesChanged = true;
  }

  clear(): void {
    if (this.byInst.size > 0) this.instancesChanged = true;
    this.byInst.clear();
    this.#byFirstWord.clear();
    this.#byKey.clear();
    this.#freeIds.clear();
    this.#sizeActive = 0;
    this.#rows = undefined;
    this.#active = undefined;
  }

  setActive(row: CacheRow<Private>, active: boolean): void {
    if (row.active === active) return;
    row.active = active;
    this.#sizeActive += active ? 1 : -1;
    this.#active = undefined;
  }

  /** Takes an instance out of a file; why not, if not. */
  take({ inst, stamp, key, name }: ParsedRecord): string | undefined {
    const known = this.byInst.get(inst);
    const owner = key.length > 0 ? this.findKey(key) : undefined;
    const others = [known, this.#byFirstWord.get(firstWord(name)), owner]
      .filter((row) => row !== undefined);
    if (others.length === 0) {
      const changed = this.instancesChanged;
      const row = this.#add(name, inst);
      row.stamp = stamp;
      this.#setKey(row, key);
      this.instancesChanged = changed;
      return undefined;
    }
    const [other] = others;
    const same = known !== undefined && this.find(name) === known &&
      others.every((row) => row === known) &&
      (known.key.length === 0 || key.length === 0 ||
        owner === known);
    if (same) {
      if (known.key.length === 0) this.#setKey(known, key);
      return undefined;
    }
    return `instance ${inst} ("${name}") is already known as ${other.inst} ("${other.name}")`;
  }

  /** Makes all others inactive. */
  #keepOnly(kept: readonly CacheRow<Private>[]): Map<number, Private> {
    const values = new Map<number, Private>();
    const present = new Set(kept);
    for (const row of present) {
      if (row.private !== undefined) values.set(row.inst, row.private);
    }
    if (present.size < this.#sizeActive) {
      for (const row of this.byInst.values()) {
        if (!present.has(row)) this.setActive(row, false);
      }
    }
    return values;
  }

  /** The instance that a name stands for, or none where it can be a new one. */
  #match(name: string): CacheRow<Private> | undefined {
    checkName(name);
    const row = this.find(name);
    const other = this.#byFirstWord.get(firstWord(name));
    if (row === undefined && other !== undefined) throw sameWord(name, other);
    return row;
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
    const room = this.maximum + 1 - added;
    if (this.byInst.size <= room) return;
    const counted = this.rows.filter(({ inst }) => inst <= this.maximum);
    if (counted.length > room) throw noneLeft(names[0], this.maximum);
  }

  /** The number of a new instance. */
  #nextInst(name: string): number {
    if (!this.reuse) {
      if (this.#highest < this.maximum) return this.#highest + 1;
      this.reuse = true;
    }
    const inst = this.#freeIds.lowest(this.byInst);
    if (inst > this.maximum) throw noneLeft(name, this.maximum);
    return inst;
  }

  /** The number of a new instance with a key. */
  #hashedInst(
    name: string,
    key: Uint8Array,
    taken: { has(inst: number): boolean },
  ): number {
    let hashed = 0;
    for (let i = 0; i < HASHES; i++) {
      hashed = instanceHash(key, hashed);
      const inst = hashed & INST_MAX;
      if (!taken.has(inst)) return inst;
    }
    throw new InstanceError(
      `instance "${name}": all numbers that its key ${
        encodeHex(key)
      } gives belong to others`,
    );
  }

  #addKeyed(name: string, key: Uint8Array, inst: number): CacheRow<Private> {
    const row = this.#add(name, inst);
    this.#setKey(row, key);
    this.reuse = true;
    return row;
  }

  #add(name: string, inst: number): CacheRow<Private> {
    const row = new CacheRow<Private>(inst, name);
    this.byInst.set(inst, row);
    this.#byFirstWord.set(firstWord(name), row);
    this.#highest = Math.max(this.#highest, inst);
    this.#rows = undefined;
    this.instancesChanged = true;
    return row;
  }

  #setKey(row: CacheRow<Private>, key: Uint8Array): void {
    if (key.length === 0) return;
    row.key = key;
    this.#byKey.set(encodeHex(key), row);
  }

  #activate(row: CacheRow<Private>, value: Private | undefined): number {
    if (this.#labelled && !this.#labelsChanged) {
      this.#labelsChanged = !equal(row.private, value);
    }
    this.setActive(row, true);
    row.private = value;
    row.stamp = 0;
    this.stampsChanged = true;
    return row.inst;
  }
}

function checkName(name: string): void {
  const fault = nameFault(name);
  if (fault !== undefined) {
    throw new InstanceError(`instance ${JSON.stringify(name)}: ${fault}`);
  }
}

function checkKeyed(instances: readonly NewRow<unknown>[]): void {
  const names = new Map<string, string>();
  const keys = new Map<string, string>();
  for (const { name, key } of instances) {
    checkName(name);
    const word = firstWord(name);
    const other = names.get(word);
    if (other !== undefined) throw sameWord(name, { name: other });
    names.set(word, name);
    const hex = encodeHex(key);
    const owner = keys.get(hex);
    if (owner !== undefined) {
      throw new InstanceError(
        `instance "${name}": its key ${hex} belongs to "${owner}"`,
      );
    }
    keys.set(hex, name);
  }
}

function sameWord(name: string, other: { name: string }): InstanceError {
  return new InstanceError(
    `instance "${name}" has the same first word as "${other.name}"; cull that instance first, or give them different words`,
  );
}

function noneLeft(name: string, maximum: number): InstanceError {
  return new InstanceError(
    `instance "${name}": all numbers up to ${maximum} are taken`,
  );
}
