/**
 * PCP's own settings: where its directories are, which user it runs as.
 * See pcp.conf(5).
 *
 * @module
 */

/** The settings of an installation that has none of its own. */
const DEFAULTS: Readonly<Record<string, string>> = {
  PCP_LOG_DIR: "/var/log/pcp",
  PCP_PMDAS_DIR: "/var/lib/pcp/pmdas",
  PCP_USER: "pcp",
  PCP_VAR_DIR: "/var/lib/pcp",
};

/**
 * A setting: from the environment, from PCP's configuration file
 * (`/etc/pcp.conf`, or where PCP_CONF or PCP_DIR say), or the usual one.
 *
 * @example
 * ```ts
 * import { pmGetConfig } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const host = {
 *   env: (name: string) => name === "PCP_DIR" ? "/opt/pcp" : undefined,
 *   readFile: (path: string) =>
 *     path === "/opt/pcp/etc/pcp.conf" ? "# user\nPCP_USER=metrics\n" : "",
 * };
 * assertEquals(pmGetConfig("PCP_USER", host), "metrics");
 * assertEquals(pmGetConfig("PCP_LOG_DIR", host), "/var/log/pcp");
 * ```
 *
 * @param name The name, PCP_LOG_DIR for example.
 * @param host The environment and the files; this host's by default.
 * @returns The setting; empty where there is none.
 */
export function pmGetConfig(name: string, host: PcpHost = THIS_HOST): string {
  const fromEnvironment = host.env(name);
  if (fromEnvironment) return fromEnvironment;
  const path = host.env("PCP_CONF") ??
    `${host.env("PCP_DIR") ?? ""}/etc/pcp.conf`;
  let text = "";
  try {
    text = host.readFile(path);
  } catch {
    // A host without PCP has no such file: the usual settings hold.
  }
  for (const line of text.split("\n")) {
    const equals = line.indexOf("=");
    if (equals > 0 && line.slice(0, equals).trim() === name) {
      return line.slice(equals + 1).trim().replaceAll('"', "");
    }
  }
  return DEFAULTS[name] ?? "";
}

/** Where settings come from. */
export interface PcpHost {
  /** A variable of the environment. */
  readonly env: (name: string) => string | undefined;
  /** The text of a file. */
  readonly readFile: (path: string) => string;
}

const THIS_HOST: PcpHost = {
  env: (name) => Deno.env.get(name),
  readFile: (path) => Deno.readTextFileSync(path),
};
