/**
 * The names that `-D` takes, those of PCP that an agent has output for.
 * See pmSetDebug(3) and pmdbg(1).
 *
 * @module
 */

/** What there is debug output of. */
export const DEBUG_OPTIONS = [
  "pdu",
  "fetch",
  "profile",
  "context",
  "indom",
  "pmns",
  "attr",
  "libpmda",
  "labels",
  "appl0",
] as const;

/**
 * One kind of debug output: `pdu` dumps all traffic, `libpmda` names each
 * request, `appl0` is the agent's own, the others tell of their requests.
 */
export type DebugOption = typeof DEBUG_OPTIONS[number];

/** PCP's other names: no agent has output for them here, but they may stand. */
const WITHOUT_OUTPUT: ReadonlySet<string> = new Set(
  ("access af alloc attr auth appl1 appl2 appl3 appl4 appl5 appl6 appl7 appl8 " +
    "appl9 compress config deprecated derive desperate dev0 dev1 dev2 " +
    "discovery exec fault http interp libweb lock log logmeta optfetch pdubuf " +
    "pmapi pmc pmlc qa query search series services timecontrol tls value")
    .split(" "),
);

/**
 * Parses the argument of `-D`: names with commas between them, `all` for
 * all, a minus before a name to leave it out. PCP's names of what there is no
 * output of here are passed over.
 *
 * @example
 * ```ts
 * import { parseDebug } from "@pmdaetcd/pmda/testing";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(parseDebug("pdu,fetch"), new Set(["pdu", "fetch"]));
 * assertEquals(parseDebug("all,-pdu").has("pdu"), false);
 * assertThrows(() => parseDebug("nosuch"), RangeError, "nosuch");
 * ```
 *
 * @throws {RangeError} Where a name is none of them.
 */
export function parseDebug(spec: string): Set<DebugOption> {
  const chosen = new Set<DebugOption>();
  for (const part of spec.split(",")) {
    const name = part.replace(/^-/, "");
    const options = name === "all"
      ? DEBUG_OPTIONS
      : DEBUG_OPTIONS.filter((option) => option === name);
    if (options.length === 0 && !WITHOUT_OUTPUT.has(name)) {
      throw new RangeError(
        `"${name}" is not a debug option; the options are ${
          DEBUG_OPTIONS.join(", ")
        }, all`,
      );
    }
    for (const option of options) {
      if (part.startsWith("-")) chosen.delete(option);
      else chosen.add(option);
    }
  }
  return chosen;
}
