/**
 * Prometheus' text format: knows its lines, values and histograms, and neither
 * etcd nor PCP.
 *
 * @module
 */

export { Distribution } from "./distribution.ts";
export { ExportedValue } from "./exported_value.ts";
export { type Exposition, NO_EXPOSITION, type Series } from "./exposition.ts";
export { type FamilyType, type Line, parseLabels } from "./exposition_line.ts";
export { ExpositionParser } from "./exposition_parser.ts";
export { type Histogram, readHistograms } from "./histogram.ts";
export { isUtf8 } from "./utf8.ts";
export { Windows } from "./windows.ts";
