/**
 * The command line that all agents share. See pmdaGetOptions(3).
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { errorText, PM_DOMAIN_MAX } from "../pcp/mod.ts";
import { DEBUG_OPTIONS, type DebugOption, parseDebug } from "./debug.ts";
import type { Transport } from "./transport.ts";

/**
 * A command line that can't be obeyed. Its message is one line that says what
 * is wrong; the program says it and ends with exit status 2.
 *
 * @example
 * ```ts
 * import { UsageError } from "@pmdaetcd/pmda";
 * import { getOptions } from "@pmdaetcd/pmda/testing";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => getOptions(["-d", "x"]), UsageError, '-d "x"');
 * assertThrows(() => getOptions(["-z"]), UsageError, "-z");
 * ```
 */
export class UsageError extends Error {
  /** "UsageError". */
  override name = "UsageError";
}

/** An option with an argument that an agent has besides the shared ones. */
export interface ExtraOption {
  /** Its long name. */
  readonly long: string;
  /** What its argument is called in the usage. */
  readonly argument: string;
  /** What it does, for the usage. */
  readonly help: string;
}

/** What the command line says. */
export interface PmdaOptions {
  /** `-d`: the domain. */
  readonly domain?: number;
  /** `-l`: the log file. */
  readonly logfile?: string;
  /** `-U`: the user to run as. */
  readonly username?: string;
  /** `-p`, `-i`, `-6` or `-u`: how pmcd reaches the agent. */
  readonly transport: Transport;
  /** `-D`: the kinds of debug output. */
  readonly debug: ReadonlySet<DebugOption>;
  /** `-h`: only the usage is wanted. */
  readonly help: boolean;
  /** `-V`: only the version is wanted. */
  readonly version: boolean;
  /** The agent's own options, by their letter. */
  readonly extra: ReadonlyMap<string, string>;
}

const SHARED: ReadonlyMap<string, ExtraOption> = new Map([
  ["d", {
    long: "domain",
    argument: "DOMAIN",
    help: "performance metrics domain number, 1 to 510",
  }],
  ["l", {
    long: "log",
    argument: "LOGFILE",
    help: "log file, - for stderr",
  }],
  ["U", {
    long: "username",
    argument: "USER",
    help: "user account to run under (default: PCP_USER)",
  }],
  ["D", {
    long: "debug",
    argument: "NAMES",
    help: "debug output: names separated by commas, or all",
  }],
  ["i", {
    long: "inet",
    argument: "PORT",
    help: "pmcd connects to this TCP port",
  }],
  ["6", {
    long: "ipv6",
    argument: "PORT",
    help: "pmcd connects to this TCP port over IPv6",
  }],
  ["u", {
    long: "unix",
    argument: "SOCKET",
    help: "pmcd connects to this Unix domain socket",
  }],
]);

/** What the options without an argument say. */
const FLAGS: ReadonlyMap<string, "help" | "pipe" | "version"> = new Map([
  ["-h", "help"],
  ["-?", "help"],
  ["--help", "help"],
  ["-p", "pipe"],
  ["--pipe", "pipe"],
  ["-V", "version"],
  ["--version", "version"],
]);

/**
 * Parses a command line, in the manner of every agent: a letter's argument
 * may follow with or without a space.
 *
 * @example
 * ```ts
 * import { getOptions } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const config = { long: "config", argument: "FILE", help: "configuration" };
 * const options = getOptions(
 *   ["-d400", "-Dpdu,fetch", "-c", "etcd.conf"],
 *   new Map([["c", config]]),
 * );
 * assertEquals(options.domain, 400);
 * assertEquals(options.debug, new Set(["pdu", "fetch"]));
 * assertEquals(options.extra.get("c"), "etcd.conf");
 * ```
 *
 * @param extra The agent's own options, by their letter.
 * @throws {UsageError} Where they can't be obeyed.
 */
export function getOptions(
  args: readonly string[],
  extra: ReadonlyMap<string, ExtraOption> = new Map(),
): PmdaOptions {
  const options = new Map([...SHARED, ...extra]);
  const flags = new Set<string>();
  const parsed: Record<string, unknown> = parseArgs(join(args, options), {
    string: [...options.values()].map(({ long }) => long),
    unknown(arg: string, _key?: string, value?: unknown) {
      const flag = FLAGS.get(arg);
      if (flag === undefined) throw noOption(arg);
      if (value !== true) throw noOption(value);
      flags.add(flag);
      return false;
    },
  });
  const [stray] = Array.isArray(parsed._) ? parsed._ : [];
  if (stray !== undefined) throw noOption(stray);
  const values = new Map<string, string>();
  for (const [letter, { long, argument }] of options) {
    const value = parsed[long];
    if (value === undefined) continue;
    if (typeof value !== "string" || value === "") {
      throw new UsageError(`-${letter} needs an argument ${argument}`);
    }
    values.set(letter, value);
  }
  return {
    domain: domain(values.get("d")),
    logfile: values.get("l"),
    username: values.get("U"),
    transport: transport(values, flags.has("pipe")),
    debug: debug(values.get("D")),
    help: flags.has("help"),
    version: flags.has("version"),
    extra: new Map([...values].filter(([letter]) => extra.has(letter))),
  };
}

/**
 * The usage of an agent.
 *
 * @example
 * ```ts
 * import { usage } from "@pmdaetcd/pmda/testing";
 * import { assertStringIncludes } from "@std/assert";
 *
 * assertStringIncludes(usage("pmdaetcd"), "-d DOMAIN, --domain=DOMAIN");
 * ```
 *
 * @param extra The agent's own options, by their letter.
 */
export function usage(
  progname: string,
  extra: ReadonlyMap<string, ExtraOption> = new Map(),
): string {
  const lines = [...SHARED, ...extra].map((
    [letter, { long, argument, help }],
  ) =>
    `  ${`-${letter} ${argument}, --${long}=${argument}`.padEnd(34)} ${help}`
  );
  return [
    `Usage: ${progname} [options]`,
    "pmcd starts this program; without pmcd, use dbpmda(1).",
    "",
    ...lines,
    `  ${"-p, --pipe".padEnd(34)} pmcd talks over stdin and stdout (default)`,
    `  ${"-V, --version".padEnd(34)} print the version and exit`,
    `  ${"-h, --help".padEnd(34)} print this text and exit`,
    "",
    `Debug output: ${DEBUG_OPTIONS.join(", ")}, all`,
  ].join("\n");
}

/**
 * Gives each option that takes an argument the form --name=argument, for
 * parseArgs takes `-Uroot` for five flags, `-l=` for an empty argument, no
 * argument that begins with a hyphen (`-l -`), and `--no-log=x` for `--log=x`.
 */
function join(
  args: readonly string[],
  options: ReadonlyMap<string, ExtraOption>,
): string[] {
  const names = new Map([...options].flatMap(([letter, { long }]) => [
    [`-${letter}`, `--${long}`],
    [`--${long}`, `--${long}`],
  ]));
  const joined: string[] = [];
  const pending = args.values();
  for (const arg of pending) {
    const [, given = "", rest] = /^(--[^=]+|-.)(.*)$/s.exec(arg) ?? [];
    const name = names.get(given);
    if (given.startsWith("--no-") && name === undefined) throw noOption(arg);
    if (name === undefined || given === name && rest !== "") joined.push(arg);
    else joined.push(`${name}=${rest || (pending.next().value ?? "")}`);
  }
  return joined;
}

function noOption(arg: unknown): UsageError {
  return new UsageError(`${arg} is not an option; -h lists the options`);
}

function domain(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || value < 1 || value > PM_DOMAIN_MAX) {
    throw new UsageError(
      `-d "${text}" is not a domain number from 1 to ${PM_DOMAIN_MAX}`,
    );
  }
  return value;
}

function transport(
  values: ReadonlyMap<string, string>,
  pipe: boolean,
): Transport {
  const inet = values.get("i");
  const ipv6 = values.get("6");
  const unix = values.get("u");
  const chosen: Transport[] = [];
  if (pipe) chosen.push({ type: "pipe" });
  if (inet !== undefined) chosen.push({ type: "inet", port: inet });
  if (ipv6 !== undefined) chosen.push({ type: "ipv6", port: ipv6 });
  if (unix !== undefined) chosen.push({ type: "unix", path: unix });
  if (chosen.length > 1) {
    throw new UsageError(
      `use only one of -p, -i, -6 and -u, not ${chosen.length}`,
    );
  }
  return chosen[0] ?? { type: "pipe" };
}

function debug(spec: string | undefined): Set<DebugOption> {
  if (spec === undefined) return new Set();
  try {
    return parseDebug(spec);
  } catch (error) {
    throw new UsageError(`-D: ${errorText(error)}`);
  }
}
