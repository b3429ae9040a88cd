/**
 * All families of /metrics that are known.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** The families, by cluster. */
export const FAMILY_GROUPS: readonly FamilyGroup[] = [];
