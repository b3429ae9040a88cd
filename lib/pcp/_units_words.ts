/**
 * The words of pmParseUnitsStr(3) and pmUnitsStr(3): for each scale of a
 * dimension its names, the one that is written first.
 */

const SPACE_NAMES: readonly (readonly string[])[] = [
  ["byte", "bytes"],
  ...([
    ["K", "Kibi", "Kilo"],
    ["M", "Mebi", "Mega"],
    ["G", "Gibi", "Giga"],
    ["T", "Tebi", "Tera"],
    ["P", "Pebi", "Peta"],
    ["E", "Exbi", "Exa"],
    ["Z", "Zebi", "Zetta"],
    ["Y", "Yobi", "Yotta"],
  ].map(([letter, ...prefixes]) => [
    ...[letter, ...prefixes].flatMap((prefix) => [
      `${prefix}byte`,
      `${prefix}bytes`,
    ]),
    `${letter}B`,
    `${letter}iB`,
  ])),
];

const TIME_NAMES: readonly (readonly string[])[] = [
  ["nanosec", "nanosecond", "nanoseconds", "ns"],
  ["microsec", "microsecond", "microseconds", "us"],
  ["millisec", "millisecond", "milliseconds", "ms"],
  ["sec", "second", "seconds", "s"],
  ["min", "minute", "minutes"],
  ["hour", "hours", "hr", "h"],
];

/** A scale of a dimension. */
export interface Scale {
  readonly dimension: "Space" | "Time" | "Count";
  readonly scale: number;
}

/** What scale of which dimension a word in lower case is. */
export const SCALES: ReadonlyMap<string, Scale> = new Map<string, Scale>([
  ...rows("Space", SPACE_NAMES),
  ...rows("Time", TIME_NAMES),
  ["count", { dimension: "Count", scale: 0 }],
  ["counts", { dimension: "Count", scale: 0 }],
]);

/** The word for a scale of space, `space-9` and so on for those without one. */
export function spaceWord(scale: number): string {
  return SPACE_NAMES[scale]?.[0] ?? `space-${scale}`;
}

/** The word for a scale of time, `time-6` and so on for those without one. */
export function timeWord(scale: number): string {
  return TIME_NAMES[scale]?.[0] ?? `time-${scale}`;
}

/** The words for a power of ten of the count. */
export function countWord(scale: number): string {
  if (scale === 0) return "count";
  return scale === 1 ? "count x 10" : `count x 10^${scale}`;
}

function rows(
  dimension: "Space" | "Time",
  names: readonly (readonly string[])[],
): [string, Scale][] {
  return Array.from({ length: 16 }, (_, scale) => scale).flatMap((scale) =>
    [`${dimension}-${scale}`, ...(names[scale] ?? [])].map((
      name,
    ): [string, Scale] => [name.toLowerCase(), { dimension, scale }])
  );
}
