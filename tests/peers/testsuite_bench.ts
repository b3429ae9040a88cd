/**
 * PCP's test suite, on a host of its own that has this project's agents in
 * the place of PCP's simple and trivial.
 *
 * @module
 */

import { pmGetConfig } from "../../lib/pmda/mod.ts";
import { ROOT } from "./agent.ts";
import { openFolder, PrivateHost, run, script } from "./private_host.ts";
import type { Example } from "./workshop.ts";

const EXAMPLES: readonly Example[] = ["simple", "trivial"];

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
    using host = await PrivateHost.make(EXAMPLES);
    const { folder } = host;
    await this.#furnish(folder, test);
    const suite = ["sh", `${ROOT}/tests/peers/testsuite.sh`];
    const { stdout, stderr } = await host.run(
      [...suite, folder, `${test}`, agent ?? ""],
      `${this.folder}/bin`,
    );
    const calls = await Deno.readTextFile(`${folder}/calls`);
    return {
      output: stdout,
      expected: await Deno.readTextFile(`${this.#suite}/${test}.out`),
      calls: calls.trim().split("\n"),
      log: await host.log() + stderr,
    };
  }

  get #suite(): string {
    return `${pmGetConfig("PCP_VAR_DIR")}/testsuite`;
  }

  /** Adds what a test needs. */
  async #furnish(folder: string, test: number): Promise<void> {
    const [sysconf, pmdas] = ["PCP_SYSCONF_DIR", "PCP_PMDAS_DIR"].map((name) =>
      pmGetConfig(name)
    );
    for (const part of ["pmlogger", "pmie"]) {
      await openFolder(`${folder}${pmGetConfig("PCP_LOG_DIR")}/${part}`);
    }
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

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}
