import { encodeHex } from "@std/encoding/hex";
import { assertEquals } from "@std/assert";
import * as pcp from "../../lib/pcp/mod.ts";
import events from "../fixtures/pdu/events.txt" with { type: "text" };
import sample from "../fixtures/pdu/sample.txt" with { type: "text" };
import tutorial from "../fixtures/pdu/tutorial.txt" with { type: "text" };
import { parseExchange } from "../exchange.ts";

/** Decodes a PDU and encodes what came out. */
const AGAIN = new Map<number, (pdu: pcp.Pdu) => Uint8Array>([
  [
    pcp.PDU_ERROR,
    ({ bytes, from }) => pcp.encodeError(pcp.decodeError(bytes), from),
  ],
  [
    pcp.PDU_RESULT,
    ({ bytes, from }) => pcp.encodeResult(pcp.decodeResult(bytes), from),
  ],
  [pcp.PDU_PROFILE, ({ bytes }) => pcp.encodeProfile(pcp.decodeProfile(bytes))],
  [
    pcp.PDU_FETCH,
    ({ bytes, from }) => pcp.encodeFetch(pcp.decodeFetch(bytes), from),
  ],
  [
    pcp.PDU_DESC_REQ,
    ({ bytes, from }) => pcp.encodeDescReq(pcp.decodeDescReq(bytes), from),
  ],
  [
    pcp.PDU_DESC,
    ({ bytes, from }) => pcp.encodeDesc(pcp.decodeDesc(bytes), from),
  ],
  [
    pcp.PDU_INSTANCE_REQ,
    ({ bytes, from }) =>
      pcp.encodeInstanceReq(pcp.decodeInstanceReq(bytes), from),
  ],
  [
    pcp.PDU_INSTANCE,
    ({ bytes, from }) => pcp.encodeInstance(pcp.decodeInstance(bytes), from),
  ],
  [
    pcp.PDU_TEXT_REQ,
    ({ bytes, from }) => pcp.encodeTextReq(pcp.decodeTextReq(bytes), from),
  ],
  [
    pcp.PDU_TEXT,
    ({ bytes, from }) => pcp.encodeText(pcp.decodeText(bytes), from),
  ],
  [
    pcp.PDU_CREDS,
    ({ bytes, from }) => pcp.encodeCreds(pcp.decodeCreds(bytes), from),
  ],
  [
    pcp.PDU_PMNS_IDS,
    ({ bytes, from }) => pcp.encodeIDList(pcp.decodeIDList(bytes), from),
  ],
  [
    pcp.PDU_PMNS_NAMES,
    ({ bytes, from }) => pcp.encodeNameList(pcp.decodeNameList(bytes), from),
  ],
  [
    pcp.PDU_PMNS_CHILD,
    ({ bytes, from }) => pcp.encodeChildReq(pcp.decodeChildReq(bytes), from),
  ],
  [
    pcp.PDU_PMNS_TRAVERSE,
    ({ bytes, from }) =>
      pcp.encodeTraverseReq(pcp.decodeTraverseReq(bytes), from),
  ],
  [
    pcp.PDU_ATTR,
    ({ bytes, from }) => pcp.encodeAttr(pcp.decodeAttr(bytes), from),
  ],
  [
    pcp.PDU_LABEL_REQ,
    ({ bytes, from }) => pcp.encodeLabelReq(pcp.decodeLabelReq(bytes), from),
  ],
  [
    pcp.PDU_LABEL,
    ({ bytes, from }) => pcp.encodeLabels(pcp.decodeLabels(bytes), from),
  ],
]);

/** What is left out of the comparison, and why. */
function incomparable(pdu: pcp.Pdu): boolean {
  // A profile has the context two times, and dbpmda gives it two values.
  if (pdu.type === pcp.PDU_PROFILE) return true;
  // The tutorial's agent sends a random error in place of an empty label set.
  return pdu.type === pcp.PDU_LABEL &&
    encodeHex(pdu.bytes).includes("ffffcfc100");
}

const EXCHANGES: [name: string, text: string, kinds: number][] = [
  ["tutorial", tutorial, 17],
  ["sample", sample, 7],
  ["events", events, 6],
];

for (const [name, text, expected] of EXCHANGES) {
  Deno.test(`each PDU of the ${name} exchange is encoded as it was recorded`, () => {
    const kinds = new Set<number>();
    for (const { pdu } of parseExchange(text)) {
      const again = AGAIN.get(pdu.type);
      if (again === undefined) throw new Error(pcp.pduTypeStr(pdu.type));
      if (incomparable(pdu)) continue;
      assertEquals(
        encodeHex(again(pdu)),
        encodeHex(pdu.bytes),
        pcp.pduTypeStr(pdu.type),
      );
      kinds.add(pdu.type);
    }
    assertEquals(kinds.size, expected);
  });
}

Deno.test("a recorded profile says which instances are wanted", () => {
  const profiles = parseExchange(tutorial)
    .filter(({ pdu }) => pdu.type === pcp.PDU_PROFILE)
    .map(({ pdu }) => pcp.decodeProfile(pdu.bytes));
  const wanted = profiles.map((profile) =>
    [0, 1, 2, 5, 6].filter((inst) => pcp.inProfile(profile, 0x64000000, inst))
  );
  assertEquals(wanted, [[0, 1, 2, 5, 6], [], [2, 5], [1, 2, 5, 6]]);
});

Deno.test("values of each type come out of a recorded result", () => {
  const results = parseExchange(sample)
    .filter(({ toAgent, pdu }) => !toAgent && pdu.type === pcp.PDU_RESULT);
  const values = pcp.decodeResult(results[1].pdu.bytes)
    .map((set) => "error" in set ? set.error : set.values[0].value);
  assertEquals(values, [
    1,
    1,
    1n,
    1n,
    1,
    1,
    "hullo world!",
    "",
    new TextEncoder().encode("hullo world!"),
    new Uint8Array(),
  ]);
});
