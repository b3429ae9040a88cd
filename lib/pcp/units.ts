/**
 * Units of metrics: a dimension and a scale in each of space, time and count.
 * See pmUnits in pmLookupDesc(3).
 *
 * @module
 */

/** Scale of space: bytes. */
export const PM_SPACE_BYTE = 0;
/** Scale of space: kibibytes, 1024 bytes. */
export const PM_SPACE_KBYTE = 1;
/** Scale of space: mebibytes, 1024² bytes. */
export const PM_SPACE_MBYTE = 2;
/** Scale of space: gibibytes, 1024³ bytes. */
export const PM_SPACE_GBYTE = 3;
/** Scale of space: tebibytes, 1024⁴ bytes. */
export const PM_SPACE_TBYTE = 4;
/** Scale of space: pebibytes, 1024⁵ bytes. */
export const PM_SPACE_PBYTE = 5;
/** Scale of space: exbibytes, 1024⁶ bytes. */
export const PM_SPACE_EBYTE = 6;
/** Scale of space: zebibytes, 1024⁷ bytes. */
export const PM_SPACE_ZBYTE = 7;
/** Scale of space: yobibytes, 1024⁸ bytes. */
export const PM_SPACE_YBYTE = 8;
/** Scale of time: nanoseconds. */
export const PM_TIME_NSEC = 0;
/** Scale of time: microseconds. */
export const PM_TIME_USEC = 1;
/** Scale of time: milliseconds. */
export const PM_TIME_MSEC = 2;
/** Scale of time: seconds. */
export const PM_TIME_SEC = 3;
/** Scale of time: minutes. */
export const PM_TIME_MIN = 4;
/** Scale of time: hours. */
export const PM_TIME_HOUR = 5;
/** Scale of count: ones. Other powers of ten are given as the exponent. */
export const PM_COUNT_ONE = 0;

/** Dimension (the exponent, -8 to 7) and scale in space, time and count. */
export interface PmUnits {
  /** Exponent of space. */
  readonly dimSpace: number;
  /** Exponent of time. */
  readonly dimTime: number;
  /** Exponent of count. */
  readonly dimCount: number;
  /** One of the PM_SPACE scales. */
  readonly scaleSpace: number;
  /** One of the PM_TIME scales. */
  readonly scaleTime: number;
  /** Power of ten of the count. */
  readonly scaleCount: number;
}

/**
 * Puts units together, in the order of C's initializer and of Python's pmUnits.
 *
 * @example Bytes per second
 * ```ts
 * import { PM_SPACE_BYTE, PM_TIME_SEC, pmUnits } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const units = pmUnits(1, -1, 0, PM_SPACE_BYTE, PM_TIME_SEC, 0);
 * assertEquals(units.dimTime, -1);
 * ```
 *
 * @param dimSpace Exponent of space, -8 to 7.
 * @param dimTime Exponent of time, -8 to 7.
 * @param dimCount Exponent of count, -8 to 7.
 * @param scaleSpace One of the PM_SPACE scales.
 * @param scaleTime One of the PM_TIME scales.
 * @param scaleCount Power of ten of the count, -8 to 7.
 * @returns The units; without arguments, none.
 */
export function pmUnits(
  dimSpace = 0,
  dimTime = 0,
  dimCount = 0,
  scaleSpace = 0,
  scaleTime = 0,
  scaleCount = 0,
): PmUnits {
  const units = {
    dimSpace,
    dimTime,
    dimCount,
    scaleSpace,
    scaleTime,
    scaleCount,
  };
  for (const [field, value] of Object.entries(units)) {
    const signed = field !== "scaleSpace" && field !== "scaleTime";
    const min = signed ? -8 : 0;
    const max = signed ? 7 : 15;
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new RangeError(
        `${field} ${value} of units is not within ${min} to ${max}`,
      );
    }
  }
  return units;
}

/**
 * Packs units into the 32 bits that a descriptor has for them.
 *
 * @example
 * ```ts
 * import { PM_TIME_MSEC, packUnits, pmUnits } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(packUnits(pmUnits(0, 1, 0, 0, PM_TIME_MSEC, 0)), 0x01002000);
 * ```
 *
 * @param units The units.
 * @returns An unsigned 32-bit number.
 */
export function packUnits(units: PmUnits): number {
  return (((units.dimSpace & 0xf) << 28) |
    ((units.dimTime & 0xf) << 24) |
    ((units.dimCount & 0xf) << 20) |
    (units.scaleSpace << 16) |
    (units.scaleTime << 12) |
    ((units.scaleCount & 0xf) << 8)) >>> 0;
}

/**
 * Unpacks units from the 32 bits that a descriptor has for them.
 *
 * @example
 * ```ts
 * import { pmUnits, unpackUnits } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(unpackUnits(0x1f000300), pmUnits(1, -1, 0, 0, 0, 3));
 * ```
 *
 * @param bits An unsigned 32-bit number.
 * @returns The units.
 */
export function unpackUnits(bits: number): PmUnits {
  return {
    dimSpace: bits >> 28,
    dimTime: (bits << 4) >> 28,
    dimCount: (bits << 8) >> 28,
    scaleSpace: (bits >>> 16) & 0xf,
    scaleTime: (bits >>> 12) & 0xf,
    scaleCount: (bits << 20) >> 28,
  };
}
