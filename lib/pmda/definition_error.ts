/**
 * An agent that is put together wrongly: two metrics with one pmID, a name
 * that is none, and the like. Thrown while the agent is made, before it
 * answers anything. See pmdaInit(3).
 *
 * @example
 * ```ts
 * import { DefinitionError, InstanceDomain } from "@pmdaetcd/pmda";
 * import { assertThrows } from "@std/assert";
 *
 * const twice = [{ inst: 0, name: "a" }, { inst: 0, name: "b" }];
 * assertThrows(
 *   () => new InstanceDomain({ serial: 0, oneline: "", instances: twice }),
 *   DefinitionError,
 *   "instance 0",
 * );
 * ```
 */
export class DefinitionError extends Error {
  /** "DefinitionError". */
  override name = "DefinitionError";
}
