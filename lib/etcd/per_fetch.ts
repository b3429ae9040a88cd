/**
 * One request for all clusters of a fetch that need its answer.
 *
 * @module
 */

import type { FetchRequest } from "../pmda/mod.ts";

/**
 * Makes a function that asks once for each fetch, however often it is called
 * while that is answered.
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
