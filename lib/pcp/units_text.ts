/**
 * The text of units, as pmUnitsStr(3) and `pminfo -d` write it, for the
 * compiler to check.
 *
 * @module
 */

/** A unit of space. */
export type SpaceUnit = `${
  | ""
  | "K"
  | "M"
  | "G"
  | "T"
  | "P"
  | "E"
  | "Z"
  | "Y"}byte`;

/** A unit of time. */
export type TimeUnit =
  | "nanosec"
  | "microsec"
  | "millisec"
  | "sec"
  | "min"
  | "hour";

/** A unit of count. */
export type CountUnit =
  | "count"
  | "count x 10"
  | `count x 10^${2 | 3 | 4 | 5 | 6 | 7}`
  | `count x 10^-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;

/** A power of a unit. */
export type UnitPower = "" | "^2" | "^3";

/**
 * The text of units as pmUnitsStr(3) and `pminfo -d` write it: `byte / sec`,
 * `count x 10^6`, `""` for none. The compiler refuses words that do not exist.
 *
 * {@linkcode pmParseUnitsStr} reads more: other names of the units, powers
 * above 3, and powers in units of three dimensions. All of these together would
 * be more than the 100,000 texts that the compiler takes as one type.
 *
 * @example
 * ```ts
 * import type { UnitsText } from "@pmdaetcd/pcp";
 *
 * const rate: UnitsText = "Kbyte / sec";
 * // @ts-expect-error There is no such word.
 * const misspelt: UnitsText = "Kbyte / sek";
 * ```
 */
export type UnitsText =
  | ""
  | `${"" | "/ "}${SpaceUnit | TimeUnit | CountUnit}${UnitPower}`
  | `${SpaceUnit}${UnitPower}${" " | " / "}${TimeUnit | CountUnit}${UnitPower}`
  | `${TimeUnit}${UnitPower}${" " | " / "}${CountUnit}${UnitPower}`
  | `${TimeUnit}${UnitPower} / ${SpaceUnit}${UnitPower}`
  | `${CountUnit}${UnitPower} / ${SpaceUnit | TimeUnit}${UnitPower}`
  | `/ ${SpaceUnit}${UnitPower} ${TimeUnit | CountUnit}${UnitPower}`
  | `/ ${TimeUnit}${UnitPower} ${CountUnit}${UnitPower}`
  | `${"" | "/ "}${SpaceUnit} ${TimeUnit} ${CountUnit}`
  | `${SpaceUnit} ${TimeUnit} / ${CountUnit}`
  | `${SpaceUnit} / ${TimeUnit} ${CountUnit}`
  | `${SpaceUnit} ${CountUnit} / ${TimeUnit}`
  | `${TimeUnit} ${CountUnit} / ${SpaceUnit}`
  | `${TimeUnit} / ${SpaceUnit} ${CountUnit}`
  | `${CountUnit} / ${SpaceUnit} ${TimeUnit}`;
