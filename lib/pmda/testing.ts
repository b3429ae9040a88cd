/**
 * For tests of agents: {@linkcode startAgent} starts one in memory, fetches by
 * name, and takes any PDU. Also the parts that the framework is made of.
 *
 * @module
 */

export * from "./agent.ts";
export * from "./cache_file.ts";
export * from "./cache_format.ts";
export * from "./client_context.ts";
export * from "./cluster.ts";
export * from "./connection.ts";
export * from "./debug.ts";
export * from "./debug_signal.ts";
export * from "./dispatcher.ts";
export * from "./event_queue.ts";
export * from "./fetcher.ts";
export * from "./help_file.ts";
export * from "./identity.ts";
export * from "./instance_cache.ts";
export * from "./instance_domain.ts";
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
export * from "./program.ts";
export * from "./serve.ts";
export * from "./socket_connection.ts";
export * from "./source.ts";
export * from "./storer.ts";
export * from "./test_agent.ts";
export * from "./test_client.ts";
export * from "./transport.ts";
export type { MetricEntry } from "./_tables.ts";
