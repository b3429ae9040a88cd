/**
 * The metrics of all families at /metrics: families in the tables, with numbers
 * that never change, and others that an etcd exports.
 *
 * @module
 */

import { InstanceCache, type Log, type MetricOf } from "../../pmda/mod.ts";
import type { PmdaLabels } from "../../pmda/pmda_labels.ts";
import {
  type Family,
  type FamilyMetric,
  familyMetrics,
  familyName,
  seriesNames,
} from "./family.ts";
import { familyRow } from "./family_row.ts";
import {
  type Exposition,
  type FamilyType,
  type Line,
  parseLabels,
  type Series,
} from "../exposition/mod.ts";
import { MemberNames } from "./member_names.ts";
import { SeriesIndom } from "./series_indom.ts";

/** The known families of one cluster, by their number there. */
export interface FamilyGroup {
  readonly cluster: number;
  /** The name of the group in `groups_off`, and the value of its label. */
  readonly name: string;
  /** The families; the place of a family is its number and never changes. */
  readonly families: readonly Family[];
}

/** A family has at most three metrics; a fourth number is left free. */
const ITEMS = 4;
const FAMILIES_IN_CLUSTER = 256;
/** The first cluster of families that the tables do not have. */
const FIRST_UNKNOWN = 1000;
/** The limit of families that the tables do not have; no etcd exports as many. */
const UNKNOWN_MAX = 2000;

/** A cluster of families. */
export interface FamilyCluster {
  readonly cluster: number;
  /** The source of its values: what etcd exports. */
  readonly from: "exposition";
  readonly labels: PmdaLabels;
  readonly metrics: readonly MetricOf<Exposition>[];
}

/** The metrics of /metrics. */
export class MetricsCatalog {
  /** The clusters of the families in the tables, with the names of their groups. */
  readonly groups: readonly [name: string, cluster: FamilyCluster][];
  /** Remembers the numbers of the other families. */
  readonly numbers: InstanceCache = new InstanceCache({
    serial: FIRST_UNKNOWN,
    oneline: "families of /metrics that the agent's tables do not have",
  });
  readonly #log: Log;
  readonly #members: MemberNames;
  /** The names of the families in the tables, and of their values. */
  readonly #known = new Set<string>();
  readonly #unknown = new Map<string, Family>();
  /** The names of families' metrics by the names of families, which never change. */
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** The instance domains by their serials, with the name of their values at /metrics. */
  readonly #indoms = new Map<number, [series: string, indom: SeriesIndom]>();
  #full = false;
  /** The lines of what has been taken over last. */
  #lines: readonly Line[] = [];

  constructor(
    groups: readonly FamilyGroup[],
    log: Log,
    members: MemberNames = new MemberNames(),
  ) {
    this.#log = log;
    this.#members = members;
    for (const { families } of groups) {
      for (const family of families) {
        this.#known.add(family.name);
        for (const series of seriesNames(family)) this.#known.add(series);
        this.#name(family.name, family.metric);
      }
    }
    this.groups = groups.map(({ cluster, name, families }) => [
      name,
      this.#cluster(
        cluster,
        families.map((family, number) => [family, number]),
        name,
      ),
    ]);
  }

  /** Takes over what an etcd exports: its label sets become instances. */
  update(exposition: Exposition): readonly FamilyCluster[] {
    const { lines } = exposition;
    if (lines === this.#lines) return [];
    const clusters = this.#update(exposition);
    this.#lines = lines;
    return clusters;
  }

  #update(exposition: Exposition): readonly FamilyCluster[] {
    for (const [name, indom] of this.#indoms.values()) {
      indom.update(exposition.series.get(name) ?? NOTHING);
    }
    const changed = new Set<number>();
    for (
      const [name, type] of [...exposition.types, ...this.#untyped(exposition)]
    ) {
      const before = this.#unknown.get(name);
      if (this.#known.has(name) || before?.type === type) continue;
      const family = unknownFamily(name, type, exposition);
      if (family === undefined) continue;
      const number = this.#number(name, type);
      if (number === undefined) continue;
      this.#unknown.set(name, family);
      changed.add(clusterOf(number));
      if (before !== undefined) changed.add(this.#clusterOf(before));
    }
    const clusters = [...changed].map((number) => this.#unknownCluster(number));
    if (clusters.length > 0) this.#update(exposition);
    return clusters;
  }

  /** What an etcd exports without saying of what type it is. */
  #untyped({ types, series }: Exposition): [name: string, type: FamilyType][] {
    const typed = new Set(types.keys());
    for (const [name, type] of types) {
      for (const series of seriesNames({ name, type })) typed.add(series);
    }
    return Array.from(series.keys())
      .filter((name) => !typed.has(name) && !this.#known.has(name))
      .map((name) => [name, "untyped"]);
  }

  #clusterOf({ name, type }: Family): number {
    return clusterOf(this.numbers.store(keyOf(name, type)));
  }

  /**
   * The name of a family's metrics. Those of families that have numbers from
   * an earlier start go first, in the order of their numbers, so that each
   * gets its name again, whether it is there by now or not.
   */
  #name(family: string, metric?: string): string {
    const known = this.#names.get(family);
    if (known !== undefined) return known;
    const name = metric ?? familyName(family, this.#taken);
    this.#names.set(family, name);
    this.#taken.add(name);
    return name;
  }

  /** The number of a family that the tables do not have, the same after every start. */
  #number(name: string, type: string): number | undefined {
    const key = keyOf(name, type);
    const known = this.numbers.lookupName(key);
    const number = known?.inst ??
      (this.numbers.size < UNKNOWN_MAX ? this.numbers.store(key) : UNKNOWN_MAX);
    if (number < UNKNOWN_MAX) return this.numbers.store(key);
    if (!this.#full) {
      this.#log.warning(
        `more than ${UNKNOWN_MAX} families at /metrics: ${name} and others are left out`,
      );
    }
    this.#full = true;
    return undefined;
  }

  #unknownCluster(number: number): FamilyCluster {
    for (const { name } of this.numbers.entries) this.#name(familyOf(name));
    const families: [Family, number][] = [];
    for (const family of this.#unknown.values()) {
      const entry = this.numbers.lookupName(keyOf(family.name, family.type));
      if (entry === undefined || clusterOf(entry.inst) !== number) continue;
      families.push([family, entry.inst % FAMILIES_IN_CLUSTER]);
    }
    return this.#cluster(number, families, "other");
  }

  #cluster(
    number: number,
    families: readonly [family: Family, number: number][],
    group: string,
  ): FamilyCluster {
    return {
      cluster: number,
      from: "exposition",
      labels: [{ name: "group", value: group, optional: true }],
      metrics: families.flatMap(([family, place]) =>
        this.#rows(family, number, place)
      ),
    };
  }

  #rows(
    family: Family,
    cluster: number,
    number: number,
  ): MetricOf<Exposition>[] {
    return familyMetrics(family, this.#name(family.name)).map((metric) => {
      const item = ITEMS * number + metric.part;
      const serial = cluster * ITEMS * FAMILIES_IN_CLUSTER + item;
      return familyRow(
        family,
        metric,
        item,
        this.#indom(family, metric, serial),
      );
    });
  }

  #indom(
    family: Family,
    metric: FamilyMetric,
    serial: number,
  ): SeriesIndom | undefined {
    if (!metric.labelled) return undefined;
    const [, known] = this.#indoms.get(serial) ?? [];
    if (known !== undefined) return known;
    const indom = new SeriesIndom(
      serial,
      `labels of ${family.name}`,
      this.#members,
    );
    this.#indoms.set(serial, [metric.series, indom]);
    return indom;
  }
}

const NOTHING: Series = new Map();

/** The key under which a family that the tables do not have keeps its number. */
function keyOf(family: string, type: string): string {
  return `${family}:${type}`;
}

function familyOf(key: string): string {
  return key.slice(0, key.lastIndexOf(":"));
}

function clusterOf(number: number): number {
  return FIRST_UNKNOWN + Math.floor(number / FAMILIES_IN_CLUSTER);
}

/** A family as its first values show it; undefined where it has none yet. */
function unknownFamily(
  name: string,
  type: Family["type"],
  exposition: Exposition,
): Family | undefined {
  const isDistribution = type === "histogram" || type === "summary";
  const plain = isDistribution ? `${name}_count` : name;
  const series = exposition.series.get(plain);
  if (series === undefined) return undefined;
  const values = Array.from(series.values(), ({ number }) => number);
  const labels = [...series.keys()].flatMap(parseLabels);
  return {
    name,
    type,
    labelled: labels.length > 0,
    // A gauge may have a fraction at any time, a counter of things has none.
    fractional: type === "counter"
      ? values.some((value) => !Number.isInteger(value))
      : true,
    oneline: (exposition.helps.get(name) ?? name).split("\n")[0],
    help: exposition.helps.get(name),
  };
}
