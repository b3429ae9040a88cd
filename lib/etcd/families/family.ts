/**
 * Families of /metrics as PCP metrics: one rule for names, units, semantics
 * and types, for known families and for those that the tables do not
 * have.
 *
 * @module
 */

import type { PmSemName, UnitsText } from "../../pcp/mod.ts";
import { instanceHash } from "../../pmda/instance_hash.ts";
import type { FamilyType } from "../exposition/mod.ts";

/** What there is to say of a family. */
export interface Family {
  /** Its name at /metrics. */
  readonly name: string;
  readonly type: FamilyType;
  /** Its metric's name where the rule would give it another one. */
  readonly metric?: string;
  /** Whether it has labels besides those of buckets and quantiles. */
  readonly labelled?: boolean;
  /** The label whose value is all that the family says: a version, an id. */
  readonly carries?: string;
  /** Whether it only grows, although etcd calls it a gauge. */
  readonly grows?: boolean;
  /** Whether it is 1 or 0. */
  readonly flag?: boolean;
  /** Whether it is a point in time, in seconds since 1970. */
  readonly moment?: boolean;
  /** Its unit where its name does not say it. */
  readonly unit?: keyof typeof NAMED_UNITS;
  /** Whether its values may have fractions; the rule knows by default. */
  readonly fractional?: boolean;
  readonly oneline: string;
  readonly help?: string;
}

/** The types that a family's metrics may have. */
export type FamilyValueType =
  | "U32"
  | "U64"
  | "DOUBLE"
  | "STRING";

/** One metric of a family. */
export interface FamilyMetric {
  readonly name: string;
  /** The name that its values have at /metrics. */
  readonly series: string;
  /** Which of its family's metrics it is: 0, 1 or 2. */
  readonly part: number;
  /** Whether its values have labels, those of buckets and quantiles among them. */
  readonly labelled: boolean;
  readonly type: FamilyValueType;
  readonly sem: PmSemName;
  readonly units: UnitsText;
  /** What it is of its family, for the help text; empty where it is the family. */
  readonly role: string;
}

const COUNT = "count";
const BYTES = "byte";
const NO_UNITS = "";

/** The units that a family may name. */
const NAMED_UNITS = { count: COUNT, second: "sec" } as const;

/** The ends of names that say a unit; the longest first. */
const UNITS: readonly [
  suffix: string,
  units: UnitsText,
  fractional: boolean,
][] = [
  ["_milliseconds", "millisec", true],
  ["_microseconds", "microsec", true],
  ["_in_bytes", BYTES, false],
  ["_seconds", "sec", true],
  ["_bytes", BYTES, false],
];

/** The first parts of names that the agent's other metrics have. */
export const OTHER_ROOTS: ReadonlySet<string> = new Set([
  "agent",
  "alarm",
  "follower",
  "health",
  "health_reason",
  "id",
  "leader",
  "member",
  "name",
  "overview",
  "recv_append_request",
  "recv_bandwidth_rate",
  "recv_pkg_rate",
  "send_append_request",
  "send_bandwidth_rate",
  "send_pkg_rate",
  "start_time",
  "state",
  "status",
  "store",
  "version",
]);

/**
 * The name of a family's metric, or the prefix of its metrics' names.
 *
 * The rule: the prefix `etcd_` is removed, and the first underscore becomes the
 * dot after the subsystem. `_total` and units at the end are removed, too: they
 * go into semantics and units. If another metric has that name, the end stays.
 * If that name is taken, too, the whole name of the family goes below `other`;
 * if even that is taken, a hash of it is appended.
 */
export function familyName(
  family: string,
  taken: ReadonlySet<string> = new Set(),
): string {
  const hash = instanceHash(new TextEncoder().encode(family));
  const whole = `other.${component(family)}`;
  const names = [
    metricName(withoutUnits(family).stem),
    metricName(family),
    whole,
  ];
  return names.find((name) =>
    !taken.has(name) && !OTHER_ROOTS.has(name.split(".")[0])
  ) ?? `${whole}_${hash.toString(16).padStart(8, "0")}`;
}

/**
 * The metrics of a family. Histograms have metrics for buckets, sum and
 * count, summaries for quantiles, sum and count.
 */
export function familyMetrics(
  family: Family,
  name: string = family.metric ?? familyName(family.name),
): FamilyMetric[] {
  const units = unitsOf(family);
  const labelled = family.labelled ?? false;
  const single = {
    name,
    series: family.name,
    part: 0,
    labelled,
    type: typeOf(family),
    sem: semanticsOf(family),
    units,
    role: "",
  };
  const sumAndCount: FamilyMetric[] = [
    {
      ...single,
      name: `${name}.sum`,
      series: `${family.name}_sum`,
      part: 1,
      type: "DOUBLE",
      sem: "counter",
      role: "sum of all values",
    },
    {
      ...single,
      name: `${name}.count`,
      series: `${family.name}_count`,
      part: 2,
      type: "U64",
      sem: "counter",
      units: "count",
      role: "number of values",
    },
  ];
  if (family.carries !== undefined) {
    return [{ ...single, labelled: false, units: NO_UNITS }];
  }
  switch (family.type) {
    case "histogram":
      return [{
        ...single,
        name: `${name}.bucket`,
        series: `${family.name}_bucket`,
        labelled: true,
        type: "U64",
        sem: "counter",
        units: "count",
        role: "number of values up to each bound",
      }, ...sumAndCount];
    case "summary":
      return [{
        ...single,
        name: `${name}.quantile`,
        labelled: true,
        type: "DOUBLE",
        role: "quantiles",
      }, ...sumAndCount];
    default:
      return [single];
  }
}

/** The names that values of a family have at /metrics. */
export function seriesNames(
  { name, type }: Pick<Family, "name" | "type">,
): string[] {
  const sumAndCount = [`${name}_sum`, `${name}_count`];
  switch (type) {
    case "histogram":
      return [`${name}_bucket`, ...sumAndCount];
    case "summary":
      return [name, ...sumAndCount];
    default:
      return [name];
  }
}

function typeOf(family: Family): FamilyValueType {
  if (family.carries !== undefined) return "STRING";
  if (family.flag) return "U32";
  const fractional = family.fractional ?? withoutUnits(family.name).fractional;
  return fractional ? "DOUBLE" : "U64";
}

function semanticsOf(family: Family): PmSemName {
  if (family.carries !== undefined || family.moment) return "discrete";
  return isCounter(family) ? "counter" : "instant";
}

function unitsOf(family: Family): UnitsText {
  if (family.moment) return NAMED_UNITS.second;
  if (family.unit !== undefined) return NAMED_UNITS[family.unit];
  const { units } = withoutUnits(family.name);
  return units === NO_UNITS && isCounter(family) ? COUNT : units;
}

function isCounter({ type, grows }: Family): boolean {
  return type === "counter" || grows === true;
}

function withoutUnits(
  name: string,
): { stem: string; units: UnitsText; fractional: boolean } {
  const stem = name.replace(/_total$/, "");
  for (const [suffix, units, fractional] of UNITS) {
    if (stem.endsWith(suffix)) {
      return { stem: stem.slice(0, -suffix.length), units, fractional };
    }
  }
  return { stem, units: "", fractional: false };
}

/** The name of a metric, of which each part begins with a letter. */
function metricName(family: string): string {
  const name = family.replace(/^etcd_/, "");
  const [, subsystem, rest] = /^([A-Za-z][A-Za-z0-9]*)_(.+)$/.exec(name) ?? [];
  return subsystem === undefined
    ? `other.${component(name)}`
    : `${subsystem}.${component(rest)}`;
}

/** A part of a name: letters, digits and underscores, a letter first. */
function component(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]/g, "_");
  return /^[A-Za-z]/.test(name) ? name : `n${name}`;
}
