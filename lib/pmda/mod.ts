/**
 * A framework for PCP agents (PMDAs), what libpcp_pmda is to C: tables of
 * metrics in, answers to pmcd out. See PMDA(3).
 *
 * What tests of agents need is in `@pmdaetcd/pmda/testing`, the wire protocol
 * in `@pmdaetcd/pcp`.
 *
 * @example The first agent of PCP's tutorials, whole
 * ```ts
 * import { run } from "@pmdaetcd/pmda";
 *
 * if (import.meta.main) {
 *   await run({
 *     name: "etcd",
 *     domain: 400,
 *     sources: { greeting: () => "hello PMDA" },
 *     clusters: [{
 *       cluster: 0,
 *       from: "greeting",
 *       metrics: [{
 *         name: "demo",
 *         item: 0,
 *         type: "STRING",
 *         sem: "instant",
 *         oneline: "a greeting",
 *         value: (greeting) => greeting,
 *       }],
 *     }],
 *   });
 * }
 * ```
 *
 * @module
 */

export {
  errorText,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_BADSTORE,
  PM_ERR_PERMISSION,
  PM_ERR_VALUE,
  PmError,
  type PmLabel,
} from "../pcp/mod.ts";
export type { ClientContext } from "./client_context.ts";
export { type Cluster, cluster, type ClusterDefinition } from "./cluster.ts";
export { DefinitionError } from "./definition_error.ts";
export { EventQueue } from "./event_queue.ts";
export { HelpFile } from "./help_file.ts";
export { InstanceCache } from "./instance_cache.ts";
export { type Instance, InstanceDomain } from "./instance_domain.ts";
export { InstanceError } from "./instance_error.ts";
export { Log } from "./log.ts";
export type { Metric, MetricOf, MetricWithin } from "./metric.ts";
export { UsageError } from "./options.ts";
export { parseJson } from "./parse_json.ts";
export { pmGetConfig } from "./pcp_conf.ts";
export { Pmda } from "./pmda.ts";
export type { AgentDefinition, Start } from "./program.ts";
export { run } from "./run.ts";
export type { FetchRequest, SourceRequest, Sources } from "./source.ts";
