/**
 * Instance domains that change while the agent runs. See pmdaCache(3).
 *
 * @module
 */

import { PM_INDOM_SERIAL_MAX, type PmLabel } from "../pcp/mod.ts";
import { CACHE_TABLES, CacheTable, type NewRow } from "./_cache_table.ts";
import { INST_MAX } from "./cache_format.ts";
import type { ClientContext } from "./client_context.ts";
import { DefinitionError } from "./definition_error.ts";
import type { Instance, PmdaIndom } from "./instance_domain.ts";
import { InstanceError } from "./instance_error.ts";
import type { PmdaLabels } from "./pmda_labels.ts";

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

/** An instance as {@linkcode InstanceCache.replace} takes it. */
export interface CacheInstance<Private> {
  /**
   * What it is known by whatever its name is, if there is such a thing. Its
   * number is made of the key alone, as {@linkcode InstanceCache.storeKey} does.
   */
  readonly key?: string | Uint8Array;
  /** Its name. */
  readonly name: string;
  /** What to keep with it; what is kept already stays where this is missing. */
  readonly value?: Private;
}

/**
 * An instance domain that changes. A name keeps its number as long as the
 * cache remembers it, also while it is inactive, and beyond the agent's end:
 * the agent saves it in a file. What pmdaCache(3) is in C, with the same
 * numbers and the same file.
 *
 * Where it has `instanceLabels`, it notices itself when labels change: an
 * instance is new, or what is kept with it differs from before. Put a new
 * object in the place of the old one for that; an object that is changed where
 * it is looks the same.
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
 * disks.replace([
 *   { name: "sda", value: { size: 7 } },
 *   { name: "sdb", value: { size: 8 } },
 * ]);
 * disks.replace([
 *   { name: "sdb", value: { size: 9 } },
 *   { name: "sdc", value: { size: 1 } },
 * ]);
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
  readonly #table: CacheTable<Private>;

  /**
   * Makes the domain, without instances.
   *
   * @throws {DefinitionError} Where the serial is not within 0 to 4194303.
   */
  constructor(definition: InstanceCacheDefinition<Private>) {
    const { serial, now, instanceLabels } = definition;
    if (
      !Number.isInteger(serial) || serial < 0 || serial > PM_INDOM_SERIAL_MAX
    ) {
      throw new DefinitionError(
        `serial ${serial} of an instance domain is not within 0 to ${PM_INDOM_SERIAL_MAX}`,
      );
    }
    this.serial = serial;
    this.oneline = definition.oneline;
    this.help = definition.help;
    this.persistent = definition.persistent ?? true;
    this.labels = definition.labels ?? [];
    this.#definition = definition;
    const labelled = instanceLabels !== undefined;
    this.#table = new CacheTable(now ?? (() => new Date()), labelled);
    CACHE_TABLES.set(this, this.#table);
  }

  /** The active instances, in the order of their numbers. */
  get instances(): readonly CacheEntry<Private>[] {
    return this.#table.active;
  }

  /** All instances, also inactive ones, in the order of their numbers. */
  get entries(): readonly CacheEntry<Private>[] {
    return this.#table.rows;
  }

  /** How many instances there are, also inactive ones (PMDA_CACHE_SIZE). */
  get size(): number {
    return this.#table.byInst.size;
  }

  /** The active instance with a number. */
  byInst(inst: number): CacheEntry<Private> | undefined {
    const row = this.#table.byInst.get(inst);
    return row?.active ? row : undefined;
  }

  /**
   * The active instance with a name, or with a name that begins with it and
   * a space.
   */
  byName(name: string): CacheEntry<Private> | undefined {
    const row = this.#table.find(name);
    return row?.active ? row : undefined;
  }

  /** The labels of an instance, for the client that asks. */
  instanceLabels(
    instance: Instance,
    context: ClientContext,
  ): readonly PmLabel[] {
    const row = this.#table.byInst.get(instance.inst);
    if (row === undefined) return [];
    return this.#definition.instanceLabels?.(row, context) ?? [];
  }

  /** Whether labels of instances may have changed since this was asked last. */
  takeLabelChange(): boolean {
    return this.#table.takeLabelChange();
  }

  /** The instance with a number, active or not (pmdaCacheLookup). */
  lookup(inst: number): CacheEntry<Private> | undefined {
    return this.#table.byInst.get(inst);
  }

  /**
   * The instance with a name or a first word, active or not
   * (pmdaCacheLookupName).
   */
  lookupName(name: string): CacheEntry<Private> | undefined {
    return this.#table.find(name);
  }

  /**
   * The instance with a key, active or not (pmdaCacheLookupKey). The key of an
   * instance that {@linkcode storeKey} has stored without one is its name.
   */
  lookupKey(key: Uint8Array | string): CacheEntry<Private> | undefined {
    return this.#table.findKey(bytesOf(key));
  }

  /**
   * Makes an instance active (pmdaCacheStore with PMDA_CACHE_ADD). A name
   * that is known keeps its number; a new one gets the next.
   *
   * @param name Its name. Where one with this first word is known, it must be
   * the same, or the first word alone.
   * @param value What to keep with it, in place of what was kept before.
   * @throws {InstanceError} Where the name is empty, begins with a space, has
   * control characters or the first word of another one, or no number is left.
   */
  store(name: string, value?: Private): number {
    return this.#table.store(name, value);
  }

  /**
   * Makes an instance active that has a key (pmdaCacheStoreKey). A new one
   * gets a number that is made of the key, the same on every host and in
   * every language. From then on, {@linkcode store} gives the lowest free
   * number as after {@linkcode reuse}. As in libpcp, the highest number that
   * {@linkcode resize} sets does not hold for these.
   *
   * @param key Bytes that no other instance has; the name where there are none.
   * @param value What to keep with it, in place of what was kept before.
   * @throws {InstanceError} As {@linkcode store}, and where the name is known
   * with another key or the key with another name.
   */
  storeKey(
    name: string,
    key: Uint8Array | undefined,
    value?: Private,
  ): number {
    const bytes = bytesOf(key?.length ? key : name);
    return this.#table.storeKey(name, bytes, value);
  }

  /**
   * Makes exactly these instances active, all others inactive, which Python's
   * replace_indom() does. Either all of them have keys or none has.
   *
   * With keys, an instance whose name has changed keeps its number under the
   * new one, and an instance whose name now belongs to another key is
   * forgotten.
   *
   * @example Members of a cluster, whose names may change
   * ```ts
   * import { InstanceCache } from "@pmdaetcd/pmda";
   * import { assertEquals } from "@std/assert";
   *
   * const members = new InstanceCache<string>({ serial: 0 });
   * members.replace([{ key: "d05873a8", name: "starting", value: "host1" }]);
   * const [{ inst }] = members.instances;
   * const hosts = members.replace([
   *   { key: "d05873a8", name: "m1", value: "host1" },
   *   { key: "8e9e05c5", name: "m2", value: "host2" },
   * ]);
   * assertEquals(hosts.get(inst), "host1");
   * assertEquals(members.byInst(inst)?.name, "m1");
   * ```
   *
   * @returns What is kept with each of them, by its number.
   * @throws {InstanceError} As {@linkcode store}, where two have the same key,
   * or only some have one. Nothing is changed then.
   */
  replace(
    instances: Iterable<string | CacheInstance<Private>>,
  ): ReadonlyMap<number, Private> {
    const rows = Array.from(
      instances,
      (instance) =>
        typeof instance === "string" ? { name: instance } : instance,
    );
    const keyed: NewRow<Private>[] = [];
    for (const { key, name, value } of rows) {
      if (key !== undefined) keyed.push({ key: bytesOf(key), name, value });
    }
    if (keyed.length === 0) return this.#table.replace(rows);
    if (keyed.length === rows.length) return this.#table.replaceKeyed(keyed);
    const without = rows.find(({ key }) => key === undefined);
    throw new InstanceError(
      `instance "${without?.name}" has no key, but other instances have one: give a key to all of them`,
    );
  }

  /**
   * Makes an instance inactive: clients do not see it, but its number is
   * remembered (PMDA_CACHE_HIDE).
   *
   * @returns Whether there is one with this name.
   */
  hide(name: string): boolean {
    const row = this.#table.find(name);
    if (row !== undefined) this.#table.setActive(row, false);
    return row !== undefined;
  }

  /**
   * Forgets an instance (PMDA_CACHE_CULL).
   *
   * @returns Whether there was one with this name.
   */
  cull(name: string): boolean {
    const row = this.#table.find(name);
    if (row !== undefined) this.#table.remove(row);
    return row !== undefined;
  }

  /** Forgets all instances. */
  cullAll(): void {
    this.#table.clear();
  }

  /**
   * Forgets the instances that have not been stored for some time
   * (pmdaCachePurge), be they active or not. The time of an instance is that
   * of the first save after it has been stored; one that has been stored since
   * the last save stays.
   */
  purge(seconds: number, callback?: (value: Private) => void): number {
    const epoch = this.#table.seconds - seconds;
    const old = this.#table.rows
      .filter(({ stamp }) => stamp > 0 && stamp < epoch);
    for (const row of old) this.#table.remove(row);
    for (const row of old) {
      if (row.private !== undefined) callback?.(row.private);
    }
    return old.length;
  }

  /** Gives new instances the lowest free number from now on (PMDA_CACHE_REUSE). */
  reuse(): void {
    if (!this.#table.reuse) this.#table.stampsChanged = true;
    this.#table.reuse = true;
  }

  /**
   * Sets the highest number that new instances get (pmdaCacheResize).
   *
   * @param maximum The number, 0 to 2147483647, not below that of an instance.
   * @throws {InstanceError} Where it is out of that range.
   */
  resize(maximum: number): void {
    const last = this.#table.rows.at(-1);
    if (!Number.isInteger(maximum) || maximum < 0 || maximum > INST_MAX) {
      throw new InstanceError(
        `highest instance ${maximum} is not within 0 to ${INST_MAX}`,
      );
    }
    if (last !== undefined && last.inst > maximum) {
      throw new InstanceError(
        `highest instance ${maximum} is below ${last.inst} ("${last.name}")`,
      );
    }
    this.#table.maximum = maximum;
    this.#table.stampsChanged = true;
  }
}

/** Bytes that stay the same whatever becomes of those in the caller's hands. */
function bytesOf(key: Uint8Array | string): Uint8Array {
  return typeof key === "string" ? encoder.encode(key) : key.slice();
}
