/**
 * The agent's configuration file, `etcd.conf`, in TOML.
 *
 * @module
 */

import { parse } from "@std/toml/parse";
import { errorText } from "../../pmda/mod.ts";
import { parseEndpoint } from "../http/mod.ts";
import { ConfigError } from "./config_error.ts";

/** What the configuration says. Paths of files are as it has them. */
export interface EtcdConfig {
  /** etcd's base URLs, one or more, in the order in which they are tried. */
  readonly endpoints: readonly URL[];
  /**
   * Where each of them serves /metrics and /health; none where that is the
   * endpoint itself.
   */
  readonly metricsUrls: readonly URL[];
  /** Files and names for TLS. */
  readonly tls: TlsConfig;
  /** As whom to log in, where etcd asks. */
  readonly login?: LoginConfig;
  /** Milliseconds that a fetch may take. */
  readonly timeoutMs: number;
  /** The groups of metrics that the agent does not have. */
  readonly groupsOff: ReadonlySet<string>;
}

/** What the configuration says of TLS. */
export interface TlsConfig {
  /** The file with the CA of etcd's certificates. */
  readonly ca?: string;
  /** The files with the client's certificate and its key. */
  readonly client?: { readonly cert: string; readonly key: string };
  /** The name that etcd's certificate must have. */
  readonly serverName?: string;
}

/** What the configuration says of a user of etcd. */
export interface LoginConfig {
  /** The user's name. */
  readonly user: string;
  /** The file with the password. */
  readonly passwordFile: string;
}

/** The configuration without a file. */
export const DEFAULT_CONFIG: EtcdConfig = {
  endpoints: [new URL("http://127.0.0.1:2379")],
  metricsUrls: [],
  tls: {},
  timeoutMs: 1000,
  groupsOff: new Set(),
};

/** pmcd waits 5 s for an answer; this leaves a second for everything else. */
const TIMEOUT_MS_MAX = 4000;

/**
 * Parses a configuration.
 *
 * @param groups The groups of metrics that can be switched off.
 * @throws {ConfigError} If it has a mistake.
 */
export function parseConfig(
  text: string,
  path: string,
  groups: readonly string[],
): EtcdConfig {
  const table = parseToml(text, path);
  const fail = (key: string, reason: string) =>
    new ConfigError(`${path}:${lineOf(key, text)}: ${reason}`);
  const config = { ...DEFAULT_CONFIG };
  const texts: Partial<Record<TextKey, string>> = {};
  for (const [key, value] of Object.entries(table)) {
    try {
      switch (key) {
        case "endpoint":
          config.endpoints = [parseEndpoint(textOf(value, key, "a URL"), key)];
          break;
        case "endpoints":
          config.endpoints = urlsOf(value, key);
          break;
        case "metrics_url":
          config.metricsUrls = [
            parseEndpoint(textOf(value, key, "a URL"), key),
          ];
          break;
        case "metrics_urls":
          config.metricsUrls = urlsOf(value, key);
          break;
        case "ca":
        case "cert":
        case "key":
        case "password_file":
          texts[key] = textOf(value, key, "the path of a file");
          break;
        case "server_name":
        case "user":
          texts[key] = textOf(value, key, "a name");
          break;
        case "timeout_ms":
          config.timeoutMs = timeoutOf(value);
          break;
        case "password":
          throw new TypeError(
            "password is not allowed here: put it into its own file and " +
              "set password_file to that file",
          );
        case "groups_off":
          config.groupsOff = groupsOff(value, groups);
          break;
        default:
          throw new TypeError(`${key} is not a key; the keys are ${KEYS}`);
      }
    } catch (error) {
      throw fail(key, errorText(error));
    }
  }
  const conflict = conflictOf(table, config);
  if (conflict !== undefined) throw fail(...conflict);
  return withFiles(config, texts);
}

type TextKey =
  | "ca"
  | "cert"
  | "key"
  | "server_name"
  | "user"
  | "password_file";

const KEYS = [
  "endpoint",
  "endpoints",
  "metrics_url",
  "metrics_urls",
  "ca",
  "cert",
  "key",
  "server_name",
  "user",
  "password_file",
  "timeout_ms",
].join(", ") + " and groups_off";

/** Keys that need each other, and keys that exclude each other. */
const PAIRS = [["cert", "key"], ["user", "password_file"]] as const;
const RIVALS = [["endpoint", "endpoints"], ["metrics_url", "metrics_urls"]];

/** Why keys that are each right do not go together, and the key to name. */
function conflictOf(
  table: Readonly<Record<string, unknown>>,
  { endpoints, metricsUrls }: EtcdConfig,
): [key: string, reason: string] | undefined {
  for (const [one, other] of RIVALS) {
    if (one in table && other in table) {
      return [other, `${one} and ${other} are both set; leave one of them out`];
    }
  }
  for (const pair of PAIRS) {
    for (const [one, other] of [pair, pair.toReversed()]) {
      if (one in table && !(other in table)) {
        return [one, `${one} is set without ${other}; set both`];
      }
    }
  }
  const count = metricsUrls.length;
  if (count > 0 && count !== endpoints.length) {
    return [
      count === 1 ? "metrics_url" : "metrics_urls",
      `${count} metrics URLs for ${endpoints.length} endpoints; metrics_urls ` +
      "needs one for each, in the same order",
    ];
  }
  const secure = [...endpoints, ...metricsUrls].some(({ protocol }) =>
    protocol === "https:"
  );
  for (const key of ["ca", "cert", "server_name"]) {
    if (key in table && !secure) {
      return [key, `${key} is for https, but no endpoint is https`];
    }
  }
  if (typeof table.user === "string" && table.user.includes(":")) {
    return ["user", "user has a colon, but names of etcd users have none"];
  }
}

/** A configuration with what its keys say of files and names. */
function withFiles(
  config: EtcdConfig,
  { ca, cert, key, server_name, user, password_file }: Partial<
    Record<TextKey, string>
  >,
): EtcdConfig {
  const client = cert === undefined || key === undefined
    ? undefined
    : { cert, key };
  const login = user === undefined || password_file === undefined
    ? undefined
    : { user, passwordFile: password_file };
  return {
    ...config,
    tls: {
      ...ca !== undefined && { ca },
      ...client && { client },
      ...server_name !== undefined && { serverName: server_name },
    },
    ...login && { login },
  };
}

function textOf(value: unknown, key: string, expected: string): string {
  if (typeof value !== "string" || value === "") {
    const what = value === "" ? "empty" : "not text";
    throw new TypeError(`${key} is ${what}; expected ${expected} in quotes`);
  }
  return value;
}

function urlsOf(value: unknown, key: string): URL[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new TypeError(
      `${key} is not a list; expected one like ["http://etcd1:2379", "http://etcd2:2379"]`,
    );
  }
  return value.map((item) => parseEndpoint(textOf(item, key, "URLs"), key));
}

function timeoutOf(value: unknown): number {
  if (
    typeof value !== "number" || !Number.isInteger(value) || value < 1 ||
    value > TIMEOUT_MS_MAX
  ) {
    throw new TypeError(
      `timeout_ms = ${shown(value)} is not within 1 to ${TIMEOUT_MS_MAX} ` +
        "(pmcd drops an agent that takes 5 s)",
    );
  }
  return value;
}

/** How a configuration file is read. */
export interface ConfigRules {
  /** Whether the file must exist. */
  readonly required: boolean;
  /** The groups of metrics that can be switched off. */
  readonly groups: readonly string[];
}

/**
 * Reads a configuration file.
 *
 * @throws {ConfigError} Where it can't be read or obeyed.
 */
export function readConfig(
  path: string,
  { required, groups }: ConfigRules,
  readFile: (path: string) => string = Deno.readTextFileSync,
): EtcdConfig {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    if (!required && error instanceof Deno.errors.NotFound) {
      return DEFAULT_CONFIG;
    }
    const reason = errorText(error);
    throw new ConfigError(`${path}: can't be read: ${reason}`);
  }
  return parseConfig(text, path, groups);
}

function groupsOff(
  value: unknown,
  groups: readonly string[],
): ReadonlySet<string> {
  const names = Array.isArray(value) ? value : [value];
  for (const name of names) {
    if (typeof name === "string" && groups.includes(name)) continue;
    throw new TypeError(
      `groups_off: ${shown(name)} is not a group; the groups are ` +
        groups.join(", "),
    );
  }
  return new Set(names.map(String));
}

/** A value of any kind, as text for a message. */
function shown(value: unknown): string {
  return typeof value === "object" ? "a table or a list" : String(value);
}

function parseToml(text: string, path: string): Record<string, unknown> {
  const lines = text.split("\n").map(keyOf);
  const twice = lines.findIndex((key, i) =>
    key !== "" && lines.indexOf(key) < i
  );
  if (twice >= 0) {
    throw new ConfigError(`${path}:${twice + 1}: ${lines[twice]} is set twice`);
  }
  try {
    return parse(text);
  } catch (error) {
    const message = errorText(error);
    const place = /line (\d+), column (\d+)/i.exec(message);
    // At column 0 the parser has gone on to the line behind the mistake.
    const line = place === null
      ? ""
      : `:${Number(place[1]) - (place[2] === "0" ? 1 : 0)}`;
    throw new ConfigError(`${path}${line}: not valid TOML: ${message}`);
  }
}

/** The number of the line that sets a key. */
function lineOf(key: string, text: string): number {
  return text.split("\n").findIndex((line) => keyOf(line) === key) + 1;
}

/** The key that a line sets, the table that it begins, or nothing. */
function keyOf(line: string): string {
  const [, key] = /^[\s["']*([A-Za-z0-9_-]+)[\s\]"']*(?:[=.\]]|$)/.exec(line) ??
    [];
  return key ?? "";
}
