/**
 * Families of /metrics as PCP metrics: one rule for names, units, semantics
 * and types, for families that are known and for those that nobody has heard
 * of yet.
 *
 * @module
 */

import {
  instanceHash,
  PM_SEM_COUNTER,
  PM_SEM_DISCRETE,
  PM_SEM_INSTANT,
  PM_SPACE_BYTE,
  PM_TIME_MSEC,
  PM_TIME_SEC,
  PM_TIME_USEC,
  PM_TYPE_DOUBLE,
  PM_TYPE_STRING,
  PM_TYPE_U64,
  type PmSem,
  type PmUnits,
  pmUnits,
} from "../../pmda/mod.ts";
import type { FamilyType } from "../exposition/exposition_line.ts";

/** What there is to say of a family. */
export interface Family {
  /** Its name at /metrics. */
  readonly name: string;
  /** Its type. */
  readonly type: FamilyType;
  /** Whether it has labels besides those of buckets and quantiles. */
  readonly labelled?: boolean;
  /** The label whose value is all that the family says: a version, an id. */
  readonly carries?: string;
  /** Whether it only grows, although etcd calls it a gauge. */
  readonly grows?: boolean;
  /** Whether its values may have fractions; the rule knows by default. */
  readonly fractional?: boolean;
  /** One line of help. */
  readonly oneline: string;
  /** More help. */
  readonly help?: string;
}

/** The types that a family's metrics may have. */
export type FamilyValueType =
  | typeof PM_TYPE_U64
  | typeof PM_TYPE_DOUBLE
  | typeof PM_TYPE_STRING;

/** One metric of a family. */
export interface FamilyMetric {
  /** The metric's name below the agent's. */
  readonly name: string;
  /** The name that its values have at /metrics. */
  readonly series: string;
  /** Which of its family's metrics it is: 0, 1 or 2. */
  readonly part: number;
  /** Whether its values have labels, those of buckets and quantiles among them. */
  readonly labelled: boolean;
  /** The type of its values. */
  readonly type: FamilyValueType;
  /** Its semantics. */
  readonly sem: PmSem;
  /** Its units. */
  readonly units: PmUnits;
  /** What it is of its family, for the help text; empty where it is the family. */
  readonly role: string;
}

const COUNT = pmUnits(0, 0, 1, 0, 0, 0);
const BYTES = pmUnits(1, 0, 0, PM_SPACE_BYTE, 0, 0);
const time = (scale: number) => pmUnits(0, 1, 0, 0, scale, 0);

/** The ends of names that say a unit; the longest first. */
const UNITS: readonly [suffix: string, units: PmUnits, fractional: boolean][] =
  [
    ["_milliseconds", time(PM_TIME_MSEC), true],
    ["_microseconds", time(PM_TIME_USEC), true],
    ["_in_bytes", BYTES, false],
    ["_seconds", time(PM_TIME_SEC), true],
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
 * The name of a family's metric, or what stands above its metrics.
 *
 * The name of a family is cut at its first underscore, for the subsystem; the
 * prefix `etcd_` is left out before. `_total` and units at its end are left
 * out, too: they go into semantics and units. Where another metric has that
 * name nothing is left out at the end, and where that is not enough the whole
 * name of the family stands below `other`, with a hash of it at the last.
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
  name: string = familyName(family.name),
): FamilyMetric[] {
  const { units, fractional } = withoutUnits(family.name);
  const labelled = family.labelled ?? false;
  const amount = {
    type: family.fractional ?? fractional ? PM_TYPE_DOUBLE : PM_TYPE_U64,
    units,
  };
  const single = { name, series: family.name, part: 0, labelled, role: "" };
  const sumAndCount: FamilyMetric[] = [
    {
      name: `${name}.sum`,
      series: `${family.name}_sum`,
      part: 1,
      labelled,
      type: PM_TYPE_DOUBLE,
      sem: PM_SEM_COUNTER,
      units,
      role: "sum of all values",
    },
    {
      name: `${name}.count`,
      series: `${family.name}_count`,
      part: 2,
      labelled,
      type: PM_TYPE_U64,
      sem: PM_SEM_COUNTER,
      units: COUNT,
      role: "number of values",
    },
  ];
  if (family.carries !== undefined) {
    return [{
      ...single,
      labelled: false,
      type: PM_TYPE_STRING,
      sem: PM_SEM_DISCRETE,
      units: pmUnits(),
    }];
  }
  switch (family.type) {
    case "counter":
      return [{
        ...single,
        ...amount,
        units: units === NO_UNITS ? COUNT : units,
        sem: PM_SEM_COUNTER,
      }];
    case "histogram":
      return [{
        ...single,
        name: `${name}.bucket`,
        series: `${family.name}_bucket`,
        labelled: true,
        type: PM_TYPE_U64,
        sem: PM_SEM_COUNTER,
        units: COUNT,
        role: "number of values up to each bound",
      }, ...sumAndCount];
    case "summary":
      return [{
        ...single,
        name: `${name}.quantile`,
        labelled: true,
        type: PM_TYPE_DOUBLE,
        sem: PM_SEM_INSTANT,
        units,
        role: "quantiles",
      }, ...sumAndCount];
    default:
      return [{
        ...single,
        ...amount,
        sem: family.grows ? PM_SEM_COUNTER : PM_SEM_INSTANT,
      }];
  }
}

const NO_UNITS = pmUnits();

function withoutUnits(
  name: string,
): { stem: string; units: PmUnits; fractional: boolean } {
  const stem = name.replace(/_total$/, "");
  for (const [suffix, units, fractional] of UNITS) {
    if (stem.endsWith(suffix)) {
      return { stem: stem.slice(0, -suffix.length), units, fractional };
    }
  }
  return { stem, units: NO_UNITS, fractional: false };
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
