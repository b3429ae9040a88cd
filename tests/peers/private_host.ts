/**
 * A host of its own for a test, as far as PCP is concerned: nothing that
 * happens there can be seen outside.
 *
 * @module
 */

import { pmGetConfig } from "../../lib/pmda/mod.ts";
import { ROOT } from "./agent.ts";

/** The agents that its pmcd has from the start. */
const PMCD_CONF = [
  "root 1 pipe binary",
  "pmcd 2 dso pmcd_init",
  "linux 60 pipe binary",
];

/** What a command printed, and the status it ended with. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. Throws where it fails, with what it says. */
export async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args })
    .output();
  if (success) return;
  const decoder = new TextDecoder();
  throw new Error(
    `${program} ${args.join(" ")} fails:\n` +
      decoder.decode(stdout) + decoder.decode(stderr),
  );
}

/** The copies of PCP's folders that commands find there, each at its own path. */
export class PrivateHost implements Disposable {
  /** Where the copies are. */
  readonly folder: string = Deno.makeTempDirSync({ dir: "/tmp" });

  private constructor() {
    Deno.chmodSync(this.folder, 0o755);
  }

  /** Makes one that has the files of these agents of PCP's, not installed. */
  static async make(agents: readonly string[] = []): Promise<PrivateHost> {
    const host = new PrivateHost();
    try {
      await host.#copy(agents);
      await host.#pmcd();
      return host;
    } catch (error) {
      host[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Starts a pmcd there, and runs a command until its end, then nothing is
   * left running.
   *
   * @param path A folder to look for programs in before all others.
   */
  async run(command: readonly string[], path?: string): Promise<Printed> {
    const { code, stdout, stderr } = await new Deno.Command("unshare", {
      args: [
        ...["--mount", "--net", "--pid", "--fork"],
        ...["--mount-proc", "--kill-child"],
        "sh",
        `${ROOT}/tests/peers/private_host.sh`,
        this.folder,
        ...command,
      ],
      clearEnv: true,
      env: {
        PATH: `${path ? `${path}:` : ""}/usr/sbin:/usr/bin:/sbin:/bin`,
        TERM: "dumb",
      },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
    };
  }

  /** What went on before the last command. */
  log(): Promise<string> {
    return Deno.readTextFile(`${this.folder}/log`).catch(() => "");
  }

  async #copy(agents: readonly string[]): Promise<void> {
    const [sysconf, variable, pmdas, logs] = [
      "PCP_SYSCONF_DIR",
      "PCP_VAR_DIR",
      "PCP_PMDAS_DIR",
      "PCP_LOG_DIR",
    ].map((name) => pmGetConfig(name));
    const parts = [
      sysconf,
      ...["config", "pmns", "tmp"].map((part) => `${variable}/${part}`),
      ...["root", "pmcd", "linux", ...agents].map((part) => `${pmdas}/${part}`),
    ];
    for (const part of parts) {
      await run("mkdir", "-p", this.folder + part);
      await run("cp", "-aT", part, this.folder + part);
    }
    await openFolder(`${this.folder}${logs}/pmcd`);
    await openFolder(`${this.folder}/var/tmp`);
  }

  /** Sets up a pmcd that has never been started before, with few agents. */
  async #pmcd(): Promise<void> {
    const pmdas = pmGetConfig("PCP_PMDAS_DIR");
    const conf = PMCD_CONF.map((line) => {
      const [name, , kind] = line.split(" ");
      const program = kind === "dso" ? `pmda_${name}.so` : `pmda${name}`;
      return `${line} ${pmdas}/${name}/${program}\n`;
    });
    await Deno.writeTextFile(
      this.folder + pmGetConfig("PCP_PMCDCONF_PATH"),
      conf.join(""),
    );
    const names = `${this.folder}${pmGetConfig("PCP_VAR_DIR")}/pmns`;
    for (const { name } of [...Deno.readDirSync(names)]) {
      if (!/^root(_(?!(root|pmcd|linux)$).*|\..*)?$/.test(name)) continue;
      await Deno.remove(`${names}/${name}`);
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** Writes a program that is a script. */
export async function script(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text);
  await Deno.chmod(path, 0o755);
}

/** Makes a folder that everybody may write to. */
export async function openFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true });
  await Deno.chmod(path, 0o1777);
}
