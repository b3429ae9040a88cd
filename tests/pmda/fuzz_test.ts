import { assert, assertEquals } from "@std/assert";
import {
  decodeDesc,
  decodeError,
  decodeIDList,
  decodeInstance,
  decodeLabels,
  decodeNameList,
  decodeResult,
  decodeText,
  Dispatcher,
  encodeDescReq,
  Log,
  type Pdu,
  PDU_DESC,
  PDU_ERROR,
  PDU_INSTANCE,
  PDU_LABEL,
  PDU_PMNS_IDS,
  PDU_PMNS_NAMES,
  PDU_RESULT,
  PDU_TEXT,
  PduSplitter,
} from "../../lib/pmda/mod.ts";
import { parseExchange, pduOf } from "../exchange.ts";
import sample from "../fixtures/pdu/sample.txt" with { type: "text" };
import tutorial from "../fixtures/pdu/tutorial.txt" with { type: "text" };
import { random } from "../random.ts";
import { DOMAIN, PMID, testPmda } from "./agent.ts";

const ROUNDS = 200_000;

/** What the agent may answer with, and that it must be decodable. */
const DECODERS = new Map<number, (pdu: Uint8Array) => unknown>([
  [PDU_ERROR, decodeError],
  [PDU_RESULT, decodeResult],
  [PDU_DESC, decodeDesc],
  [PDU_INSTANCE, decodeInstance],
  [PDU_TEXT, decodeText],
  [PDU_LABEL, decodeLabels],
  [PDU_PMNS_IDS, decodeIDList],
  [PDU_PMNS_NAMES, decodeNameList],
]);

/** Requests as they were recorded, turned to the domain of the test's agent. */
function requests(): Uint8Array[] {
  return [tutorial, sample].flatMap(parseExchange)
    .filter(({ toAgent }) => toAgent)
    .map(({ pdu }) => {
      const bytes = pdu.bytes.slice();
      const view = new DataView(bytes.buffer);
      for (let at = 12; at + 4 <= bytes.length; at += 4) {
        const word = view.getUint32(at);
        if ([400, 29].includes(word >>> 22)) {
          view.setUint32(at, ((DOMAIN << 22) | (word & 0x3fffff)) >>> 0);
        }
      }
      return bytes;
    });
}

/** A request with something wrong about it, or right after all, with a length that is true. */
function mangle(request: Uint8Array, next: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(next() * limit);
  let bytes = request.slice();
  switch (below(6)) {
    case 0:
      for (let flips = below(8); flips >= 0; flips--) {
        bytes[below(bytes.length)] ^= 1 << below(8);
      }
      break;
    case 1:
      bytes = bytes.slice(0, 12 + below(bytes.length - 11));
      break;
    case 2:
      bytes = new Uint8Array([
        ...bytes,
        ...Array.from({ length: below(40) }, () => below(256)),
      ]);
      break;
    case 3:
      bytes = Uint8Array.from({ length: 12 + below(200) }, () => below(256));
      new DataView(bytes.buffer).setUint32(4, 0x7000 + below(0x18));
      break;
    case 4: {
      const extreme = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff][below(5)];
      if (bytes.length >= 16) {
        new DataView(bytes.buffer).setUint32(
          12 + 4 * below((bytes.length - 12) >> 2),
          extreme,
        );
      }
      break;
    }
  }
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  return bytes;
}

Deno.test(`${ROUNDS} mangled requests, with a good one after each`, async () => {
  const seed = Number(Deno.args[0] ?? Date.now() % 2 ** 31);
  console.log(
    `seed ${seed}; to see it again: deno test tests/pmda/fuzz_test.ts -- ${seed}`,
  );
  const next = random(seed);
  const log = new Log({ progname: "pmdatest", write: () => {} });
  using dispatcher = new Dispatcher(testPmda(() => 7n), log);
  const splitter = new PduSplitter();
  const pool = requests();
  const good = encodeDescReq(PMID.counter);
  const right = await dispatcher.dispatch(pduOf(good));
  let answered = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bad = mangle(pool[Math.floor(next() * pool.length)], next);
    const stream = new Uint8Array([...bad, ...good]);
    const cut = Math.floor(next() * stream.length);
    const pdus: Pdu[] = [];
    for (const piece of [stream.slice(0, cut), stream.slice(cut)]) {
      splitter.push(piece);
      for (let pdu = splitter.next(); pdu; pdu = splitter.next()) {
        pdus.push(pdu);
      }
    }
    assertEquals(pdus.length, 2);
    const answer = await dispatcher.dispatch(pdus[0]);
    if (answer !== undefined) {
      const { type, bytes } = pduOf(answer);
      const decode = DECODERS.get(type);
      assert(decode !== undefined, `answer of type ${type}`);
      decode?.(bytes);
      answered++;
    }
    assertEquals(await dispatcher.dispatch(pdus[1]), right);
  }
  assert(answered > ROUNDS / 2, `${answered} answers`);
  assertEquals(splitter.pending, 0);
});
