/**
 * A pmcd of its own for a test, beside the one of the host.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { mergeReadableStreams } from "@std/streams/merge-readable-streams";
import { toText } from "@std/streams/to-text";
import { freePort } from "./etcd.ts";

const PMCD_DSO = "pmcd\t2\tdso\tpmcd_init\t";

/** pmcd connects to socket agents at localhost, over IPv6 too. */
const HOSTS = "127.0.0.1 localhost\n::1 localhost\n";

/** Runs a command to its end and gives what it prints, as it comes. */
export async function output(
  command: string,
  ...args: string[]
): Promise<string> {
  const { stdout, stderr, status } = new Deno.Command(command, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const text = await toText(mergeReadableStreams(stdout, stderr));
  await status;
  return text;
}

/** A setting of this host's PCP. */
async function setting(name: string): Promise<string> {
  const script = `. /etc/pcp.env; echo $${name}`;
  return (await output("sh", "-c", script)).trim();
}

/** The name of an agent that serves its own, for pmcd's name space. */
function nameOf(agent: string): string {
  const [name, domain] = agent.split(/\s+/);
  return `\t${name}\t${domain}:*:*`;
}

/** A pmcd with some agents. */
export class PrivatePmcd implements AsyncDisposable {
  /** Where its files are; agents may write there too. */
  readonly folder: string;
  /** What its clients call it. */
  readonly host: string;
  readonly #process: Deno.ChildProcess;

  private constructor(
    folder: string,
    port: number,
    process: Deno.ChildProcess,
  ) {
    this.folder = folder;
    this.host = `localhost:${port}`;
    this.#process = process;
  }

  /** Makes a folder that every agent can use. */
  static async folder(): Promise<string> {
    const folder = await Deno.makeTempDir();
    await Deno.chmod(folder, 0o777);
    return folder;
  }

  /** Starts it with agents, as lines of pmcd.conf, and waits for its clients' port. */
  static async start(
    folder: string,
    ...agents: string[]
  ): Promise<PrivatePmcd> {
    const port = freePort();
    const pmcd = `${await setting("PCP_BINADM_DIR")}/pmcd`;
    const dso = `${await setting("PCP_PMDAS_DIR")}/pmcd/pmda_pmcd.so`;
    const conf = [PMCD_DSO + dso, ...agents, ""].join("\n");
    await Deno.writeTextFile(`${folder}/conf`, conf);
    await Deno.writeTextFile(`${folder}/hosts`, HOSTS);
    const names = await Deno.readTextFile(
      `${await setting("PCP_VAR_DIR")}/pmns/root`,
    );
    // An agent that is installed on this host stands there already.
    const missing = agents.map(nameOf).filter((line) => !names.includes(line));
    await Deno.writeTextFile(
      `${folder}/root`,
      names.replace("root {", ["root {", ...missing].join("\n")),
    );
    const process = new Deno.Command("unshare", {
      args: [
        "--mount",
        "sh",
        "-c",
        `mount --bind hosts /etc/hosts; exec ${pmcd} -f -U root -p ${port}` +
        " -c conf -n root -l pmcd.log -s pmcd.socket -x fatal.log",
      ],
      cwd: folder,
      env: { PCP_RUN_DIR: folder },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const started = new PrivatePmcd(folder, port, process);
    for (let tries = 0; tries < 100; tries++) {
      const text = await output("pminfo", "-h", started.host, "-f", "pmcd.pid");
      if (text.includes("value")) return started;
      await delay(100);
    }
    await started[Symbol.asyncDispose]();
    throw new Error("pmcd does not start");
  }

  /** What pminfo says, with a name space of the test's. */
  pminfo(...args: string[]): Promise<string> {
    return output("pminfo", "-h", this.host, ...args);
  }

  /** Its log. */
  log(): Promise<string> {
    return Deno.readTextFile(`${this.folder}/pmcd.log`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
    await this.#process.status;
    await Deno.remove(this.folder, { recursive: true });
  }
}
