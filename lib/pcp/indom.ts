/**
 * Instance domains: the numbers that identify sets of instances, written
 * `domain.serial`. See pmInDom_build(3).
 *
 * @module
 */

/** The identifier of an instance domain, an unsigned 32-bit number. */
export type PmInDom = number;

/** The instance domain of metrics that have a single value. */
export const PM_INDOM_NULL: PmInDom = 0xffffffff;

/** The instance of a single value; in a request, any instance. */
export const PM_IN_NULL = 0xffffffff;

/** The highest serial of an instance domain. */
export const PM_INDOM_SERIAL_MAX = 0x3fffff;

/**
 * Puts the identifier of an instance domain together.
 *
 * @example
 * ```ts
 * import { pmInDomBuild } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmInDomBuild(400, 0), 0x64000000);
 * ```
 *
 * @param domain The agent's domain, 0 to 510.
 * @param serial The number within the agent, 0 to 4194303.
 */
export function pmInDomBuild(domain: number, serial: number): PmInDom {
  if (!Number.isInteger(domain) || domain < 0 || domain > 510) {
    throw new RangeError(
      `domain ${domain} of an instance domain is not within 0 to 510`,
    );
  }
  if (!Number.isInteger(serial) || serial < 0 || serial > PM_INDOM_SERIAL_MAX) {
    throw new RangeError(
      `serial ${serial} of an instance domain is not within 0 to ${PM_INDOM_SERIAL_MAX}`,
    );
  }
  return ((domain << 22) | serial) >>> 0;
}

/**
 * Writes an instance domain as people do.
 *
 * @example
 * ```ts
 * import { PM_INDOM_NULL, pmInDomStr } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmInDomStr(0x64000000), "400.0");
 * assertEquals(pmInDomStr(PM_INDOM_NULL), "PM_INDOM_NULL");
 * ```
 *
 * @returns `domain.serial`.
 */
export function pmInDomStr(indom: PmInDom): string {
  if (indom === PM_INDOM_NULL) return "PM_INDOM_NULL";
  return `${(indom >>> 22) & 0x1ff}.${indom & PM_INDOM_SERIAL_MAX}`;
}
