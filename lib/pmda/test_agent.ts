/**
 * Agents in memory, for tests.
 *
 * @module
 */

import { makeAgent } from "./_make_agent.ts";
import { Agent } from "./agent.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Log } from "./log.ts";
import { getOptions } from "./options.ts";
import type { PmdaParts } from "./pmda.ts";
import type { AgentDefinition, Program, Start } from "./program.ts";
import { TestClient } from "./test_client.ts";

/**
 * An agent in memory, and a client of it. It has no file for its dynamic
 * instance domains, and keeps all permissions.
 */
export class TestAgent extends TestClient implements Disposable {
  /** The agent. */
  readonly agent: Agent;
  /** The lines of its log. */
  readonly lines: string[];
  readonly #dispatcher: Dispatcher;
  #clients = 0;

  /** Starts an agent; see {@linkcode startAgent}. */
  constructor(agent: Agent, log?: Log, lines: string[] = []) {
    const dispatcher = new Dispatcher(agent, log ?? memoryLog(agent, lines));
    super(dispatcher, agent.name, 0);
    this.agent = agent;
    this.lines = lines;
    this.#dispatcher = dispatcher;
    const ready = () => void dispatcher.setReady();
    agent.definition.ready?.then(ready, ready);
  }

  /** Another client of the agent. */
  client(): TestClient {
    return new TestClient(this.#dispatcher, this.agent.name, ++this.#clients);
  }

  /** Ends the agent. */
  [Symbol.dispose](): void {
    this.#dispatcher[Symbol.dispose]();
  }
}

function memoryLog({ name }: { readonly name: string }, lines: string[]): Log {
  return new Log({
    progname: `pmda${name}`,
    write: (text) => lines.push(...text.trimEnd().split("\n")),
  });
}

/**
 * Starts an agent in memory, of what `run` takes, or one that is made already.
 *
 * @example
 * ```ts
 * import { InstanceDomain } from "@pmdaetcd/pmda";
 * import { startAgent } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const minutes = new InstanceDomain({
 *   serial: 0,
 *   instances: [{ inst: 0, name: "1 minute" }, { inst: 1, name: "5 minutes" }],
 * });
 * using agent = startAgent({
 *   name: "load",
 *   domain: 401,
 *   sources: { load: () => [0.5, 0.25] },
 *   clusters: [{
 *     cluster: 0,
 *     from: "load",
 *     metrics: [{
 *       name: "average",
 *       item: 0,
 *       type: "DOUBLE",
 *       sem: "instant",
 *       indom: minutes,
 *       value: (load, { inst }) => load[inst],
 *     }],
 *   }],
 * });
 * assertEquals(await agent.fetch("load.average"), {
 *   "load.average": { "1 minute": 0.5, "5 minutes": 0.25 },
 * });
 * ```
 */
export function startAgent<Samples = never>(
  definition: AgentDefinition<Samples>,
): TestAgent;
/** Starts an agent of a program and what makes it; `args` is its command line. */
export function startAgent(
  program: Program,
  make: (start: Start) => Agent,
  args?: readonly string[],
): TestAgent;
/** Starts an agent that is made already. */
export function startAgent(agent: Agent): TestAgent;
export function startAgent<Samples>(
  program: (Program & Partial<PmdaParts<Samples>>) | Agent,
  make?: (start: Start) => Agent,
  args: readonly string[] = [],
): TestAgent {
  if (program instanceof Agent) return new TestAgent(program);
  const lines: string[] = [];
  const log = memoryLog(program, lines);
  const agent = makeAgent(program, make, {
    options: getOptions(args, program.options),
    log,
    username: "pcp",
    keep: () => {},
  });
  return new TestAgent(agent, log, lines);
}
