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

import { dirname, join, resolve } from "@std/path";
import manifest from "./deno.json" with { type: "json" };
import {
  ETCD_DOMAIN,
  ETCD_GROUPS,
  ETCD_NAME,
  etcdPmda,
} from "./lib/etcd/agent.ts";
import { EtcdClient } from "./lib/etcd/api/mod.ts";
import {
  type EtcdConfig,
  type FileReader,
  openEtcd,
  readConfig,
  readPublic,
  readSecret,
} from "./lib/etcd/access/mod.ts";
import { parseEndpoint } from "./lib/etcd/http/mod.ts";
import { errorText, run, UsageError } from "./lib/pmda/mod.ts";
import { userId } from "./lib/pmda/identity.ts";
import type { PmdaOptions } from "./lib/pmda/options.ts";

const OWN_OPTIONS = new Map([
  ["c", {
    long: "config",
    argument: "CONFIG",
    help: "configuration file (default: etcd.conf beside the program)",
  }],
  ["e", {
    long: "endpoint",
    argument: "URL",
    help: "etcd's base URL, instead of the configured one",
  }],
]);

await run({
  name: ETCD_NAME,
  domain: ETCD_DOMAIN,
  version: manifest.version,
  options: OWN_OPTIONS,
  permissions: ["net"],
}, ({ domain, options, log, username, keep }) => {
  const [config, folder] = configuration(options);
  const files = filesIn(folder, username);
  const { endpoints, sender, sockets } = openEtcd(config, files, log);
  if (sockets) {
    // Deno asks for both where it connects to a Unix socket, and can't give up
    // all files but one.
    keep("read");
    keep("write");
  }
  const client = new EtcdClient(endpoints, sender, log);
  const { timeoutMs, groupsOff } = config;
  return etcdPmda(client, log, { domain, budget: timeoutMs, groupsOff });
});

/** The configuration file, under what the command line says, and its folder. */
function configuration(
  options: PmdaOptions,
): [config: EtcdConfig, folder: string] {
  const endpoint = options.extra.get("e");
  const named = options.extra.get("c");
  const home = Deno.build.standalone
    ? dirname(Deno.execPath())
    : import.meta.dirname ?? ".";
  const path = named ?? join(home, `${ETCD_NAME}.conf`);
  const config = readConfig(path, {
    required: named !== undefined,
    groups: ETCD_GROUPS,
  });
  if (endpoint === undefined) return [config, dirname(path)];
  try {
    const endpoints = [parseEndpoint(endpoint)];
    return [{ ...config, endpoints, metricsUrls: [] }, dirname(path)];
  } catch (error) {
    throw new UsageError(`-e: ${errorText(error)}`);
  }
}

/** Reads files whose paths begin at a folder; secrets are root's or the agent's. */
function filesIn(folder: string, username: string): FileReader {
  const owners = () =>
    [0, Deno.uid(), userId(username)].filter((uid) => typeof uid === "number");
  return {
    readPublic: (path: string) => readPublic(resolve(folder, path)),
    readSecret: (path: string) => readSecret(resolve(folder, path), owners()),
  };
}
