/**
 * PDU_PROFILE: which instances the fetches that follow want.
 * See pmAddProfile(3).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import type { PmInDom } from "./indom.ts";
import { PDU_PROFILE } from "./pdu_type.ts";

const INCLUDE = 0;
const EXCLUDE = 1;

/** What a profile says of one instance domain. */
export interface PmInDomProfile {
  /** Whether instances are wanted that are not listed. */
  readonly include: boolean;
  /** The instances for which it is the other way round. */
  readonly instances: ReadonlySet<number>;
}

/** Which instances a client wants. */
export interface PmProfile {
  /** Whether the instances of domains without an entry are wanted. */
  readonly include: boolean;
  /** The instance domains with an entry. */
  readonly indoms: ReadonlyMap<PmInDom, PmInDomProfile>;
}

/** The profile of a client that has not asked for less: everything. */
export const PROFILE_ALL: PmProfile = { include: true, indoms: new Map() };

/**
 * Whether a profile wants an instance.
 *
 * @example
 * ```ts
 * import { inProfile, PROFILE_ALL } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const none = { include: false, instances: new Set([2]) };
 * const profile = { include: true, indoms: new Map([[0x64000000, none]]) };
 * assertEquals(inProfile(profile, 0x64000000, 1), false);
 * assertEquals(inProfile(profile, 0x64000000, 2), true);
 * assertEquals(inProfile(PROFILE_ALL, 0x64000000, 1), true);
 * ```
 */
export function inProfile(
  profile: PmProfile,
  indom: PmInDom,
  inst: number,
): boolean {
  const entry = profile.indoms.get(indom);
  if (entry === undefined) return profile.include;
  return entry.instances.has(inst) !== entry.include;
}

/**
 * Encodes a profile.
 *
 * @example
 * ```ts
 * import { decodeProfile, encodeProfile } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const entry = { include: false, instances: new Set([2, 5]) };
 * const profile = { include: true, indoms: new Map([[0x64000000, entry]]) };
 * assertEquals(decodeProfile(encodeProfile(profile)), profile);
 * ```
 */
export function encodeProfile(
  profile: PmProfile,
  from = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_PROFILE, from);
  writer.u32(from);
  writer.u32(profile.include ? INCLUDE : EXCLUDE);
  writer.u32(profile.indoms.size);
  writer.u32(0);
  for (const [indom, entry] of profile.indoms) {
    writer.u32(indom);
    writer.u32(entry.include ? INCLUDE : EXCLUDE);
    writer.u32(entry.instances.size);
    writer.u32(0);
  }
  for (const entry of profile.indoms.values()) {
    for (const inst of entry.instances) writer.u32(inst);
  }
  return writer.finish();
}

/**
 * Decodes a profile.
 *
 * @example
 * ```ts
 * import { decodeProfile, encodeProfile, PROFILE_ALL } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeProfile(encodeProfile(PROFILE_ALL)), PROFILE_ALL);
 * ```
 *
 * @throws {PduError} Where a count in it does not fit its length.
 */
export function decodeProfile(pdu: Uint8Array): PmProfile {
  const reader = new Reader(pdu, 28);
  const context = reader.i32();
  if (context < 0) throw reader.error(`context ${context} is negative`);
  const include = reader.u32() === INCLUDE;
  const count = reader.i32();
  reader.skip(4);
  if (count < 0 || count * 16 > reader.left) {
    throw reader.error(`invalid count: ${count} instance domains`);
  }
  const entries: [indom: PmInDom, include: boolean, size: number][] = [];
  for (let i = 0; i < count; i++) {
    entries.push([reader.u32(), reader.u32() === INCLUDE, reader.i32()]);
    reader.skip(4);
  }
  const indoms = new Map<PmInDom, PmInDomProfile>();
  for (const [indom, include, size] of entries) {
    if (size < 0 || size * 4 > reader.left) {
      throw reader.error(`invalid count: ${size} instances`);
    }
    const instances = new Set<number>();
    for (let i = 0; i < size; i++) instances.add(reader.u32());
    if (!indoms.has(indom)) indoms.set(indom, { include, instances });
  }
  return { include, indoms };
}
