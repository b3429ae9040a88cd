import { assertEquals } from "@std/assert";
import {
  decodeCreds,
  decodeDesc,
  decodeError,
  encodeCreds,
  encodeDescReq,
  encodeProfile,
  PDU_CREDS,
  PDU_DESC,
  PDU_ERROR,
  PM_ERR_PMDANOTREADY,
  PM_ERR_PMDAREADY,
  PROFILE_ALL,
} from "../../lib/pcp/mod.ts";
import { Log, Pmda } from "../../lib/pmda/mod.ts";
import {
  type Connection,
  type PmdaSettings,
  serve,
  SocketConnection,
} from "../../lib/pmda/testing.ts";
import { pduOf } from "../exchange.ts";
import { PMID, testPmda } from "./agent.ts";

/** Serves the test agent on these chunks from pmcd. */
async function served(chunks: Uint8Array[], debug: "pdu"[] = []) {
  const written: Uint8Array[] = [];
  const lines: string[] = [];
  const connection = new SocketConnection({
    readable: ReadableStream.from(chunks),
    writable: new WritableStream({
      write: (pdu) => void written.push(pdu.slice()),
    }),
  });
  const log = new Log({
    progname: "pmdatest",
    debug: new Set(debug),
    write: (text) => lines.push(text),
  });
  await serve(testPmda(() => 7n), connection, log);
  return { written: written.map(pduOf), lines };
}

const CREDS = encodeCreds({ version: 2, flags: 0 }, 1);

Deno.test("the agent greets first and answers each request", async () => {
  const { written, lines } = await served([
    CREDS,
    encodeDescReq(PMID.text),
    encodeDescReq(PMID.counter),
  ]);
  assertEquals(written.map(({ type }) => type), [
    PDU_CREDS,
    PDU_DESC,
    PDU_DESC,
  ]);
  assertEquals(decodeDesc(written[2].bytes).pmid, PMID.counter);
  assertEquals(lines, []);
});

Deno.test("several requests in one chunk, and one in several", async () => {
  const request = encodeDescReq(PMID.text);
  const { written } = await served([
    new Uint8Array([...CREDS, ...request, ...request.subarray(0, 7)]),
    request.slice(7, 9),
    request.slice(9),
  ]);
  assertEquals(written.map(({ type }) => type), [
    PDU_CREDS,
    PDU_DESC,
    PDU_DESC,
  ]);
});

Deno.test("what is no length of a PDU ends the connection with a line in the log", async () => {
  const { written, lines } = await served([
    CREDS,
    new Uint8Array([0, 0, 0, 11]),
    encodeDescReq(PMID.text),
  ]);
  assertEquals(written.length, 1);
  assertEquals(lines.length, 1);
  assertEquals(lines[0].includes("PDU length 11"), true, lines[0]);
});

Deno.test("an end within a PDU is told", async () => {
  const { lines } = await served([CREDS, encodeDescReq(PMID.text).slice(0, 9)]);
  assertEquals(lines[0].includes("9 bytes"), true, lines[0]);
});

Deno.test("a greeting that is none is told, and the agent lives on", async () => {
  const request = encodeDescReq(PMID.text);
  const cut = CREDS.slice(0, 12);
  new DataView(cut.buffer).setUint32(0, cut.length);
  for (const [greeting, answers] of [[request, 2], [cut, 1]] as const) {
    const { written, lines } = await served([greeting, request]);
    assertEquals(written.map(({ type }) => type), [
      PDU_CREDS,
      ...Array.from({ length: answers }, () => PDU_DESC),
    ]);
    assertEquals(lines.length, 1);
  }
});

Deno.test("debug output of PDUs shows both directions", async () => {
  const { lines } = await served([CREDS, encodeDescReq(PMID.text)], ["pdu"]);
  assertEquals(
    lines.map((line) => /Debug: (\w+ \w+)/.exec(line)?.[1]),
    ["sent CREDS", "received CREDS", "received DESC_REQ", "sent DESC"],
  );
  assertEquals(
    lines[2].includes("00000010 00007004 00000000 3f400000"),
    true,
    lines[2],
  );
});

Deno.test("a connection that breaks ends the agent in good order", async () => {
  const lines: string[] = [];
  const log = new Log({
    progname: "pmdatest",
    write: (text) => lines.push(text),
  });
  const connection: Connection = {
    next: () => pduOf(CREDS),
    write: () => {
      throw new Deno.errors.BrokenPipe("Broken pipe");
    },
  };
  await serve(testPmda(() => 7n), connection, log);
  assertEquals(lines.length, 1);
});

Deno.test("the greeting asks for the attributes of clients where the agent wants them", async () => {
  for (const [attributes, flags] of [[false, 0], [true, 0x44]] as const) {
    const written: Uint8Array[] = [];
    const connection: Connection = {
      next: () => null,
      write: (pdu) => void written.push(pdu),
    };
    const pmda = new Pmda({
      name: "test",
      domain: 253,
      clusters: [],
      attributes,
    });
    await serve(pmda, connection, new Log({ progname: "p", write: () => {} }));
    assertEquals(decodeCreds(written[0]), { version: 2, flags });
  }
});

/** Serves an agent that is not ready; pmcd sends what the test pushes. */
function notReady(more: Partial<PmdaSettings>) {
  const ready = Promise.withResolvers<void>();
  const requests = new TransformStream<Uint8Array, Uint8Array>();
  const writer = requests.writable.getWriter();
  const answers: Uint8Array[] = [];
  const lines: string[] = [];
  const connection = new SocketConnection({
    readable: requests.readable,
    writable: new WritableStream({
      write: (pdu) => void answers.push(pdu.slice()),
    }),
  });
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  const pmda = testPmda(() => 7n, undefined, { ...more, ready: ready.promise });
  const served = serve(pmda, connection, log);
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
  const send = async (bytes: Uint8Array | null) => {
    await turn();
    await (bytes === null ? writer.close() : writer.write(bytes));
    await turn();
  };
  const codes = () =>
    answers.splice(0).map(pduOf).map(({ type, bytes }) =>
      type === PDU_ERROR ? decodeError(bytes) : type
    );
  return { ready, send, turn, codes, served, lines };
}

Deno.test("an agent that is not ready says so, and when it is", async () => {
  const { ready, send, turn, codes, served } = notReady({});
  await send(CREDS);
  await send(encodeDescReq(PMID.text));
  await send(encodeProfile(PROFILE_ALL));
  assertEquals(codes(), [PDU_CREDS, PM_ERR_PMDANOTREADY]);
  ready.resolve();
  await turn();
  assertEquals(codes(), [PM_ERR_PMDAREADY]);
  await send(encodeDescReq(PMID.text));
  assertEquals(codes(), [PDU_DESC]);
  await send(null);
  await served;
});

Deno.test("nobody hears that an agent is ready who never asked, unless pmcd.conf says notready", async () => {
  for (const notready of [false, true]) {
    const { ready, send, turn, codes, served } = notReady({ notready });
    await send(CREDS);
    ready.resolve();
    await turn();
    assertEquals(codes(), [PDU_CREDS, ...(notready ? [PM_ERR_PMDAREADY] : [])]);
    await send(encodeDescReq(PMID.text));
    assertEquals(codes(), [PDU_DESC]);
    await send(null);
    await served;
  }
});

Deno.test("a preparation that fails is told, and the agent answers", async () => {
  const { ready, send, codes, served, lines } = notReady({});
  await send(CREDS);
  ready.reject(new Error("no database"));
  await send(encodeDescReq(PMID.text));
  assertEquals(codes(), [PDU_CREDS, PDU_DESC]);
  assertEquals(lines[0].includes("no database"), true, lines[0]);
  await send(null);
  await served;
});

Deno.test("the connection may end before the agent is ready", async () => {
  const { send, codes, served } = notReady({});
  await send(CREDS);
  await send(null);
  await served;
  assertEquals(codes(), [PDU_CREDS]);
});

Deno.test("an error that nobody has caught is logged, and the agent lives on", async () => {
  const { send, turn, codes, served, lines } = notReady({});
  await send(CREDS);
  Promise.reject(new Error("stray"));
  await turn();
  await send(encodeDescReq(PMID.text));
  await send(null);
  await served;
  assertEquals(codes(), [PDU_CREDS, PM_ERR_PMDANOTREADY]);
  assertEquals(lines.length, 1);
  assertEquals(lines[0].includes("unhandled rejection: stray"), true, lines[0]);
});

Deno.test("a pmcd of another version is told of", async () => {
  const { lines } = await served([encodeCreds({ version: 3, flags: 0 }, 1)]);
  assertEquals(lines[0].includes("protocol version 3"), true, lines[0]);
});
