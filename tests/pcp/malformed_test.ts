import { assertThrows } from "@std/assert";
import {
  decodeAttr,
  decodeChildReq,
  decodeCreds,
  decodeDesc,
  decodeDescReq,
  decodeError,
  decodeFetch,
  decodeIDList,
  decodeInstance,
  decodeInstanceReq,
  decodeLabelReq,
  decodeLabels,
  decodeNameList,
  decodeProfile,
  decodeResult,
  decodeText,
  decodeTextReq,
  decodeTraverseReq,
  encodeAttr,
  encodeChildReq,
  encodeCreds,
  encodeDesc,
  encodeDescReq,
  encodeError,
  encodeFetch,
  encodeIDList,
  encodeInstance,
  encodeInstanceReq,
  encodeLabelReq,
  encodeLabels,
  encodeNameList,
  encodeProfile,
  encodeResult,
  encodeText,
  encodeTextReq,
  encodeTraverseReq,
  PduError,
  PM_IN_NULL,
  PM_TYPE_EVENT,
  PM_TYPE_HIGHRES_EVENT,
  PM_TYPE_STRING,
  PM_TYPE_U64,
  pmUnits,
} from "../../lib/pcp/mod.ts";

const PROFILE = {
  include: true,
  indoms: new Map([[1, { include: false, instances: new Set([4, 5]) }]]),
};
const RESULT = [
  { pmid: 1, type: PM_TYPE_STRING, values: [{ inst: 0, value: "text" }] },
  { pmid: 2, type: PM_TYPE_U64, values: [{ inst: 0, value: 1n }] },
] as const;
const PARAMS = [
  { pmid: 7, type: PM_TYPE_STRING, value: "text" },
  { pmid: 8, type: PM_TYPE_U64, value: 1n },
] as const;
const EVENTS = [
  {
    pmid: 1,
    type: PM_TYPE_EVENT,
    values: [{
      inst: 0,
      value: [
        { timestamp: { sec: 1, usec: 2 }, flags: 1, params: PARAMS },
        { timestamp: { sec: 3, usec: 4 }, missed: 5 },
      ],
    }],
  },
  {
    pmid: 2,
    type: PM_TYPE_HIGHRES_EVENT,
    values: [{
      inst: 0,
      value: [
        { timestamp: { sec: 1, nsec: 2 }, missed: 5 },
        { timestamp: { sec: 3, nsec: 4 }, flags: 1, params: PARAMS },
      ],
    }],
  },
] as const;

/** For each decoder a PDU that is right, and how much of its end may be missing. */
const DECODERS: [
  name: string,
  decode: (pdu: Uint8Array) => unknown,
  pdu: Uint8Array,
  optional?: number,
][] = [
  // The value ends with the PDU: it is as long as what is there.
  ["ATTR", decodeAttr, encodeAttr({ attr: 5, value: "joe" }), 4],
  [
    "PMNS_CHILD",
    decodeChildReq,
    encodeChildReq({ name: "etcd", status: true }),
  ],
  ["CREDS", decodeCreds, encodeCreds({ version: 2, flags: 0 }, 1)],
  [
    "DESC",
    decodeDesc,
    encodeDesc({ pmid: 1, type: 0, indom: 1, sem: 1, units: pmUnits() }),
  ],
  ["DESC_REQ", decodeDescReq, encodeDescReq(1)],
  ["ERROR", decodeError, encodeError(-1)],
  ["FETCH", decodeFetch, encodeFetch([1, 2])],
  ["PMNS_IDS", decodeIDList, encodeIDList({ pmids: [1], status: 0 })],
  [
    "INSTANCE",
    decodeInstance,
    encodeInstance({ indom: 1, instances: [{ inst: 1, name: "name" }] }),
  ],
  [
    "INSTANCE_REQ",
    decodeInstanceReq,
    encodeInstanceReq({ indom: 1, inst: PM_IN_NULL, name: "name" }),
  ],
  [
    "LABEL",
    decodeLabels,
    encodeLabels({
      ident: 1,
      type: 2,
      sets: [{ inst: 1, labels: [{ name: "a", value: "b" }] }],
    }),
  ],
  ["LABEL_REQ", decodeLabelReq, encodeLabelReq({ ident: 1, type: 2 })],
  ["PMNS_NAMES", decodeNameList, encodeNameList({ names: ["name"] })],
  ["PROFILE", decodeProfile, encodeProfile(PROFILE)],
  ["RESULT", decodeResult, encodeResult(RESULT)],
  ["RESULT of events", decodeResult, encodeResult(EVENTS)],
  ["TEXT", decodeText, encodeText({ ident: 1, text: "text" })],
  ["TEXT_REQ", decodeTextReq, encodeTextReq({ ident: 1, type: 5 })],
  ["PMNS_TRAVERSE", decodeTraverseReq, encodeTraverseReq("etcd")],
];

for (const [name, decode, pdu, optional = 0] of DECODERS) {
  Deno.test(`${name} cut short anywhere is refused`, () => {
    decode(pdu);
    for (let length = 0; length < pdu.length - optional; length++) {
      assertThrows(
        () => decode(pdu.slice(0, length)),
        PduError,
        `${length} bytes`,
      );
    }
  });

  Deno.test(`${name} with any word made huge or negative decodes or is refused`, () => {
    for (let at = 12; at + 4 <= pdu.length; at += 4) {
      for (const word of [0, 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
        const changed = pdu.slice();
        new DataView(changed.buffer).setUint32(at, word);
        try {
          decode(changed);
        } catch (error) {
          // JSON between intact bounds is the one thing that is not checked here.
          const expected = error instanceof PduError ||
            (name === "LABEL" && error instanceof SyntaxError);
          if (!expected) throw error;
        }
      }
    }
  });
}

/** A PDU with one word overwritten. */
function withWord(pdu: Uint8Array, at: number, word: number): Uint8Array {
  const changed = pdu.slice();
  new DataView(changed.buffer).setUint32(at, word);
  return changed;
}

const WRONG: [
  what: string,
  decode: (pdu: Uint8Array) => unknown,
  pdu: Uint8Array,
][] = [
  [
    "DESC_REQ that is too long",
    decodeDescReq,
    new Uint8Array([...encodeDescReq(1), 0, 0, 0, 0]),
  ],
  ["FETCH of no metrics", decodeFetch, withWord(encodeFetch([1]), 24, 0)],
  [
    "FETCH of fewer metrics than it has",
    decodeFetch,
    withWord(encodeFetch([1, 2]), 24, 1),
  ],
  [
    "PROFILE of a negative context",
    decodeProfile,
    withWord(encodeProfile(PROFILE), 12, 0xffffffff),
  ],
  [
    "PROFILE with too many instances",
    decodeProfile,
    withWord(encodeProfile(PROFILE), 36, 3),
  ],
  [
    "INSTANCE_REQ with a negative length",
    decodeInstanceReq,
    withWord(encodeInstanceReq({ indom: 1, inst: 1 }), 28, 0x80000000),
  ],
  [
    "PMNS_NAMES with too small a total",
    decodeNameList,
    withWord(encodeNameList({ names: ["name"] }), 12, 4),
  ],
  [
    "PMNS_NAMES with too few statuses",
    decodeNameList,
    withWord(encodeNameList({ names: ["a", "b"], status: [0, 1] }), 16, 1),
  ],
  [
    "PMNS_IDS of none",
    decodeIDList,
    withWord(encodeIDList({ pmids: [1], status: 0 }), 16, 0),
  ],
  [
    "CREDS with a wrong count",
    decodeCreds,
    withWord(encodeCreds({ version: 2, flags: 0 }, 1), 12, 2),
  ],
  [
    "ATTR with a long value",
    decodeAttr,
    encodeAttr({ attr: 5, value: "x".repeat(4096) }),
  ],
  [
    "RESULT with a value outside",
    decodeResult,
    withWord(encodeResult(RESULT), 40, 1000),
  ],
  [
    "RESULT with a value block of no size",
    decodeResult,
    withWord(encodeResult(RESULT), 64, 0x06000003),
  ],
  [
    "RESULT with a value format that is none",
    decodeResult,
    withWord(encodeResult(RESULT), 32, 7),
  ],
  [
    "RESULT that ends within the padding",
    decodeResult,
    encodeResult([{
      pmid: 1,
      type: PM_TYPE_STRING,
      values: [{ inst: 0, value: "te" }],
    }]).slice(0, -1),
  ],
  [
    "RESULT with bytes behind its values",
    decodeResult,
    new Uint8Array([...encodeResult(RESULT), 0, 0, 0, 0]),
  ],
];

for (const [what, decode, pdu] of WRONG) {
  Deno.test(`${what} is refused`, () => {
    assertThrows(() => decode(pdu), PduError);
  });
}
