/**
 * The main program of an agent. See PMDA(3).
 *
 * @module
 */

import { errorText } from "../pcp/mod.ts";
import { join } from "@std/path";
import { logStrays } from "./_log_strays.ts";
import { makeAgent } from "./_make_agent.ts";
import type { Agent } from "./agent.ts";
import { debugOnSignal } from "./debug_signal.ts";
import { setProcessIdentity } from "./identity.ts";
import { Log } from "./log.ts";
import { openLog } from "./open_log.ts";
import {
  type ExtraOption,
  getOptions,
  type PmdaOptions,
  usage,
  UsageError,
} from "./options.ts";
import { pmGetConfig } from "./pcp_conf.ts";
import type { PmdaParts } from "./pmda.ts";
import type { AgentDefinition, Program, Start } from "./program.ts";
import { serve } from "./serve.ts";
import { listen } from "./transport.ts";

const PERMISSIONS: readonly Deno.PermissionName[] = [
  "env",
  "ffi",
  "net",
  "read",
  "run",
  "sys",
  "write",
];

/**
 * Runs an agent from its command line to the end of the connection, then ends
 * the process. In this order: options, the agent itself, log file, the place
 * where pmcd reaches it, user, files of its dynamic instance domains,
 * permissions; then it answers pmcd. What main()
 * of an agent in C does with pmdaGetOptions, pmdaDaemon, pmdaOpenLog,
 * pmdaConnect, pmSetProcessIdentity, pmdaInit and pmdaMain; see PMDA(3).
 *
 * A command line that can't be obeyed ends the process with status 2, an
 * agent that can't be made or can't start with status 1, each with a line on
 * stderr, which is pmcd's log until the agent's own log is open.
 *
 * @example
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
 */
export function run<Samples = never>(
  definition: AgentDefinition<Samples>,
): Promise<never>;
/**
 * Runs an agent that is made of its command line, its log or a configuration.
 * `make` should throw an error where it can't make it, whose message says what
 * to do.
 *
 * @example
 * ```ts
 * import { run, UsageError } from "@pmdaetcd/pmda";
 *
 * const options = new Map([
 *   ["w", { long: "word", argument: "WORD", help: "what to say" }],
 * ]);
 * if (import.meta.main) {
 *   await run({ name: "etcd", domain: 400, options }, ({ pmda, options }) => {
 *     const word = options.extra.get("w") ?? "hello PMDA";
 *     if (word === "no") throw new UsageError("-w no: say something else");
 *     return pmda({
 *       sources: { greeting: () => word },
 *       clusters: [{
 *         cluster: 0,
 *         from: "greeting",
 *         metrics: [{
 *           name: "demo",
 *           item: 0,
 *           type: "STRING",
 *           sem: "instant",
 *           oneline: "a greeting",
 *           value: (greeting) => greeting,
 *         }],
 *       }],
 *     });
 *   });
 * }
 * ```
 */
export function run(
  program: Program,
  make: (start: Start) => Agent,
): Promise<never>;
export async function run<Samples>(
  program: Program & Partial<PmdaParts<Samples>>,
  make?: (start: Start) => Agent,
): Promise<never> {
  const progname = `pmda${program.name}`;
  const own = program.options ?? new Map<string, ExtraOption>();
  try {
    const options = getOptions(Deno.args, own);
    if (options.help) console.error(usage(progname, own));
    else if (options.version) {
      console.error(`${progname} version ${program.version ?? "unknown"}`);
    } else await start(program, options, make);
    // What the agent has started elsewhere must not keep the process.
    Deno.exit(0);
  } catch (error) {
    const message = errorText(error);
    if (error instanceof UsageError) {
      console.error(`${progname}: ${message}`);
      Deno.exit(2);
    }
    new Log({ progname }).error(message);
    Deno.exit(1);
  }
}

async function start<Samples>(
  program: Program & Partial<PmdaParts<Samples>>,
  options: PmdaOptions,
  make?: (start: Start) => Agent,
): Promise<void> {
  const log = new Log({
    progname: `pmda${program.name}`,
    debug: options.debug,
  });
  using _strays = logStrays(log);
  const username = options.username ?? pmGetConfig("PCP_USER");
  const kept = new Set(program.permissions);
  const keep = (permission: Deno.PermissionName) => void kept.add(permission);
  const agent = makeAgent(program, make, { options, log, username, keep });
  const logfile = `${program.name}.log`;
  openLog(
    options.logfile ?? join(pmGetConfig("PCP_LOG_DIR"), "pmcd", logfile),
    log,
  );
  using _signal = debugOnSignal(log, options.debug);
  const accept = listen(options.transport, log);
  setProcessIdentity(username);
  agent.openCaches(join(pmGetConfig("PCP_VAR_DIR"), "config", "pmda"), log);
  for (const name of PERMISSIONS) {
    if (kept.has(name)) continue;
    await Deno.permissions.revoke({ name });
  }
  await serve(agent, await accept(), log);
  log.finished();
}
