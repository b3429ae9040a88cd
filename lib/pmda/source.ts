/**
 * Sources: where the values of an agent's metrics come from.
 *
 * @module
 */

import type { ClientContext } from "./client_context.ts";

/** What is known of a fetch while it is answered. */
export interface FetchRequest {
  /** The client that it is for. */
  readonly context: ClientContext;
  /** Aborted when the time for the answer is over. */
  readonly signal: AbortSignal;
}

/** What a source gets to know of a fetch. */
export interface SourceRequest<Samples> extends FetchRequest {
  /**
   * The sample of another source. That one is started unless this fetch has
   * started it already; either way it runs once.
   *
   * @throws {Error} What that source fails with.
   */
  readonly source: <Name extends keyof Samples>(
    name: Name,
  ) => Promise<Samples[Name]>;
}

/**
 * The sources of an agent. A fetch runs those that its metrics need, each
 * once, all at the same time. A source should end when the request's signal is
 * aborted: the fetch is answered without it then, and the next one runs it
 * again. It must not block: nothing can answer pmcd while it does.
 *
 * What it throws is the answer for the metrics that need it: a PmError with its
 * code, any other error, after a line in the log, with PM_ERR_AGAIN.
 *
 * Where the types of the samples are not declared, a source that uses its
 * request says that it is a {@linkcode FetchRequest}:
 *
 * @example
 * ```ts
 * import { type FetchRequest, Pmda } from "@pmdaetcd/pmda";
 *
 * const pmda = new Pmda({
 *   name: "disks",
 *   domain: 400,
 *   sources: {
 *     load: () => Deno.loadavg(),
 *     page: async ({ signal }: FetchRequest) =>
 *       await (await fetch("http://127.0.0.1/", { signal })).text(),
 *   },
 *   clusters: [],
 * });
 * ```
 */
export type Sources<Samples> = {
  readonly [Name in keyof Samples]: (
    request: SourceRequest<Samples>,
  ) => Samples[Name] | Promise<Samples[Name]>;
};
