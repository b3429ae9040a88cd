import { errorText } from "../pcp/mod.ts";
import type { Log } from "./log.ts";

/** Logs errors of an agent's own functions, one line for each place. */
export class LogOnce {
  readonly #log: Log;
  readonly #reported = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Logs an error unless one from the same place has been logged. */
  error(place: string, error: unknown, consequence = ""): void {
    if (this.#reported.has(place)) return;
    this.#reported.add(place);
    const message = errorText(error);
    this.#log.error(
      `${place}: ${message}${consequence}, not reported again`,
    );
  }
}
