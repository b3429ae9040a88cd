/**
 * PCP's test suite, on a host of its own that has this project's agents in
 * the place of PCP's simple and trivial.
 *
 * @module
 */

import { pmGetConfig } from "../../lib/pmda/mod.ts";
import { ROOT } from "./agent.ts";
import type { Example } from "./workshop.ts";

const EXAMPLES: readonly Example[] = ["simple", "trivial"];

/** The agents that its pmcd has from the start. */
const PMCD_CONF = [
  "root 1 pipe binary",
  "pmcd 2 dso pmcd_init",
  "linux 60 pipe binary",
];

/** PCP's tests reach for root by sudo, which they have here already. */
const SUDO = `#!/bin/sh
[ "$1" != -E ] || shift
exec env "$@"
`;

/** make puts these agents in place, and compiles PCP's own only as DSOs. */
const makefile = (example: Example, program: string) => `
default install: pmda_${example}.so pmda${example}
pmda_${example}.so: ${example}.c
	@$(MAKE) -s -f Makefile $@
pmda${example}:
	@cp ${program} $@
clean clobber:
	@$(MAKE) -s -f Makefile $@
.PHONY: default install clean clobber
`;

/** A program that tells of each start, then becomes the agent, with its name. */
const starter = (agent: string, calls: string) =>
  `#!/bin/bash
echo "\${0##*/} $*" >>${calls}
exec -a "$0" ${agent} "$@"
`;

/** What a test of PCP's test suite did. */
export interface Outcome {
  /** What it printed. */
  readonly output: string;
  /** What it should print. */
  readonly expected: string;
  /** The command lines that started this project's agents meanwhile. */
  readonly calls: readonly string[];
  /** What went on before the test. */
  readonly log: string;
}

/** Runs a command to its end. Throws where it fails, with what it says. */
async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args })
    .output();
  if (success) return;
  const decoder = new TextDecoder();
  throw new Error(
    `${program} ${args.join(" ")} fails:\n` +
      decoder.decode(stdout) + decoder.decode(stderr),
  );
}

/** What several tests share: the programs that they start. */
export class Bench implements Disposable {
  /** Where the programs are. */
  readonly folder: string = Deno.makeTempDirSync({ dir: "/tmp" });

  private constructor() {
    Deno.chmodSync(this.folder, 0o755);
  }

  /** Makes one. */
  static async make(): Promise<Bench> {
    const bench = new Bench();
    try {
      for (const example of EXAMPLES) {
        const program = `pmda${example}`;
        const copy = `${bench.folder}/${program}`;
        await Deno.copyFile(`${ROOT}/dist/${program}`, copy);
        await Deno.chmod(copy, 0o755);
      }
      await Deno.mkdir(`${bench.folder}/bin`);
      await script(`${bench.folder}/bin/sudo`, SUDO);
      const program = `${bench.folder}/chkopenlog`;
      const source = `${pmGetConfig("PCP_VAR_DIR")}/testsuite/src/chkopenlog.c`;
      await run("gcc", "-o", program, source, "-lpcp");
      return bench;
    } catch (error) {
      bench[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Runs a test.
   *
   * @param test Its number.
   * @param agent The agent that has to be installed before.
   */
  async run(test: number, agent?: Example): Promise<Outcome> {
    const folder = await Deno.makeTempDir({ dir: "/tmp" });
    try {
      await Deno.chmod(folder, 0o755);
      await this.#furnish(folder, test);
      const { stdout, stderr } = await new Deno.Command("unshare", {
        args: [
          ...["--mount", "--net", "--pid", "--fork"],
          ...["--mount-proc", "--kill-child"],
          "sh",
          `${ROOT}/tests/peers/private_host.sh`,
          folder,
          `${test}`,
          agent ?? "",
        ],
        clearEnv: true,
        env: {
          PATH: `${this.folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
          TERM: "dumb",
        },
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      const calls = await Deno.readTextFile(`${folder}/calls`);
      return {
        output: decoder.decode(stdout),
        expected: await Deno.readTextFile(`${this.#suite}/${test}.out`),
        calls: calls.trim().split("\n"),
        log: await Deno.readTextFile(`${folder}/log`).catch(() => "") +
          decoder.decode(stderr),
      };
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }

  get #suite(): string {
    return `${pmGetConfig("PCP_VAR_DIR")}/testsuite`;
  }

  /** Copies what a host has of PCP and a test needs, each to its own path below a folder. */
  async #furnish(folder: string, test: number): Promise<void> {
    const [sysconf, variable, pmdas, logs] = [
      "PCP_SYSCONF_DIR",
      "PCP_VAR_DIR",
      "PCP_PMDAS_DIR",
      "PCP_LOG_DIR",
    ].map((name) => pmGetConfig(name));
    const parts = [
      sysconf,
      ...["config", "pmns", "tmp"].map((part) => `${variable}/${part}`),
      ...["root", "pmcd", "linux", ...EXAMPLES].map((part) =>
        `${pmdas}/${part}`
      ),
    ];
    for (const part of parts) {
      await run("mkdir", "-p", folder + part);
      await run("cp", "-aT", part, folder + part);
    }
    for (const part of ["pmcd", "pmlogger", "pmie"]) {
      await open(`${folder}${logs}/${part}`);
    }
    await open(`${folder}/var/tmp`);
    await this.#pmcd(folder);
    const suite = `${folder}${this.#suite}`;
    await run("mkdir", "-p", `${suite}/src`);
    const needed = new RegExp(`^(common.*|mk\\..*|admin|${test}(\\.out)?)$`);
    for (const { name } of Deno.readDirSync(this.#suite)) {
      if (!needed.test(name)) continue;
      await run("cp", "-a", `${this.#suite}/${name}`, suite);
    }
    await Deno.copyFile(`${this.folder}/chkopenlog`, `${suite}/src/chkopenlog`);
    await Deno.writeTextFile(`${folder}/calls`, "");
    await Deno.chmod(`${folder}/calls`, 0o666);
    await Deno.writeTextFile(
      `${folder}${sysconf}/simple/simple.conf`,
      "sec,min,hour\n",
    );
    for (const example of EXAMPLES) {
      const program = `${folder}/pmda${example}`;
      // Where PCP's agent is installed make would have nothing to do.
      await run("rm", "-f", `${folder}${pmdas}/${example}/pmda${example}`);
      const agent = `${this.folder}/pmda${example}`;
      await script(program, starter(agent, `${folder}/calls`));
      // GNU make reads this file in the place of PCP's Makefile.
      await Deno.writeTextFile(
        `${folder}${pmdas}/${example}/GNUmakefile`,
        makefile(example, program),
      );
    }
  }

  /** Sets up a pmcd that has never been started before, with few agents. */
  async #pmcd(folder: string): Promise<void> {
    const pmdas = pmGetConfig("PCP_PMDAS_DIR");
    const conf = PMCD_CONF.map((line) => {
      const [name, , kind] = line.split(" ");
      const program = kind === "dso" ? `pmda_${name}.so` : `pmda${name}`;
      return `${line} ${pmdas}/${name}/${program}\n`;
    });
    await Deno.writeTextFile(
      folder + pmGetConfig("PCP_PMCDCONF_PATH"),
      conf.join(""),
    );
    const names = `${folder}${pmGetConfig("PCP_VAR_DIR")}/pmns`;
    for (const { name } of [...Deno.readDirSync(names)]) {
      if (!/^root(_(?!(root|pmcd|linux)$).*|\..*)?$/.test(name)) continue;
      await Deno.remove(`${names}/${name}`);
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

async function script(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text);
  await Deno.chmod(path, 0o755);
}

/** Makes a folder that everybody may write to. */
async function open(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true });
  await Deno.chmod(path, 0o1777);
}
