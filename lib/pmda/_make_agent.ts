import type { Agent } from "./agent.ts";
import { DefinitionError } from "./definition_error.ts";
import { Pmda, type PmdaParts } from "./pmda.ts";
import type { Program, Start } from "./program.ts";

/**
 * Makes the agent of a program: of its own parts, where nothing else makes it.
 *
 * @throws {DefinitionError} Where it has another domain than it should have.
 */
export function makeAgent<Samples>(
  program: Program & Partial<PmdaParts<Samples>>,
  make: ((start: Start) => Agent) | undefined,
  about: Omit<Start, "pmda" | "domain">,
): Agent {
  const { name, clusters = [] } = program;
  const domain = about.options.domain ?? program.domain;
  if (make === undefined) return new Pmda({ ...program, domain, clusters });
  const agent = make({
    ...about,
    domain,
    pmda: (parts) => new Pmda({ ...parts, name, domain }),
  });
  if (agent.domain === domain) return agent;
  throw new DefinitionError(
    `the agent has domain ${agent.domain}, but should have ${domain}: ` +
      "make it with the domain that it is given",
  );
}
