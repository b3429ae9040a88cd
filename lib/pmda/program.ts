/**
 * Programs of agents: what there is to say of them before they run.
 *
 * @module
 */

import type { Log } from "./log.ts";
import type { ExtraOption, PmdaOptions } from "./options.ts";
import type { Pmda, PmdaParts } from "./pmda.ts";

/** What there is to say of an agent's program. */
export interface Program {
  /** The agent's name: the program is called pmda and this. */
  readonly name: string;
  /** The agent's domain where the command line names no other. */
  readonly domain: number;
  /** The program's version, for `-V`. */
  readonly version?: string;
  /** Options besides those that all agents share, by their letter. */
  readonly options?: ReadonlyMap<string, ExtraOption>;
  /** The permissions that the agent needs while it answers; none by default. */
  readonly permissions?: readonly Deno.PermissionName[];
}

/** What an agent is made of. */
export interface Start {
  /** Makes the agent, with the program's name and the {@linkcode domain}. */
  readonly pmda: <Samples = never>(
    parts: PmdaParts<Samples>,
  ) => Pmda<Samples>;
  /** Its domain: the program's, or what the command line says. */
  readonly domain: number;
  /** What the command line says. */
  readonly options: PmdaOptions;
  /** Its log. */
  readonly log: Log;
  /** The name of the user that it will run as. */
  readonly username: string;
  /**
   * Keeps a permission while the agent answers, besides those of its program:
   * one that it needs only where its configuration says so.
   */
  readonly keep: (permission: Deno.PermissionName) => void;
}

/** What there is to say of an agent and its program. */
export interface AgentDefinition<Samples> extends Program, PmdaParts<Samples> {}
