/**
 * pmIDs: the numbers that identify metrics. 9 bits of domain, 12 of cluster,
 * 10 of item; written `domain.cluster.item`. See pmID_build(3).
 *
 * @module
 */

/** The identifier of a metric, an unsigned 32-bit number. */
export type PmID = number;

/** The pmID of no metric. */
export const PM_ID_NULL: PmID = 0xffffffff;

/** The highest domain an agent can have; 511 marks dynamic subtrees of the name space. */
export const PM_DOMAIN_MAX = 510;
/** The highest cluster. */
export const PM_CLUSTER_MAX = 0xfff;
/** The highest item. */
export const PM_ITEM_MAX = 0x3ff;

/**
 * Puts a pmID together.
 *
 * @example
 * ```ts
 * import { pmIDBuild, pmIDStr } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmIDBuild(400, 1, 2), 0x64000402);
 * assertEquals(pmIDStr(pmIDBuild(400, 1, 2)), "400.1.2");
 * ```
 *
 * @param domain The agent's domain, 0 to 510.
 * @param cluster The group within the agent, 0 to 4095.
 * @param item The metric within the group, 0 to 1023.
 */
export function pmIDBuild(domain: number, cluster: number, item: number): PmID {
  check("domain", domain, PM_DOMAIN_MAX);
  check("cluster", cluster, PM_CLUSTER_MAX);
  check("item", item, PM_ITEM_MAX);
  return ((domain << 22) | (cluster << 10) | item) >>> 0;
}

/**
 * The domain of a pmID: which agent it belongs to.
 *
 * @example
 * ```ts
 * import { pmIDDomain } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmIDDomain(0x64000402), 400);
 * ```
 */
export function pmIDDomain(pmid: PmID): number {
  return (pmid >>> 22) & 0x1ff;
}

/**
 * The cluster of a pmID: which group of the agent it belongs to.
 *
 * @example
 * ```ts
 * import { pmIDCluster } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmIDCluster(0x64000402), 1);
 * ```
 */
export function pmIDCluster(pmid: PmID): number {
  return (pmid >>> 10) & PM_CLUSTER_MAX;
}

/**
 * The item of a pmID: which metric of the cluster it is.
 *
 * @example
 * ```ts
 * import { pmIDItem } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmIDItem(0x64000402), 2);
 * ```
 */
export function pmIDItem(pmid: PmID): number {
  return pmid & PM_ITEM_MAX;
}

/**
 * Writes a pmID as people do.
 *
 * @example
 * ```ts
 * import { PM_ID_NULL, pmIDStr } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pmIDStr(0x64000402), "400.1.2");
 * assertEquals(pmIDStr(PM_ID_NULL), "PM_ID_NULL");
 * ```
 *
 * @returns `domain.cluster.item`.
 */
export function pmIDStr(pmid: PmID): string {
  if (pmid === PM_ID_NULL) return "PM_ID_NULL";
  return `${pmIDDomain(pmid)}.${pmIDCluster(pmid)}.${pmIDItem(pmid)}`;
}

function check(what: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new RangeError(
      `${what} ${value} of a pmID is not within 0 to ${max}`,
    );
  }
}
