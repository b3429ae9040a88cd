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
  ConfigError,
  type EtcdConfig,
  parseEndpoint,
  readConfig,
} from "./lib/etcd/config.ts";
import { HttpTransport } from "./lib/etcd/http_transport.ts";
import {
  getOptions,
  IdentityError,
  Log,
  openLog,
  PipeConnection,
  type PmdaOptions,
  pmGetConfig,
  serve,
  setProcessIdentity,
  usage,
  UsageError,
} from "./lib/pmda/mod.ts";

const PROGNAME = `pmda${ETCD_NAME}`;

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

async function main(): Promise<void> {
  const options = getOptions(Deno.args, OWN_OPTIONS);
  if (options.help) return console.error(usage(PROGNAME, OWN_OPTIONS));
  if (options.version) {
    return console.error(`${PROGNAME} version ${manifest.version}`);
  }
  const config = configuration(options);

  const logfile = join(pmGetConfig("PCP_LOG_DIR"), "pmcd", `${ETCD_NAME}.log`);
  const log = openLog(options.logfile ?? logfile, {
    progname: PROGNAME,
    debug: options.debug,
  });
  setProcessIdentity(options.username ?? pmGetConfig("PCP_USER"));
  await dropPermissions();

  using transport = new HttpTransport();
  const client = new EtcdClient(config.endpoint, log, transport);
  const pmda = etcdPmda(client, options.domain ?? ETCD_DOMAIN);
  await serve(pmda, new PipeConnection(), log, { budget: config.timeoutMs });
  log.finished();
}

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

/** Gives up what only the start needs, before anything comes from the network. */
async function dropPermissions(): Promise<void> {
  for (const name of ["ffi", "env", "sys", "read"] as const) {
    await Deno.permissions.revoke({ name });
  }
}

try {
  await main();
  // An attempt to connect to a host that is gone can't be called off, and
  // would keep the process alive for minutes.
  Deno.exit(0);
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${PROGNAME}: ${error.message}`);
    Deno.exit(2);
  }
  if (error instanceof ConfigError || error instanceof IdentityError) {
    new Log({ progname: PROGNAME }).error(error.message);
    Deno.exit(1);
  }
  throw error;
}
