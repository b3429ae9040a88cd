/**
 * PCP's own simple and trivial agents, in C and in Python, and those of this
 * project that can take their place.
 *
 * @module
 */

import { pmGetConfig } from "../../lib/pmda/mod.ts";
import { ROOT, type Start } from "./agent.ts";

/** An agent that exists three times. */
export type Example = "simple" | "trivial";

/** What wrote it: PCP's in C, PCP's in Python, this project's. */
export const MAKES = ["C", "Python", "own"] as const;
/** One of the makes. */
export type Make = typeof MAKES[number];

/** The domains that PCP gives its agents. */
export const DOMAINS: Readonly<Record<Example, number>> = {
  simple: 253,
  trivial: 250,
};

/** The Python that Debian's package python3-pcp is for. */
const PYTHON = "/usr/bin/python3";

/** Runs a command to its end. Throws where it fails, with what it says. */
async function run(
  cwd: string,
  [program, ...args]: readonly string[],
  input = "",
): Promise<void> {
  const process = new Deno.Command(program, {
    args,
    cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await process.output();
  if (success) return;
  const decoder = new TextDecoder();
  throw new Error(
    `${[program, ...args].join(" ")} fails:\n` +
      decoder.decode(stdout) + decoder.decode(stderr),
  );
}

/**
 * A temporary folder with what the agents read and write, which would stand
 * below /var/lib/pcp, and with PCP's agents in C, compiled from the sources
 * that package pcp brings.
 */
export class Workshop implements Disposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Makes one with these agents. */
  static async make(...examples: Example[]): Promise<Workshop> {
    const workshop = new Workshop(Deno.makeTempDirSync());
    try {
      // The agents run as PCP's user, who must get at their files.
      Deno.chmodSync(workshop.#path, 0o755);
      Deno.mkdirSync(`${workshop.#path}/var`);
      Deno.symlinkSync(
        `${pmGetConfig("PCP_VAR_DIR")}/pmns`,
        `${workshop.#path}/var/pmns`,
      );
      await Promise.all(examples.map((example) => workshop.#build(example)));
      return workshop;
    } catch (error) {
      workshop[Symbol.dispose]();
      throw error;
    }
  }

  /** The folder that an agent runs in, with its name space. */
  folder(example: Example): string {
    return `${this.#path}/pmdas/${example}`;
  }

  /** The environment in which agents find this folder rather than PCP's own. */
  get env(): Record<string, string> {
    return {
      PCP_PMDAS_DIR: `${this.#path}/pmdas`,
      PCP_VAR_DIR: `${this.#path}/var`,
      TZ: "UTC",
      LC_ALL: "C",
    };
  }

  /**
   * How an agent is started that knows nothing of those that ran before it,
   * with the simple.conf that PCP's agent comes with.
   */
  start(example: Example, make: Make): Start {
    const cwd = this.folder(example);
    Deno.mkdirSync(this.caches, { recursive: true });
    Deno.removeSync(this.caches, { recursive: true });
    Deno.mkdirSync(this.caches);
    Deno.chmodSync(this.caches, 0o777);
    if (example === "simple") this.configure("sec,min,hour\n");
    const own = make === "own" ? `${ROOT}/dist` : cwd;
    const logfile = `${cwd}/${example}.log`;
    const options = ["-d", `${DOMAINS[example]}`, "-l", logfile];
    const command = make === "Python"
      ? [PYTHON, `${cwd}/pmda${example}.python`]
      : [`${own}/pmda${example}`, ...options];
    return { command, logfile, cwd, env: this.env };
  }

  /** The folder for instance domains that agents keep. */
  get caches(): string {
    return `${this.#path}/var/config/pmda`;
  }

  /** The path of simple.conf. */
  get conf(): string {
    return `${this.folder("simple")}/simple.conf`;
  }

  /** Writes simple.conf, at some second. */
  configure(text: string, mtime = 1): void {
    Deno.writeTextFileSync(this.conf, text);
    Deno.chmodSync(this.conf, 0o644);
    Deno.utimeSync(this.conf, mtime, mtime);
  }

  async #build(example: Example): Promise<void> {
    const source = `${pmGetConfig("PCP_PMDAS_DIR")}/${example}`;
    const folder = this.folder(example);
    Deno.mkdirSync(folder, { recursive: true });
    const program = `pmda${example}`;
    for (
      const file of [
        `${example}.c`,
        `${program}.python`,
        "Makefile",
        "domain.h",
        "help",
        "pmns",
        "root",
      ]
    ) {
      Deno.copyFileSync(`${source}/${file}`, `${folder}/${file}`);
    }
    const mark = `@ ${example.toUpperCase()}.`;
    const help = Deno.readTextFileSync(`${folder}/help`)
      .replaceAll(mark, `@ ${DOMAINS[example]}.`);
    const newhelp = `${pmGetConfig("PCP_BINADM_DIR")}/newhelp`;
    await Promise.all([
      run(folder, ["make", program]),
      run(folder, [newhelp, "-n", "root", "-o", "help"], help),
    ]);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#path, { recursive: true });
  }
}
