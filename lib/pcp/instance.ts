/**
 * PDU_INSTANCE_REQ and PDU_INSTANCE: instances, their numbers and names.
 * See pmGetInDom(3), pmNameInDom(3) and pmLookupInDom(3).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import { PM_IN_NULL, type PmInDom } from "./indom.ts";
import { PDU_INSTANCE, PDU_INSTANCE_REQ } from "./pdu_type.ts";

/**
 * A request for instances, in one of three forms: all (neither `inst` nor
 * `name`), the name of `inst`, or the number of `name`.
 */
export interface InstanceReq {
  /** The instance domain. */
  readonly indom: PmInDom;
  /** The instance whose name is wanted, PM_IN_NULL in the other forms. */
  readonly inst: number;
  /** The name whose instance is wanted. */
  readonly name?: string;
}

/** Instances of a domain; what the request gave is left out of the answer. */
export interface PmInResult {
  /** The instance domain. */
  readonly indom: PmInDom;
  /** Each instance: its number, its name, or both. */
  readonly instances: readonly {
    readonly inst?: number;
    readonly name?: string;
  }[];
}

/**
 * Encodes a request for instances.
 *
 * @example The instance that has a name
 * ```ts
 * import { decodeInstanceReq, encodeInstanceReq, PM_IN_NULL } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const request = { indom: 0x64000000, inst: PM_IN_NULL, name: "delete" };
 * assertEquals(decodeInstanceReq(encodeInstanceReq(request)), request);
 * ```
 */
export function encodeInstanceReq(
  request: InstanceReq,
  from = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_INSTANCE_REQ, from);
  writer.u32(request.indom);
  writer.u32(0);
  writer.u32(0);
  writer.u32(request.inst);
  writer.string(request.name ?? "");
  return writer.finish();
}

/**
 * Decodes a request for instances.
 *
 * @example
 * ```ts
 * import { decodeInstanceReq, encodeInstanceReq } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const request = decodeInstanceReq(encodeInstanceReq({ indom: 1, inst: 3 }));
 * assertEquals(request.name, undefined);
 * ```
 *
 * @throws {PduError} Where it ends within a field or the name.
 */
export function decodeInstanceReq(pdu: Uint8Array): InstanceReq {
  const reader = new Reader(pdu, 32);
  const indom = reader.u32();
  reader.skip(8);
  const inst = reader.u32();
  const length = reader.i32();
  return length === 0
    ? { indom, inst }
    : { indom, inst, name: reader.string(length) };
}

/**
 * Encodes instances.
 *
 * @example
 * ```ts
 * import { decodeInstance, encodeInstance } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const result = {
 *   indom: 0x64000000,
 *   instances: [{ inst: 0, name: "gets" }, { inst: 1, name: "sets" }],
 * };
 * assertEquals(decodeInstance(encodeInstance(result)), result);
 * ```
 */
export function encodeInstance(
  result: PmInResult,
  from = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(
    PDU_INSTANCE,
    from,
    20 + 24 * result.instances.length,
  );
  writer.u32(result.indom);
  writer.u32(result.instances.length);
  for (const instance of result.instances) {
    writer.u32(instance.inst ?? PM_IN_NULL);
    writer.string(instance.name ?? "");
  }
  return writer.finish();
}

/**
 * Decodes instances.
 *
 * @example
 * ```ts
 * import { decodeInstance, encodeInstance } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const result = { indom: 0x64000000, instances: [{ name: "update" }] };
 * assertEquals(decodeInstance(encodeInstance(result)), result);
 * ```
 *
 * @throws {PduError} Where it ends within one.
 */
export function decodeInstance(pdu: Uint8Array): PmInResult {
  const reader = new Reader(pdu, 20);
  const indom = reader.u32();
  const count = reader.i32();
  if (count < 0 || count * 8 > reader.left) {
    throw reader.error(`invalid count: ${count} instances`);
  }
  const instances: { inst?: number; name?: string }[] = [];
  for (let i = 0; i < count; i++) {
    const inst = reader.u32();
    const name = reader.string(reader.i32());
    instances.push({
      ...(inst === PM_IN_NULL ? {} : { inst }),
      ...(name === "" ? {} : { name }),
    });
  }
  return { indom, instances };
}
