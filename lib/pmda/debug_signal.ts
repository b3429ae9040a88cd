/**
 * Debug output of an agent that runs. See pmSetDebug(3).
 *
 * @module
 */

import { DEBUG_OPTIONS, type DebugOption } from "./debug.ts";
import type { Log } from "./log.ts";

/**
 * Lets SIGUSR1 switch all debug output on, and the next SIGUSR1 back to what
 * there was at the start.
 *
 * @example
 * ```ts
 * import { Log } from "@pmdaetcd/pmda";
 * import { debugOnSignal } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const log = new Log({ progname: "pmdaetcd" });
 * {
 *   using _signal = debugOnSignal(log, new Set());
 *   assertEquals(log.debugs("pdu"), false);
 * }
 * ```
 */
export function debugOnSignal(
  log: Log,
  usual: ReadonlySet<DebugOption>,
): Disposable {
  let all = false;
  const toggle = () => {
    all = !all;
    log.setDebug(all ? new Set(DEBUG_OPTIONS) : usual);
    log.info(
      `SIGUSR1: debug output ${
        all ? "all" : [...usual].join(",") || "off"
      }; SIGUSR1 again turns it ${all ? "back" : "on"}`,
    );
  };
  Deno.addSignalListener("SIGUSR1", toggle);
  return {
    [Symbol.dispose]: () => Deno.removeSignalListener("SIGUSR1", toggle),
  };
}
