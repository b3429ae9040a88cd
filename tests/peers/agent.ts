/**
 * The compiled agent, started the way pmcd does and asked with PDUs.
 *
 * @module
 */

import {
  decodeResult,
  encodeCreds,
  encodeFetch,
  type Pdu,
  PduSplitter,
  pmIDBuild,
  type PmValueSet,
} from "../../lib/pcp/mod.ts";
import { dirname, fromFileUrl } from "@std/path";

/** The project's top folder. */
export const ROOT: string = dirname(
  dirname(dirname(fromFileUrl(import.meta.url))),
);

/** The compiled agent. */
export const BINARY: string = Deno.env.get("PMDAETCD") ??
  `${ROOT}/dist/pmdaetcd`;

/** All metrics of the agent's first two clusters. */
export const METRICS: number[] = [
  ...[0, 1, 2, 3, 4].map((item) => pmIDBuild(400, 0, item)),
  ...[0, 1, 2, 3].map((item) => pmIDBuild(400, 1, item)),
];

/** How a process is started. */
export interface Start {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** The file that the program logs to. */
  readonly logfile: string;
  /** The folder it runs in, where that matters. */
  readonly cwd?: string;
  /** What its environment has besides this one's. */
  readonly env?: Record<string, string>;
}

/** An agent of its own for one test, with its log in a file of its own. */
export class Agent implements AsyncDisposable {
  /** Its log file. */
  readonly logfile: string;
  /** Its process. */
  readonly process: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #splitter = new PduSplitter();

  readonly #varDir: string;

  private constructor(
    { command: [program, ...args], logfile, cwd, env }: Start,
    varDir: string,
  ) {
    this.logfile = logfile;
    this.#varDir = varDir;
    this.process = new Deno.Command(program, {
      args,
      cwd,
      env: { PCP_VAR_DIR: varDir, ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reader = this.process.stdout.getReader();
    this.#writer = this.process.stdin.getWriter();
  }

  /** Starts an agent, this one or one of PCP's, and greets it. */
  static async start(
    args: string[],
    env: Record<string, string> = {},
    binary: string = BINARY,
  ): Promise<Agent> {
    const logfile = await Deno.makeTempFile();
    const command = [binary, "-l", logfile, ...args];
    return await Agent.open({ command, logfile, env });
  }

  /** Starts a program that is an agent, and greets it. */
  static async open(start: Start): Promise<Agent> {
    // What the agent saves should neither be found by another test nor by pmcd.
    const varDir = await Deno.makeTempDir();
    await Deno.chmod(varDir, 0o777);
    const agent = new Agent(start, varDir);
    await agent.next();
    await agent.send(encodeCreds({ version: 2, flags: 0 }, Deno.pid));
    return agent;
  }

  /** Sends bytes. */
  async send(bytes: Uint8Array): Promise<void> {
    await this.#writer.write(bytes);
  }

  /** The next PDU from the agent. */
  async next(): Promise<Pdu> {
    for (;;) {
      const pdu = this.#splitter.next();
      if (pdu !== undefined) return pdu;
      const { value } = await this.#reader.read();
      if (value === undefined) throw new Error("the agent is gone");
      this.#splitter.push(value);
    }
  }

  /** Fetches metrics. */
  async fetch(pmids = METRICS): Promise<PmValueSet[]> {
    await this.send(encodeFetch(pmids));
    return decodeResult((await this.next()).bytes);
  }

  /** Fetches metrics: for each its error, or 0 where it has values. */
  async errors(pmids = METRICS): Promise<number[]> {
    return (await this.fetch(pmids)).map((set) =>
      "error" in set ? set.error : 0
    );
  }

  /** The lines of its log that begin with a time. */
  async log(): Promise<string[]> {
    const text = await Deno.readTextFile(this.logfile);
    return text.split("\n").filter((line) => line.startsWith("["));
  }

  /** Ends the connection as pmcd does, and waits for the agent to end. */
  async end(): Promise<Deno.CommandStatus> {
    await this.#writer.close();
    while (!(await this.#reader.read()).done);
    return await this.process.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.process.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#writer.close().catch(() => {});
    while (!(await this.#reader.read()).done);
    await this.process.status;
    await Deno.remove(this.logfile);
    await Deno.remove(this.#varDir, { recursive: true });
  }
}
