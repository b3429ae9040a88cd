/**
 * Compares what three makes of one agent answer to the same requests.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Make } from "./workshop.ts";

/** A request, and what an agent answers. */
export interface Exchange {
  /** The request, as a test names it. */
  readonly request: string;
  /** The answer, without what differs from run to run. */
  readonly answer: string;
}

/** Where the makes differ on purpose, and what this project's agent does there. */
export type Difference =
  & {
    /** The requests: whole texts match it. */
    readonly request: RegExp;
    /** Why they differ. */
    readonly reason: string;
  }
  & ({
    /** The make whose answer is also this project's; the other one differs. */
    readonly like: Exclude<Make, "own">;
  } | {
    /** The answer of this project's agent, which none of the others gives. */
    readonly answer: string;
  });

/**
 * Checks that this project's agent answers like both others, but where a
 * difference is named, and that each difference is there.
 */
export function assertAlike(
  found: Readonly<Record<Make, readonly Exchange[]>>,
  differences: readonly Difference[] = [],
): void {
  const used = new Set<Difference>();
  const wrong: string[] = [];
  const requests = found.own.map(({ request }) => request);
  for (const make of ["C", "Python"] as const) {
    assertEquals(found[make].map(({ request }) => request), requests);
  }
  for (const [i, { request, answer: own }] of found.own.entries()) {
    const c = found.C[i].answer;
    const python = found.Python[i].answer;
    const difference = differences.find((entry) =>
      request.match(entry.request)?.[0] === request
    );
    const alike = difference === undefined
      ? own === c && own === python
      : "answer" in difference
      ? own === difference.answer && own !== c && own !== python
      : own === (difference.like === "C" ? c : python);
    if (difference !== undefined && (own !== c || own !== python)) {
      used.add(difference);
    }
    if (!alike) {
      wrong.push(
        `${request}\n  C: ${c}\n  Python: ${python}\n  own: ${own}` +
          (difference === undefined ? "" : `\n  though ${difference.reason}`),
      );
    }
  }
  const unused = differences.filter((difference) => !used.has(difference));
  const unnamed = unused.map(({ request }) => `no difference in ${request}`);
  const all = [...wrong, ...unnamed];
  assert(all.length === 0, all.join("\n\n"));
}
