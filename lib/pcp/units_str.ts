/**
 * Units as text and back. See pmUnitsStr(3) and pmParseUnitsStr(3).
 *
 * @module
 */

import {
  countWord,
  type Scale,
  SCALES,
  spaceWord,
  timeWord,
} from "./_units_words.ts";
import { type PmUnits, pmUnits } from "./units.ts";

/**
 * A unit with the power that may follow it. Of `count x 10^2` the 2 is the
 * scale where there is such a scale, else the power.
 */
const TERM =
  /^(?:count x 10(?:\^(?<ten>-[1-8]|[2-7]))?|(?<word>[^\s^]+))(?:\^(?<power>\S*))?(?=\s|$)/i;

/** A power that pmParseUnitsStr(3) reads. */
const POWER = /^(?:0|-[1-8]|[1-9]|1[0-5])$/;

/**
 * A text that does not say what units a metric has.
 *
 * @example
 * ```ts
 * import { pmParseUnitsStr, UnitsError } from "@pmdaetcd/pcp";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => pmParseUnitsStr("byte / sek"), UnitsError, '"sek"');
 * ```
 */
export class UnitsError extends Error {
  /** "UnitsError". */
  override name = "UnitsError";
  /** The whole text. */
  readonly text: string;

  /** The message quotes the whole text; the fault says what is wrong with it. */
  constructor(text: string, fault: string) {
    super(`units ${JSON.stringify(text)}: ${fault}`);
    this.text = text;
  }
}

/**
 * Reads units in the grammar of pmParseUnitsStr(3), in capital or small
 * letters, of what a metric's units can say: no number as a factor, and no
 * dimension both before and after the slash.
 *
 * @example
 * ```ts
 * import { PM_SPACE_MBYTE, PM_TIME_SEC, pmParseUnitsStr, pmUnits } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   pmParseUnitsStr("MiB/s"),
 *   pmUnits(1, -1, 0, PM_SPACE_MBYTE, PM_TIME_SEC, 0),
 * );
 * assertEquals(pmParseUnitsStr("count x 10^6").scaleCount, 6);
 * assertEquals(pmParseUnitsStr(""), pmUnits());
 * ```
 *
 * @throws {UnitsError} Where the text is not in that grammar.
 */
export function pmParseUnitsStr(text: string): PmUnits {
  const found = { Space: NONE, Time: NONE, Count: NONE };
  const [dividend, divisor, ...rest] = text.split("/");
  if (rest.length > 0) throw new UnitsError(text, "more than one slash");
  for (const [sign, part] of [[1, dividend], [-1, divisor ?? ""]] as const) {
    for (const { dimension, scale, power, term } of terms(part, text)) {
      if (found[dimension].power !== 0) {
        throw new UnitsError(
          text,
          `"${term}" is the second unit of ${dimension.toLowerCase()}`,
        );
      }
      if (power === 0) continue;
      if (sign * power < -8 || sign * power > 7) {
        throw new UnitsError(
          text,
          `the power of "${term}" is not within -8 to 7`,
        );
      }
      found[dimension] = { power: sign * power, scale };
    }
  }
  const { Space, Time, Count } = found;
  return pmUnits(
    Space.power,
    Time.power,
    Count.power,
    Space.scale,
    Time.scale,
    Count.scale,
  );
}

const NONE = { power: 0, scale: 0 };

interface Term extends Scale {
  readonly power: number;
  /** As it was written. */
  readonly term: string;
}

function* terms(part: string, text: string): Generator<Term> {
  let rest = part.trim();
  while (rest !== "") {
    const match = TERM.exec(rest);
    const { ten, word, power } = match?.groups ?? {};
    const term = match?.[0] ?? rest;
    const unit = word === undefined
      ? { dimension: "Count" as const, scale: Number(ten ?? 1) }
      : SCALES.get(word.toLowerCase());
    if (match === null || unit === undefined) {
      throw new UnitsError(text, `no unit "${word ?? rest}"${hint(word)}`);
    }
    if (power !== undefined && !POWER.test(power)) {
      throw new UnitsError(text, `"${power}" in "${term}" is not a power`);
    }
    yield { ...unit, power: Number(power ?? 1), term };
    rest = rest.slice(match[0].length).trimStart();
  }
}

function hint(word: string | undefined): string {
  return word !== undefined && /^[-.0-9]/.test(word)
    ? "; units have no number before them"
    : "; write units as pminfo -d does, such as byte / sec";
}

/**
 * Writes units as pmUnitsStr(3) does, `""` where there are none. As there, a
 * power of a count of tens looks like another scale: both are `count x 10^2`.
 *
 * @example
 * ```ts
 * import { PM_SPACE_KBYTE, PM_TIME_SEC, pmUnits, pmUnitsStr } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const units = pmUnits(1, -2, 0, PM_SPACE_KBYTE, PM_TIME_SEC, 0);
 * assertEquals(pmUnitsStr(units), "Kbyte / sec^2");
 * ```
 */
export function pmUnitsStr(units: PmUnits): string {
  const all: readonly (readonly [word: string, power: number])[] = [
    [spaceWord(units.scaleSpace), units.dimSpace],
    [timeWord(units.scaleTime), units.dimTime],
    [countWord(units.scaleCount), units.dimCount],
  ];
  const product = (sign: 1 | -1) =>
    all.filter(([, power]) => sign * power > 0).map(([word, power]) =>
      sign * power === 1 ? word : `${word}^${sign * power}`
    );
  const dividend = product(1);
  const divisor = product(-1);
  if (divisor.length > 0) divisor.unshift("/");
  if (dividend.length + divisor.length > 0) {
    return [...dividend, ...divisor].join(" ");
  }
  // pmParseUnitsStr(3) does not read this again.
  const { scaleCount } = units;
  return scaleCount === 0 ? "" : countWord(scaleCount).slice("count ".length);
}
