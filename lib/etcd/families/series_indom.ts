/**
 * Instance domains made of the labels that a family has at /metrics.
 *
 * @module
 */

import type { PmdaIndom } from "../../pmda/instance_domain.ts";
import { instanceHash } from "../../pmda/instance_hash.ts";
import type { Instance, PmLabel } from "../../pmda/mod.ts";
import type { PmdaLabels } from "../../pmda/pmda_labels.ts";
import { isUtf8, parseLabels } from "../exposition/mod.ts";
import { MemberNames, type NamedMember } from "./member_names.ts";

/** The labels of buckets and quantiles. */
const BOUNDS: ReadonlySet<string> = new Set(["le", "quantile"]);
const INST_MAX = 0x7fffffff;

const encoder = new TextEncoder();

/** An instance with the text of its labels. */
interface SeriesInstance extends Instance {
  readonly key: string;
  readonly labels: readonly PmLabel[];
}

/** The instances at one time. */
interface Instances {
  readonly list: readonly SeriesInstance[];
  readonly byInst: ReadonlyMap<number, SeriesInstance>;
  readonly byName: ReadonlyMap<string, SeriesInstance>;
}

const NONE: Instances = { list: [], byInst: new Map(), byName: new Map() };

/**
 * The instance domain of a family: an instance for each set of labels in the
 * last answer, in etcd's order. An instance's number is derived from the labels
 * alone, so it is the same on every host and after every start. The number of a
 * bound is its bits as a 32-bit floating point number, which keeps the order;
 * any other number is a hash. The name is made of the labels' values, with
 * members' names in place of ids. Labels that are not UTF-8 make no instance.
 */
export class SeriesIndom implements PmdaIndom {
  readonly serial: number;
  readonly oneline: string;
  /** Labels of the domain itself: none. */
  readonly labels: PmdaLabels = [];
  readonly #members: MemberNames;
  /** The label sets of the last answer. */
  #keys: readonly string[] = [];
  #instances = NONE;
  #labelsChanged = false;
  /** The members that names were made of. */
  #named: MemberNames["members"];

  constructor(
    serial: number,
    oneline: string,
    members: MemberNames = new MemberNames(),
  ) {
    this.serial = serial;
    this.oneline = oneline;
    this.#members = members;
    this.#named = members.members;
  }

  /** The instances of the last answer. */
  get instances(): readonly Instance[] {
    return this.#current().list;
  }

  /** The instance with a number. */
  byInst(inst: number): Instance | undefined {
    return this.#current().byInst.get(inst);
  }

  /** The instance with a name. */
  byName(name: string): Instance | undefined {
    return this.#current().byName.get(name);
  }

  /** The labels of an instance. */
  instanceLabels({ inst }: Instance): readonly PmLabel[] {
    return this.#current().byInst.get(inst)?.labels ?? [];
  }

  /** Whether instances have other labels than when this was asked last. */
  takeLabelChange(): boolean {
    this.#current();
    const changed = this.#labelsChanged;
    this.#labelsChanged = false;
    return changed;
  }

  /** The text of an instance's labels. */
  keyOf(inst: number): string | undefined {
    return this.#instances.byInst.get(inst)?.key;
  }

  /** Takes over the label sets that etcd names. */
  update(series: ReadonlyMap<string, unknown>): void {
    if (this.#isUpToDate(series)) return;
    this.#keys = [...series.keys()];
    this.#make();
  }

  /** The instances; members may have got other names since they were made. */
  #current(): Instances {
    if (this.#named !== this.#members.members) this.#make();
    return this.#instances;
  }

  #make(): void {
    this.#named = this.#members.members;
    const byInst = new Map<number, SeriesInstance>();
    const byName = new Map<string, SeriesInstance>();
    const byKey = new Map<string, SeriesInstance>();
    // Sorted, so that the numbers and names of instances that collide do not
    // depend on the order at /metrics.
    for (const { key, pairs, sorted } of inOrder(this.#keys)) {
      const members = pairs.map(([name, value]) =>
        this.#members.of(name, value)
      );
      const shown = pairs.map(([name, value], i): Pair => [
        name,
        members[i]?.word ?? value,
      ]);
      const inst = instOf(pairs, sorted, byInst);
      const instance = {
        key,
        inst,
        name: nameOf(shown, inst, byName),
        labels: [
          ...pairs.map(([name, value]) => ({ name, value })),
          ...members.flatMap((member) => member ? memberLabels(member) : []),
        ],
      };
      if (!sameLabels(instance, this.#instances.byInst.get(inst))) {
        this.#labelsChanged = true;
      }
      byInst.set(instance.inst, instance);
      byName.set(instance.name, instance);
      byKey.set(key, instance);
    }
    const list = this.#keys.map((key) => byKey.get(key))
      .filter((instance) => instance !== undefined);
    this.#instances = { list, byInst, byName };
  }

  /** Most often nothing has changed, not even the order. */
  #isUpToDate(series: ReadonlyMap<string, unknown>): boolean {
    if (series.size !== this.#keys.length) return false;
    let i = 0;
    for (const key of series.keys()) {
      if (this.#keys[i++] !== key) return false;
    }
    return true;
  }
}

/** Whether an instance has the labels that it had before, if it was there. */
function sameLabels(now: SeriesInstance, before?: SeriesInstance): boolean {
  return before === undefined || before.labels.length === now.labels.length &&
      before.labels.every(({ value }, i) => value === now.labels[i].value);
}

/** The labels that instances of members have everywhere. */
function memberLabels({ id, name }: NamedMember): PmLabel[] {
  return [
    { name: "member_id", value: id },
    { name: "member_name", value: name },
  ];
}

type Pair = readonly [name: string, value: string];
type Pairs = readonly Pair[];

/** A set of labels: as text, as pairs, and as text that is the same in any order. */
interface LabelSet {
  readonly key: string;
  readonly pairs: Pairs;
  readonly sorted: string;
}

function inOrder(keys: readonly string[]): readonly LabelSet[] {
  return keys.filter(isUtf8).map((key) => {
    const pairs = parseLabels(key);
    const sorted = JSON.stringify(
      pairs.toSorted(([a], [b]) => a < b ? -1 : 1),
    );
    return { key, pairs, sorted };
  }).sort((a, b) => a.sorted < b.sorted ? -1 : 1);
}

function instOf(
  pairs: Pairs,
  sorted: string,
  taken: ReadonlyMap<number, unknown>,
): number {
  if (pairs.length === 1 && BOUNDS.has(pairs[0][0])) {
    const inst = boundBits(pairs[0][1]);
    if (inst !== undefined && !taken.has(inst)) return inst;
  }
  const key = encoder.encode(sorted);
  let hashed = instanceHash(key);
  while (taken.has(hashed & INST_MAX)) hashed = instanceHash(key, hashed);
  return hashed & INST_MAX;
}

/** The bits of a bound as a 32-bit floating point number. */
function boundBits(text: string): number | undefined {
  const bound = text === "+Inf" ? Infinity : Number(text);
  if (Number.isNaN(bound) || bound < 0) return undefined;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, bound);
  return view.getUint32(0) & INST_MAX;
}

/** The values with a slash between them; no spaces, because a space ends a name's first word. */
function nameOf(
  pairs: Pairs,
  inst: number,
  taken: ReadonlyMap<string, unknown>,
): string {
  const clean = (text: string) => text.replace(/[\s\p{Cc}]+/gu, "_");
  const values = clean(pairs.map(([, value]) => value).join("/")) || "none";
  const whole =
    clean(pairs.map(([name, value]) => `${name}=${value}`).join("/")) || values;
  return [values, whole].find((name) => !taken.has(name)) ?? `${whole}/${inst}`;
}
