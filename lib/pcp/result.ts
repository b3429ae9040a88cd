/**
 * PDU_RESULT: values of metrics, the answer to a fetch and the request to
 * store. See pmFetch(3) and pmStore(3).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import {
  isInsitu,
  readValueBlock,
  writeInsitu,
  writeValueBlock,
} from "./_value.ts";
import { Writer } from "./_writer.ts";
import { PDU_RESULT } from "./pdu_type.ts";
import type { PmID } from "./pmid.ts";
import { PM_TYPE_32, type PmAtomValue, type PmType } from "./types.ts";

export { checkValue } from "./_value.ts";

const PM_VAL_INSITU = 0;
const PM_VAL_DPTR = 1;

/** The value of one instance. */
export interface PmValue {
  /** The instance; PM_IN_NULL for a single value. */
  readonly inst: number;
  /** The value, of the type that its metric has. */
  readonly value: PmAtomValue;
}

/** What there is to say of one metric: its values, none, or why not. */
export type PmValueSet =
  | {
    /** The metric. */
    readonly pmid: PmID;
    /** A PM_ERR code. */
    readonly error: number;
  }
  | {
    /** The metric. */
    readonly pmid: PmID;
    /** The type of the values. */
    readonly type: PmType;
    /** The values, one an instance. */
    readonly values: readonly PmValue[];
  };

/**
 * Encodes values.
 *
 * @example
 * ```ts
 * import { decodeResult, encodeResult, PM_ERR_PMID, PM_IN_NULL, PM_TYPE_U64 } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const sets = [
 *   { pmid: 1, type: PM_TYPE_U64, values: [{ inst: PM_IN_NULL, value: 9007199254740993n }] },
 *   { pmid: 2, error: PM_ERR_PMID },
 * ] as const;
 * assertEquals(decodeResult(encodeResult(sets)), [...sets]);
 * ```
 *
 * @param sets The metrics in the order of the request. Their values fit their
 * types: {@linkcode checkValue} tells.
 * @param from The sender's context.
 * @returns The PDU.
 */
export function encodeResult(
  sets: readonly PmValueSet[],
  from = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_RESULT, from, 1024);
  writer.u32(0);
  writer.u32(0);
  writer.u32(sets.length);
  const blocks: { at: number; type: PmType; value: PmAtomValue }[] = [];
  for (const set of sets) {
    writer.u32(set.pmid);
    if ("error" in set) {
      writer.u32(set.error);
      continue;
    }
    writer.u32(set.values.length);
    if (set.values.length === 0) continue;
    const insitu = isInsitu(set.type);
    writer.u32(insitu ? PM_VAL_INSITU : PM_VAL_DPTR);
    for (const { inst, value } of set.values) {
      writer.u32(inst);
      if (insitu) {
        writeInsitu(writer, value);
      } else {
        blocks.push({ at: writer.offset, type: set.type, value });
        writer.u32(0);
      }
    }
  }
  for (const { at, type, value } of blocks) {
    writer.patch(at, writer.offset / 4);
    writeValueBlock(writer, type, value);
  }
  return writer.finish();
}

/**
 * Decodes values.
 *
 * @example
 * ```ts
 * import { decodeResult, encodeResult, PM_TYPE_STRING } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const values = [{ inst: 7, value: "x" }];
 * const sets = [{ pmid: 3, type: PM_TYPE_STRING, values }] as const;
 * assertEquals(decodeResult(encodeResult(sets)), [...sets]);
 * ```
 *
 * @param pdu The PDU.
 * @returns The metrics. A value in place does not say its type: it is given
 * as PM_TYPE_32, and `>>> 0` makes an unsigned one of it.
 * @throws {PduError} Where a count, a length or a place in it does not fit.
 */
export function decodeResult(pdu: Uint8Array): PmValueSet[] {
  const reader = new Reader(pdu, 24);
  reader.skip(8);
  const count = reader.i32();
  if (count < 0 || count * 8 > reader.left) {
    throw reader.error(`${count} metrics`);
  }
  const places: {
    pmid: PmID;
    error?: number;
    values: RawValue[];
    insitu: boolean;
  }[] = [];
  for (let i = 0; i < count; i++) {
    const pmid = reader.u32();
    const numval = reader.i32();
    if (numval < 0) {
      places.push({ pmid, error: numval, values: [], insitu: true });
      continue;
    }
    if (numval * 8 > reader.left) throw reader.error(`${numval} values`);
    const insitu = numval === 0 || reader.u32() === PM_VAL_INSITU;
    const values: RawValue[] = [];
    for (let j = 0; j < numval; j++) {
      values.push({ inst: reader.u32(), raw: reader.i32() });
    }
    places.push({ pmid, values, insitu });
  }
  const sets = places.map(({ pmid, error, values, insitu }): PmValueSet => {
    if (error !== undefined) return { pmid, error };
    if (insitu) {
      return {
        pmid,
        type: PM_TYPE_32,
        values: values.map(({ inst, raw }) => ({ inst, value: raw })),
      };
    }
    let type: PmType = PM_TYPE_32;
    const decoded = values.map(({ inst, raw }) => {
      if (raw * 4 !== reader.offset) {
        throw reader.error(
          `value block at ${raw * 4}, expected at ${reader.offset}`,
        );
      }
      const block = readValueBlock(reader);
      type = block.type;
      return { inst, value: block.value };
    });
    return { pmid, type, values: decoded };
  });
  if (reader.left > 0) throw reader.error(`${reader.left} bytes too many`);
  return sets;
}

interface RawValue {
  inst: number;
  raw: number;
}
