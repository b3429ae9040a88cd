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
 * import { PROFILE_ALL } from "@pmdaetcd/pmda";
 * import { perFetch } from "./per_fetch.ts";
 * import { assertEquals } from "@std/assert";
 *
 * let asked = 0;
 * const get = perFetch(() => Promise.resolve(++asked));
 * const context = { id: 0, attributes: new Map(), profile: PROFILE_ALL };
 * const fetch = () => ({ context, signal: new AbortController().signal });
 * const first = fetch();
 * assertEquals(await Promise.all([get(first), get(first)]), [1, 1]);
 * assertEquals(await get(fetch()), 2);
 * ```
 *
 * @param ask Asks for the answer.
 * @returns The function.
 */
export function perFetch<Answer>(
  ask: (request: FetchRequest) => Promise<Answer>,
): (request: FetchRequest) => Promise<Answer> {
  const answers = new WeakMap<AbortSignal, Promise<Answer>>();
  return (request) => {
    let answer = answers.get(request.signal);
    if (answer === undefined) {
      answer = ask(request);
      answers.set(request.signal, answer);
    }
    return answer;
  };
}
