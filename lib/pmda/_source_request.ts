import type { Fetch } from "./_fetch.ts";
import type { Source } from "./_source.ts";
import type { ClientContext } from "./client_context.ts";
import type { SourceRequest } from "./source.ts";

/** Asks a source for its sample on behalf of another one. */
export type Ask<Samples> = <Name extends keyof Samples>(
  name: Name,
  fetch: Fetch,
  asker: Source<unknown>,
) => Promise<Samples[Name]>;

/**
 * What a source gets to know of a fetch. Getters in the class: one in each
 * request would cost more than all the rest of it.
 */
export class Request<Samples> implements SourceRequest<Samples> {
  readonly #fetch: Fetch;
  readonly source: SourceRequest<Samples>["source"];

  constructor(fetch: Fetch, asker: Source<unknown>, ask: Ask<Samples>) {
    this.#fetch = fetch;
    this.source = (name) => ask(name, fetch, asker);
  }

  get context(): ClientContext {
    return this.#fetch.context;
  }

  get signal(): AbortSignal {
    return this.#fetch.signal;
  }
}
