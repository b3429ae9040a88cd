/**
 * pmdaetcd: the PCP agent (PMDA) for etcd. pmcd starts it and talks to it
 * over stdin and stdout.
 *
 * From here the way goes down one step at a time:
 * `lib/etcd` has the metric tables and asks etcd,
 * `lib/pmda` is the agent framework, what libpcp_pmda is to C,
 * `lib/pcp` is the wire protocol.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import manifest from "./deno.json" with { type: "json" };
import { ETCD_DOMAIN, ETCD_NAME, etcdPmda } from "./lib/etcd/agent.ts";
import { EtcdClient } from "./lib/etcd/client.ts";
import {
  type EtcdConfig,
  parseEndpoint,
  readConfig,
} from "./lib/etcd/config.ts";
import { HttpTransport } from "./lib/etcd/http_transport.ts";
import { type PmdaOptions, run, UsageError } from "./lib/pmda/mod.ts";

const OWN_OPTIONS = new Map([
  ["c", {
    long: "config",
    argument: "CONFIG",
    help: "configuration file (etcd.conf beside the program)",
  }],
  ["e", {
    long: "endpoint",
    argument: "URL",
    help: "etcd's base URL, whatever the configuration says",
  }],
]);

await run({
  name: ETCD_NAME,
  domain: ETCD_DOMAIN,
  version: manifest.version,
  options: OWN_OPTIONS,
  permissions: ["net"],
}, ({ domain, options, log }) => {
  const { endpoint, timeoutMs } = configuration(options);
  const client = new EtcdClient(endpoint, log, new HttpTransport());
  return etcdPmda(client, log, { domain, budget: timeoutMs });
});

/** The configuration file, under what the command line says. */
function configuration(options: PmdaOptions): EtcdConfig {
  const endpoint = options.extra.get("e");
  const path = options.extra.get("c");
  const home = Deno.build.standalone
    ? dirname(Deno.execPath())
    : import.meta.dirname ?? ".";
  const config = readConfig(
    path ?? join(home, `${ETCD_NAME}.conf`),
    path !== undefined,
  );
  if (endpoint === undefined) return config;
  try {
    return { ...config, endpoint: parseEndpoint(endpoint) };
  } catch (error) {
    throw new UsageError(
      `-e: ${error instanceof Error ? error.message : error}`,
    );
  }
}
