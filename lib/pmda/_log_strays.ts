import { errorText } from "../pcp/mod.ts";
import type { Log } from "./log.ts";

/** How many of those that log strays are at work: one of them is enough. */
let active = 0;

/**
 * Logs errors that nobody has caught, which would end the process, until it is
 * disposed of.
 */
export function logStrays(log: Log): Disposable {
  const rejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    log.error(`unhandled rejection: ${errorText(event.reason)}`);
  };
  const error = (event: ErrorEvent) => {
    event.preventDefault();
    log.error(`uncaught error: ${event.message}`);
  };
  if (active++ === 0) {
    globalThis.addEventListener("unhandledrejection", rejection);
    globalThis.addEventListener("error", error);
  }
  return {
    [Symbol.dispose]: () => {
      active--;
      globalThis.removeEventListener("unhandledrejection", rejection);
      globalThis.removeEventListener("error", error);
    },
  };
}
