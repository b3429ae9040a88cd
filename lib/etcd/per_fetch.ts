/**
 * One request for all clusters of a fetch that need its answer.
 *
 * @module
 */

import type { FetchRequest } from "../pmda/mod.ts";

/**
 * Makes a function that asks once for each fetch, however often it is called
 * while that is answered.
 *
 * @example
 * ```ts
 * import { perFetch } from "./per_fetch.ts";
 * import { assertEquals } from "@std/assert";
 *
 * let asked = 0;
 * const get = perFetch(() => Promise.resolve(++asked));
 * const fetch = () => ({ signal: new AbortController().signal });
 * const first = fetch();
 * assertEquals(await Promise.all([get(first), get(first)]), [1, 1]);
 * assertEquals(await get(fetch()), 2);
 * ```
 *
 * @param ask Asks for the answer; the signal ends the request when aborted.
 * @returns The function.
 */
export function perFetch<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
): (request: Pick<FetchRequest, "signal">) => Promise<Answer> {
  const answers = new WeakMap<AbortSignal, Promise<Answer>>();
  return ({ signal }) => {
    let answer = answers.get(signal);
    if (answer === undefined) {
      answer = ask(signal);
      answers.set(signal, answer);
    }
    return answer;
  };
}
