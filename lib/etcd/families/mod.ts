/**
 * Families of /metrics as PCP metrics: knows which families etcd exports, how
 * they become metrics and what they mean, and nothing of how etcd is asked.
 *
 * @module
 */

export { unsigned } from "./conversions.ts";
export { familyMetrics } from "./family.ts";
export { MemberNames } from "./member_names.ts";
export { MetricsCatalog } from "./metrics_catalog.ts";
export { SeriesIndom } from "./series_indom.ts";
export { notExported } from "./series_named.ts";
