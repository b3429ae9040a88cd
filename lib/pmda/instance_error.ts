/**
 * An instance that an {@linkcode InstanceCache} can't take: its name is none
 * or belongs to another one, or there is no number left. Thrown out of a
 * cluster's `refresh`, it stands in the log. See pmdaCache(3).
 *
 * @example
 * ```ts
 * import { InstanceCache, InstanceError } from "@pmdaetcd/pmda";
 * import { assertThrows } from "@std/assert";
 *
 * const disks = new InstanceCache({ serial: 0, oneline: "disks" });
 * disks.store("sda 1");
 * assertThrows(() => disks.store("sda 2"), InstanceError, '"sda 1"');
 * ```
 */
export class InstanceError extends Error {
  /** "InstanceError". */
  override name = "InstanceError";
}
