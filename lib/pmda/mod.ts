/**
 * A framework for PCP agents (PMDAs), what libpcp_pmda is to C: tables of
 * metrics in, answers to pmcd out. See PMDA(3). Everything of the wire
 * protocol is here too, so that an agent imports this alone.
 *
 * @example The first agent of PCP's tutorials, whole
 * ```ts
 * import {
 *   Log,
 *   PipeConnection,
 *   Pmda,
 *   serve,
 * } from "@pmdaetcd/pmda";
 *
 * const pmda = new Pmda({
 *   name: "etcd",
 *   domain: 400,
 *   sources: { greeting: () => "hello PMDA" },
 *   clusters: [{
 *     cluster: 0,
 *     from: "greeting",
 *     metrics: [{
 *       name: "demo",
 *       item: 0,
 *       type: "STRING",
 *       sem: "instant",
 *       oneline: "a greeting",
 *       value: (greeting) => greeting,
 *     }],
 *   }],
 * });
 * if (import.meta.main) {
 *   await serve(pmda, new PipeConnection(), new Log({ progname: "pmdaetcd" }));
 * }
 * ```
 *
 * @module
 */

export * from "../pcp/mod.ts";
export * from "./agent.ts";
export * from "./cache_file.ts";
export * from "./cache_format.ts";
export * from "./client_context.ts";
export * from "./cluster.ts";
export * from "./connection.ts";
export * from "./debug.ts";
export * from "./debug_signal.ts";
export * from "./definition_error.ts";
export * from "./dispatcher.ts";
export * from "./event_queue.ts";
export * from "./fetcher.ts";
export * from "./help_file.ts";
export * from "./identity.ts";
export * from "./instance_cache.ts";
export * from "./instance_domain.ts";
export * from "./instance_error.ts";
export * from "./instance_hash.ts";
export * from "./log.ts";
export * from "./metric.ts";
export * from "./name_space.ts";
export * from "./open_log.ts";
export * from "./options.ts";
export * from "./parse_json.ts";
export * from "./pcp_conf.ts";
export * from "./pipe_connection.ts";
export * from "./pmda.ts";
export * from "./pmda_labels.ts";
export * from "./run.ts";
export * from "./serve.ts";
export * from "./socket_connection.ts";
export * from "./source.ts";
export * from "./storer.ts";
export * from "./transport.ts";
export type { MetricEntry } from "./_tables.ts";
