/**
 * PDU_LABEL_REQ and PDU_LABEL: labels, names with JSON values that are
 * attached to a domain, a cluster, a metric, an instance domain or instances.
 * See pmLookupLabels(3).
 *
 * @module
 */

import { Reader } from "./_reader.ts";
import { Writer } from "./_writer.ts";
import { PDU_LABEL, PDU_LABEL_REQ } from "./pdu_type.ts";
import { PM_IN_NULL } from "./indom.ts";
import { PM_ID_NULL } from "./pmid.ts";

/** Labels of the host, which pmcd answers for itself. */
export const PM_LABEL_CONTEXT = 1 << 0;
/** Labels of the agent. */
export const PM_LABEL_DOMAIN = 1 << 1;
/** Labels of an instance domain. */
export const PM_LABEL_INDOM = 1 << 2;
/** Labels of a cluster. */
export const PM_LABEL_CLUSTER = 1 << 3;
/** Labels of a metric. */
export const PM_LABEL_ITEM = 1 << 4;
/** Labels of each instance of an instance domain. */
export const PM_LABEL_INSTANCES = 1 << 5;
/** Flag: the label's name has several parts. */
export const PM_LABEL_COMPOUND = 1 << 6;
/** Flag: the label is a note that does not tell one time series from another. */
export const PM_LABEL_OPTIONAL = 1 << 7;

/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A label. */
export interface PmLabel {
  /** Its name: a letter, then letters, digits and underscores; dots between parts. */
  readonly name: string;
  /** Its value. */
  readonly value: JsonValue;
  /** Whether it is a note that does not tell one time series from another. */
  readonly optional?: boolean;
}

/** The labels of one thing. */
export interface PmLabelSet {
  /** The instance, PM_IN_NULL where the labels are not an instance's. */
  readonly inst: number;
  /** The labels. */
  readonly labels: readonly PmLabel[];
}

/** A request for labels. */
export interface LabelReq {
  /** The domain, pmID or instance domain, as the type says. */
  readonly ident: number;
  /** One of the PM_LABEL kinds. */
  readonly type: number;
}

/** Labels. */
export interface Labels extends LabelReq {
  /** The labels: one set, or with PM_LABEL_INSTANCES one an instance. */
  readonly sets: readonly PmLabelSet[];
}

/** The kinds that are labels of something that has a number. */
const WITH_IDENT = PM_LABEL_DOMAIN | PM_LABEL_INDOM | PM_LABEL_CLUSTER |
  PM_LABEL_ITEM | PM_LABEL_INSTANCES;

const NAME = /^[A-Za-z][A-Za-z0-9_.]*$/;
/** What a byte is enough for. */
const ASCII = /^[\0-\x7f]*$/;
const NAME_MAX = 255;
const LABELS_MAX = 254;
const JSON_MAX = 65534;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Encodes a request for labels.
 *
 * @example
 * ```ts
 * import { decodeLabelReq, encodeLabelReq, PM_LABEL_DOMAIN } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const request = { ident: 400, type: PM_LABEL_DOMAIN };
 * assertEquals(decodeLabelReq(encodeLabelReq(request)), request);
 * ```
 */
export function encodeLabelReq(
  request: LabelReq,
  from = 0,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(PDU_LABEL_REQ, from, 20);
  writer.u32(request.ident);
  writer.u32(request.type);
  return writer.finish();
}

/**
 * Decodes a request for labels.
 *
 * @example
 * ```ts
 * import { decodeLabelReq, encodeLabelReq } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeLabelReq(encodeLabelReq({ ident: 1, type: 32 })).type, 32);
 * ```
 *
 * @throws {PduError} Where it is shorter than 20 bytes.
 */
export function decodeLabelReq(pdu: Uint8Array): LabelReq {
  const reader = new Reader(pdu, 20);
  const [ident, type] = [reader.u32(), reader.u32()];
  return { ident: (type & WITH_IDENT) === 0 ? PM_ID_NULL : ident, type };
}

/**
 * Encodes labels.
 *
 * @example
 * ```ts
 * import { decodeLabels, encodeLabels, PM_IN_NULL, PM_LABEL_DOMAIN } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const labels = {
 *   ident: 400,
 *   type: PM_LABEL_DOMAIN,
 *   sets: [{ inst: PM_IN_NULL, labels: [{ name: "agent", value: "etcd" }] }],
 * };
 * assertEquals(decodeLabels(encodeLabels(labels)), labels);
 * ```
 *
 * @param answer The labels. Those of a set are sorted by name.
 * @throws {RangeError} Where a name is invalid or repeated, a value has no
 * JSON form, or a set is too large.
 */
export function encodeLabels(
  answer: Labels,
  from = 0,
): Uint8Array<ArrayBuffer> {
  const kind = answer.type & ~(PM_LABEL_COMPOUND | PM_LABEL_OPTIONAL);
  const sets = answer.sets.map((set) => encodeSet(set, kind));
  const writer = new Writer(PDU_LABEL, from, 28 + 64 * sets.length);
  writer.u32(answer.ident);
  writer.u32(answer.type);
  writer.u32(0);
  writer.u32(sets.length);
  let json = sets.reduce((at, set) => at + 16 + 8 * set.index.length, 28);
  for (const set of sets) {
    writer.u32(set.inst);
    writer.u32(set.index.length);
    writer.u32(json);
    writer.u32(set.json.length);
    for (const label of set.index) {
      writer.u16(label.name);
      writer.u8(label.nameLength);
      writer.u8(label.flags);
      writer.u16(label.value);
      writer.u16(label.valueLength);
    }
    json += set.json.length;
  }
  for (const set of sets) writer.bytes(set.json);
  return writer.finish();
}

/** A value as JSON; numbers without a JSON form have none. */
function jsonText(name: string, value: JsonValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  const text: string | undefined = JSON.stringify(
    value,
    (_, part) => {
      if (typeof part === "number" && !Number.isFinite(part)) {
        throw new RangeError(`label ${name}: JSON can't hold ${part}`);
      }
      return part;
    },
  );
  if (text === undefined) {
    throw new RangeError(`label ${name}: JSON can't hold ${typeof value}`);
  }
  return text;
}

/** Where a label stands within the JSON text of its set. */
interface LabelIndex {
  name: number;
  nameLength: number;
  flags: number;
  value: number;
  valueLength: number;
}

/**
 * Makes sure that labels can be encoded.
 *
 * @example
 * ```ts
 * import { checkLabels } from "@pmdaetcd/pcp";
 * import { assertThrows } from "@std/assert";
 *
 * checkLabels([{ name: "disk", value: "sda" }]);
 * assertThrows(() => checkLabels([{ name: "a b", value: 1 }]), RangeError);
 * ```
 *
 * @throws {RangeError} As {@linkcode encodeLabels}.
 */
export function checkLabels(labels: readonly PmLabel[]): void {
  encodeSet({ inst: PM_IN_NULL, labels }, 0);
}

/** How many bytes a text takes; most have a byte for each character. */
function utf8Length(text: string): number {
  return ASCII.test(text) ? text.length : encoder.encode(text).length;
}

function encodeSet(
  set: PmLabelSet,
  type: number,
): { inst: number; json: Uint8Array; index: LabelIndex[] } {
  const labels = set.labels.toSorted((a, b) => a.name < b.name ? -1 : 1);
  const repeated = labels.find(({ name }, i) => name === labels[i + 1]?.name);
  if (repeated !== undefined) {
    throw new RangeError(`duplicate label ${JSON.stringify(repeated.name)}`);
  }
  if (labels.length === 0) {
    return { inst: set.inst, json: new Uint8Array(), index: [] };
  }
  if (labels.length > LABELS_MAX) {
    throw new RangeError(`${labels.length} labels, more than ${LABELS_MAX}`);
  }
  let json = "{";
  let bytes = 1;
  const index = labels.map(({ name, value, optional }, i): LabelIndex => {
    if (!NAME.test(name) || name.length > NAME_MAX) {
      throw new RangeError(`label name ${JSON.stringify(name)} is invalid`);
    }
    const text = jsonText(name, value);
    const lead = i === 0 ? '"' : ',"';
    json += `${lead}${name}":${text}`;
    const entry = {
      name: bytes + lead.length,
      nameLength: name.length,
      flags: type | (optional ? PM_LABEL_OPTIONAL : 0) |
        (name.includes(".") ? PM_LABEL_COMPOUND : 0),
      value: bytes + lead.length + name.length + 2,
      valueLength: utf8Length(text),
    };
    bytes = entry.value + entry.valueLength;
    return entry;
  });
  json += "}";
  if (bytes + 1 > JSON_MAX) {
    throw new RangeError(`labels of ${bytes + 1} bytes, more than ${JSON_MAX}`);
  }
  return { inst: set.inst, json: encoder.encode(json), index };
}

/**
 * Decodes labels.
 *
 * @example
 * ```ts
 * import { decodeLabels, encodeLabels } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * const sets = [{ inst: 0, labels: [{ name: "n", value: 1, optional: true }] }];
 * assertEquals(decodeLabels(encodeLabels({ ident: 1, type: 32, sets })).sets, sets);
 * ```
 *
 * @throws {PduError} Where a count or a place in it does not fit.
 */
export function decodeLabels(pdu: Uint8Array): Labels {
  const reader = new Reader(pdu, 28);
  const ident = reader.u32();
  const type = reader.u32();
  reader.skip(4);
  const count = reader.i32();
  if (count < 0 || count * 16 > reader.left) {
    throw reader.error(`invalid count: ${count} label sets`);
  }
  const sets: PmLabelSet[] = [];
  for (let i = 0; i < count; i++) {
    const inst = reader.u32();
    const nlabels = reader.i32();
    const json = reader.u32();
    const length = reader.u32();
    if (json + length > pdu.length) {
      throw reader.error(`labels at ${json} of ${length} bytes are outside`);
    }
    const text = pdu.subarray(json, json + length);
    const labels: PmLabel[] = [];
    for (let j = 0; j < nlabels; j++) {
      const [name, value] = [reader.u32(), reader.u32()];
      const start = name >>> 16;
      const at = value >>> 16;
      labels.push({
        name: decoder.decode(
          text.subarray(start, start + ((name >> 8) & 0xff)),
        ),
        value: JSON.parse(
          decoder.decode(text.subarray(at, at + (value & 0xffff))),
        ),
        ...((name & PM_LABEL_OPTIONAL) !== 0 ? { optional: true } : {}),
      });
    }
    sets.push({ inst, labels });
  }
  return { ident, type, sets };
}
