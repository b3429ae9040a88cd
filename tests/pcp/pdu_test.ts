import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  decodeFetch,
  encodeDescReq,
  encodeFetch,
  type Pdu,
  PDU_DESC_REQ,
  PDU_FETCH,
  PduError,
  PduSplitter,
} from "../../lib/pcp/mod.ts";
import { assertLinear } from "../growth.ts";

function joined(...pdus: Uint8Array[]): Uint8Array {
  return new Uint8Array(pdus.flatMap((pdu) => [...pdu]));
}

function all(splitter: PduSplitter): Pdu[] {
  const found: Pdu[] = [];
  for (let pdu = splitter.next(); pdu; pdu = splitter.next()) found.push(pdu);
  return found;
}

Deno.test("a stream cut at any byte gives the same PDUs", () => {
  const stream = joined(
    encodeDescReq(7, 3),
    encodeFetch([1, 2, 3], 9),
    encodeDescReq(8),
  );
  for (let cut = 0; cut <= stream.length; cut++) {
    const splitter = new PduSplitter();
    splitter.push(stream.slice(0, cut));
    const found = all(splitter);
    splitter.push(stream.slice(cut));
    found.push(...all(splitter));
    assertEquals(found.map(({ type, from }) => [type, from]), [
      [PDU_DESC_REQ, 3],
      [PDU_FETCH, 9],
      [PDU_DESC_REQ, 0],
    ], `cut at ${cut}`);
    assertEquals(joined(...found.map(({ bytes }) => bytes)), stream);
    assertEquals(splitter.pending, 0);
  }
});

Deno.test("a stream that comes byte by byte gives the same PDUs", () => {
  const stream = joined(encodeFetch([1, 2]), encodeDescReq(5));
  const splitter = new PduSplitter();
  const found: Pdu[] = [];
  for (const byte of stream) {
    splitter.push(new Uint8Array([byte]));
    found.push(...all(splitter));
  }
  assertEquals(found.map(({ type }) => type), [PDU_FETCH, PDU_DESC_REQ]);
});

for (const length of [0, 1, 11, 2 ** 31, 2 ** 32 - 1]) {
  Deno.test(`a length of ${length} can't be one`, () => {
    const bytes = encodeDescReq(1);
    new DataView(bytes.buffer).setUint32(0, length);
    const splitter = new PduSplitter();
    splitter.push(bytes);
    assertThrows(() => splitter.next(), PduError, `PDU length ${length}`);
  });
}

Deno.test("a PDU that is announced large takes no more memory than what has come", () => {
  const bytes = encodeDescReq(1);
  new DataView(bytes.buffer).setUint32(0, 2 ** 31 - 1);
  const splitter = new PduSplitter();
  splitter.push(bytes);
  assertEquals(splitter.next(), undefined);
  assertEquals(splitter.pending, 16);
});

Deno.test("a PDU that comes byte by byte takes a time and memory that grow with it", async () => {
  const read = (count: number) => {
    const pmids = Array.from({ length: count }, (_, i) => i);
    const pdu = encodeFetch(pmids);
    const splitter = new PduSplitter();
    for (let at = 0; at < pdu.length - 1; at++) {
      splitter.push(pdu.slice(at, at + 1));
      assert(splitter.next() === undefined);
    }
    splitter.push(pdu.slice(-1));
    const found = splitter.next();
    const decoded = found === undefined ? [] : decodeFetch(found.bytes);
    assert(pmids.every((pmid, i) => decoded[i] === pmid));
  };
  await assertLinear(() => read(100_000), () => {
    for (let part = 0; part < 10; part++) read(10_000);
  });
});

Deno.test("PDUs that have been given away stay as they are", () => {
  const splitter = new PduSplitter();
  const first = encodeFetch([1, 2, 3]);
  const second = encodeFetch([4, 5, 6]);
  splitter.push(first.slice(0, 5));
  splitter.push(joined(first.slice(5), second.slice(0, 7)));
  const [given] = all(splitter);
  splitter.push(second.slice(7));
  splitter.push(new Uint8Array(1000).fill(255));
  assertEquals(decodeFetch(given.bytes), [1, 2, 3]);
  const next = splitter.next();
  assertEquals(next && decodeFetch(next.bytes), [4, 5, 6]);
});
