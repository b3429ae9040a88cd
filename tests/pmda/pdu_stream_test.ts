import { assertEquals, assertRejects } from "@std/assert";
import { pduStream } from "../../lib/pmda/_pdu_stream.ts";
import {
  encodeDescReq,
  type Pdu,
  PDU_DESC_REQ,
  PduError,
} from "../../lib/pcp/mod.ts";

const REQUEST = encodeDescReq(1);

/** What comes of chunks that are there from the start. */
async function read(chunks: Uint8Array[]): Promise<[Pdu[], Error | undefined]> {
  const pdus: Pdu[] = [];
  try {
    const stream = ReadableStream.from(chunks).pipeThrough(pduStream());
    for await (const pdu of stream) pdus.push(pdu);
  } catch (error) {
    return [pdus, error instanceof PduError ? error : undefined];
  }
  return [pdus, undefined];
}

Deno.test("PDUs come whole, wherever their stream is cut", async () => {
  const bytes = new Uint8Array([...REQUEST, ...REQUEST]);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const [pdus] = await read([bytes.slice(0, cut), bytes.slice(cut)]);
    assertEquals(pdus.map(({ type }) => type), [PDU_DESC_REQ, PDU_DESC_REQ]);
    assertEquals(pdus[1].bytes, REQUEST);
  }
});

for (
  const [what, rest, message] of [
    ["no PDU", [0, 0, 0, 11], "PDU length 11"],
    ["the end of one that has begun", [0, 0, 0], "3 bytes of it"],
  ] satisfies [string, number[], string][]
) {
  Deno.test(`PDUs before ${what} come before the error`, async () => {
    const chunk = new Uint8Array([...REQUEST, ...REQUEST, ...rest]);
    const [pdus, error] = await read([chunk]);
    assertEquals(pdus.length, 2);
    assertEquals(error?.message.includes(message), true, error?.message);
  });
}

Deno.test("a stream that breaks breaks the one of PDUs", async () => {
  const broken = ReadableStream.from({
    async *[Symbol.asyncIterator]() {
      yield REQUEST;
      await Promise.resolve();
      throw new Deno.errors.ConnectionReset("gone");
    },
  });
  const reader = broken.pipeThrough(pduStream()).getReader();
  assertEquals((await reader.read()).value?.type, PDU_DESC_REQ);
  await assertRejects(() => reader.read(), Deno.errors.ConnectionReset);
});
