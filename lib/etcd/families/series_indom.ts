/**
 * Instance domains made of the labels that a family has at /metrics.
 *
 * @module
 */

import {
  type Instance,
  instanceHash,
  type PmdaIndom,
  type PmdaLabels,
  type PmLabel,
} from "../../pmda/mod.ts";
import { parseLabels } from "../exposition/exposition_line.ts";

/** The labels of buckets and quantiles. */
const BOUNDS: ReadonlySet<string> = new Set(["le", "quantile"]);
const INST_MAX = 0x7fffffff;

const encoder = new TextEncoder();

/** An instance with the text of its labels. */
interface SeriesInstance extends Instance {
  readonly key: string;
  readonly labels: readonly PmLabel[];
}

/**
 * The instance domain of a family: an instance for each set of labels that
 * etcd has named last, in etcd's order. Its number is made of the labels
 * alone, so that it is the same on every host and after every start: of a
 * bound its bits as a 32-bit floating point number, which grow with it, else a
 * hash. Its name is made of their values.
 */
export class SeriesIndom implements PmdaIndom {
  /** Its number within the agent. */
  readonly serial: number;
  /** Its one-line help text. */
  readonly oneline: string;
  /** Labels of the domain itself: none. */
  readonly labels: PmdaLabels = [];
  #instances: readonly SeriesInstance[] = [];
  #byInst: ReadonlyMap<number, SeriesInstance> = new Map();
  #byName: ReadonlyMap<string, SeriesInstance> = new Map();

  /** Makes the domain, without instances. */
  constructor(serial: number, oneline: string) {
    this.serial = serial;
    this.oneline = oneline;
  }

  /** The instances that etcd has named last. */
  get instances(): readonly Instance[] {
    return this.#instances;
  }

  /** The instance with a number. */
  byInst(inst: number): Instance | undefined {
    return this.#byInst.get(inst);
  }

  /** The instance with a name. */
  byName(name: string): Instance | undefined {
    return this.#byName.get(name);
  }

  /** The labels of an instance. */
  instanceLabels(instance: Instance): readonly PmLabel[] {
    return this.#byInst.get(instance.inst)?.labels ?? [];
  }

  /** The text of an instance's labels. */
  keyOf(inst: number): string | undefined {
    return this.#byInst.get(inst)?.key;
  }

  /** Takes over the label sets that etcd names. */
  update(series: ReadonlyMap<string, unknown>): void {
    if (this.#isUpToDate(series)) return;
    const byInst = new Map<number, SeriesInstance>();
    const byName = new Map<string, SeriesInstance>();
    const byKey = new Map<string, SeriesInstance>();
    // In an order of their own, so that numbers and names of those that are
    // too much alike do not depend on the order at /metrics.
    for (const { key, pairs, sorted } of inOrder(series)) {
      const inst = instOf(pairs, sorted, byInst);
      const instance = {
        key,
        inst,
        name: nameOf(pairs, inst, byName),
        labels: pairs.map(([name, value]) => ({ name, value })),
      };
      byInst.set(instance.inst, instance);
      byName.set(instance.name, instance);
      byKey.set(key, instance);
    }
    this.#instances = Array.from(series.keys(), (key) => byKey.get(key))
      .filter((instance) => instance !== undefined);
    this.#byInst = byInst;
    this.#byName = byName;
  }

  /** Most often nothing has changed, not even the order. */
  #isUpToDate(series: ReadonlyMap<string, unknown>): boolean {
    if (series.size !== this.#instances.length) return false;
    let i = 0;
    for (const key of series.keys()) {
      if (this.#instances[i++].key !== key) return false;
    }
    return true;
  }
}

type Pairs = readonly [name: string, value: string][];

/** A set of labels: as it stands at /metrics, in pieces, and whatever its order. */
interface LabelSet {
  readonly key: string;
  readonly pairs: Pairs;
  readonly sorted: string;
}

function inOrder(series: ReadonlyMap<string, unknown>): readonly LabelSet[] {
  return Array.from(series.keys(), (key) => {
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

/** The values with a slash between them; no blanks, which would end a name's first word. */
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
