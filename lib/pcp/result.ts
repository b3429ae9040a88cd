/**
 * PDU_RESULT: values of metrics, the answer to a fetch and the request to
 * store. See pmFetch(3) and pmStore(3).
 *
 * @module
 */

import type { PmAtomValue } from "./atom_value.ts";
import { Reader } from "./_reader.ts";
import {
  isInsitu,
  PM_VAL_INSITU,
  PM_VAL_SPTR,
  readValueBlock,
  valueFormat,
  writeInsitu,
  writeValueBlock,
} from "./_value.ts";
import { Writer } from "./_writer.ts";
import { PDU_RESULT } from "./pdu_type.ts";
import type { PmID } from "./pmid.ts";
import { PM_TYPE_32, type PmType } from "./types.ts";

/** State of an agent: labels have changed. */
export const PMCD_LABEL_CHANGE = 1 << 3;
/** State of an agent: names have come or gone. */
export const PMCD_NAMES_CHANGE = 1 << 4;

/** The value of one instance. */
export interface PmValue<T extends PmType = PmType> {
  /** The instance; PM_IN_NULL for a single value. */
  readonly inst: number;
  /** The value, of the type that its metric has. */
  readonly value: PmAtomValue<T>;
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
 * types: `checkValue` tells.
 * @param changes PMCD_NAMES_CHANGE and PMCD_LABEL_CHANGE, where an agent has
 * to tell pmcd of them.
 */
export function encodeResult(
  sets: readonly PmValueSet[],
  from = 0,
  changes = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_RESULT, from, 1024);
  // The time of an agent's result has no use; its seconds carry the changes.
  writer.u32(changes);
  writer.u32(0);
  writer.u32(sets.length);
  const first = writer.offset;
  for (const set of sets) {
    writer.u32(set.pmid);
    if ("error" in set) {
      writer.u32(set.error);
      continue;
    }
    writer.u32(set.values.length);
    if (set.values.length === 0) continue;
    const insitu = isInsitu(set.type);
    writer.u32(valueFormat(set.type));
    for (const { inst, value } of set.values) {
      writer.u32(inst);
      if (insitu) writeInsitu(writer, value);
      else writer.u32(0);
    }
  }
  // The value blocks follow; their places go where zeros stand so far.
  let at = first;
  for (const set of sets) {
    at += 8;
    if ("error" in set || set.values.length === 0) continue;
    at += 4;
    const insitu = isInsitu(set.type);
    for (const { value } of set.values) {
      at += 8;
      if (insitu) continue;
      writer.patch(at - 4, writer.offset / 4);
      writeValueBlock(writer, set.type, value);
    }
  }
  return writer.finish();
}

/**
 * The changes that a result tells of.
 *
 * @example
 * ```ts
 * import { encodeResult, PMCD_NAMES_CHANGE, resultChanges } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const pdu = encodeResult([], 0, PMCD_NAMES_CHANGE);
 * assertEquals(resultChanges(pdu), PMCD_NAMES_CHANGE);
 * ```
 *
 * @param pdu The PDU, an agent's.
 * @returns PMCD_NAMES_CHANGE and PMCD_LABEL_CHANGE, or 0.
 * @throws {PduError} Where it is too short.
 */
export function resultChanges(pdu: Uint8Array): number {
  return new Reader(pdu, 24).u32();
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
 * @returns The metrics. A value in place does not say its type: it is given
 * as PM_TYPE_32, and `>>> 0` makes an unsigned one of it. A value block of
 * another type than the PM_TYPE codes, of another size than its type has, or
 * with event records that do not fill it exactly, is given as
 * PM_TYPE_AGGREGATE; so is a parameter of an event record.
 * @throws {PduError} Where a count, a length or a place in it does not fit.
 */
export function decodeResult(pdu: Uint8Array): PmValueSet[] {
  const reader = new Reader(pdu, 24);
  reader.skip(8);
  const count = reader.i32();
  if (count < 0 || count * 8 > reader.left) {
    throw reader.error(`invalid count: ${count} metrics`);
  }
  const lists = Array.from({ length: count }, () => readValueList(reader));
  const blocks = new Blocks(reader);
  const sets = lists.map(({ pmid, error, values, insitu }): PmValueSet => {
    if (error !== undefined) return { pmid, error };
    if (insitu) {
      return {
        pmid,
        type: PM_TYPE_32,
        values: values.map(({ inst, raw }) => ({ inst, value: raw })),
      };
    }
    const decoded = values.map(({ inst, raw }) => ({
      inst,
      ...blocks.at(raw),
    }));
    return {
      pmid,
      type: decoded[0].type,
      values: decoded.map(({ inst, value }) => ({ inst, value })),
    };
  });
  blocks.check();
  return sets;
}

/** A metric as it stands before the value blocks. */
interface ValueList {
  readonly pmid: PmID;
  readonly error?: number;
  readonly insitu: boolean;
  readonly values: readonly {
    readonly inst: number;
    /** The value itself, or where its block is, in words from the beginning. */
    readonly raw: number;
  }[];
}

function readValueList(reader: Reader): ValueList {
  const pmid = reader.u32();
  const numval = reader.i32();
  if (numval < 0) return { pmid, error: numval, values: [], insitu: true };
  if (numval === 0) return { pmid, values: [], insitu: true };
  if (numval * 8 > reader.left) {
    throw reader.error(`invalid count: ${numval} values`);
  }
  const valfmt = reader.u32();
  if (valfmt > PM_VAL_SPTR) {
    throw reader.error(`unknown value format ${valfmt}`);
  }
  const values = Array.from(
    { length: numval },
    () => ({ inst: reader.u32(), raw: reader.i32() }),
  );
  return { pmid, values, insitu: valfmt === PM_VAL_INSITU };
}

/** The value blocks of a PDU: all that follows where the reader stands. */
class Blocks {
  readonly #reader: Reader;
  readonly #start: number;
  #first: number;
  #end: number;

  constructor(reader: Reader) {
    this.#reader = reader;
    this.#start = this.#end = reader.offset;
    this.#first = reader.length;
  }

  /** The block at a place in words. */
  at(word: number): { type: PmType; value: PmAtomValue } {
    const place = word * 4;
    this.#reader.seek(place);
    const block = readValueBlock(this.#reader);
    this.#first = Math.min(this.#first, place);
    this.#end += (block.size + 3) & ~3;
    if (this.#end > this.#reader.length) {
      throw this.#reader.error("value blocks overlap");
    }
    return block;
  }

  /** The blocks must fill the PDU from the last metric to its end. */
  check(): void {
    const { length } = this.#reader;
    if (this.#first !== this.#start || this.#end !== length) {
      throw this.#reader.error(
        `value blocks from ${this.#first} to ${this.#end}, expected ${this.#start} to ${length}`,
      );
    }
  }
}
