import type { ClientContext } from "./client_context.ts";
import type { FetchRequest } from "./source.ts";

/** A fetch while it is answered. */
export class Fetch implements FetchRequest {
  readonly context: ClientContext;
  /** The PM_ERR code for what a place fails with, which the log hears of. */
  readonly codeOf: (error: unknown, place: string) => number;
  #controller: AbortController | undefined;

  constructor(
    context: ClientContext,
    codeOf: (error: unknown, place: string) => number,
  ) {
    this.context = context;
    this.codeOf = codeOf;
  }

  get signal(): AbortSignal {
    return this.#control().signal;
  }

  get isAborted(): boolean {
    return this.#controller?.signal.aborted ?? false;
  }

  abort(reason: Error): void {
    this.#control().abort(reason);
  }

  /** Made when it is needed: many sources are there at once. */
  #control(): AbortController {
    return this.#controller ??= new AbortController();
  }
}
