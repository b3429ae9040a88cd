import { assertEquals, assertThrows } from "@std/assert";
import {
  AnswerParser,
  type ParsedAnswer,
} from "../../../lib/etcd/http/answer_parser.ts";
import {
  BadAnswerError,
  UnreachableError,
} from "../../../lib/etcd/http/request_errors.ts";
import recorded from "../../fixtures/3.4.23/leader/v2_stats_store.http" with {
  type: "text",
};
import { assertLinear } from "../../growth.ts";

const encoder = new TextEncoder();

/** Lines of a head, an empty one, a body. */
function answer(head: string[], body = ""): Uint8Array {
  return encoder.encode([...head, "", body].join("\r\n"));
}

/** What a parser makes of bytes in pieces of a size. */
function parse(
  bytes: Uint8Array,
  size = bytes.length,
  max = 10_000,
): ParsedAnswer {
  const parser = new AnswerParser(max);
  for (let at = 0; at < bytes.length; at += size) {
    const whole = parser.push(bytes.subarray(at, at + size));
    if (whole !== undefined) return whole;
  }
  return parser.end();
}

const RIGHT: [what: string, bytes: Uint8Array, expected: ParsedAnswer][] = [
  [
    "with a length",
    answer(["HTTP/1.1 200 OK", "Content-Length: 4"], "{  }"),
    { status: 200, body: "{  }", reusable: true },
  ],
  [
    "in chunks",
    answer(
      ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"],
      '3\r\n{"a\r\n4;x=y\r\n":1}\r\n0\r\n\r\n',
    ),
    { status: 200, body: '{"a":1}', reusable: true },
  ],
  [
    "in chunks whose lines end without CR",
    answer(
      ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"],
      '3\n{"a\n4\n":1}\n0\n\n',
    ),
    { status: 200, body: '{"a":1}', reusable: true },
  ],
  [
    "in chunks that cut a character, with a trailer",
    new Uint8Array([
      ...answer(["HTTP/1.1 200 OK", "transfer-encoding: chunked"], "1\r\n"),
      0xc3,
      ...encoder.encode("\r\nA\r\n"),
      0xa9,
      ...encoder.encode("123456789\r\n000\r\nX-Trailer: 1\r\n\r\n"),
    ]),
    { status: 200, body: "é123456789", reusable: true },
  ],
  [
    "in no chunks",
    answer(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
    { status: 200, body: "", reusable: true },
  ],
  [
    "up to the end of the connection",
    answer(["HTTP/1.1 200 OK"], "{}"),
    { status: 200, body: "{}", reusable: false },
  ],
  [
    "that closes the connection",
    answer([
      "HTTP/1.1 200",
      "Content-Length: 2",
      "Connection: keep-alive, Close",
    ], "{}"),
    { status: 200, body: "{}", reusable: false },
  ],
  [
    "of HTTP/1.0",
    answer(["HTTP/1.0 200 OK", "Content-Length: 2"], "{}"),
    { status: 200, body: "{}", reusable: false },
  ],
  [
    "behind an interim one",
    new Uint8Array([
      ...answer(["HTTP/1.1 100 Continue"]),
      ...answer([
        "HTTP/1.1 404 Not Found",
        "Content-Length: 2",
        "Content-Length: 2",
      ], "no"),
    ]),
    { status: 404, body: "no", reusable: true },
  ],
  [
    "without a body",
    answer(["HTTP/1.1 204 No Content"]),
    { status: 204, body: "", reusable: true },
  ],
  [
    "with more behind it",
    answer(["HTTP/1.1 200 OK", "Content-Length: 2"], "{}HTTP"),
    { status: 200, body: "{}", reusable: false },
  ],
];

for (const [what, bytes, expected] of RIGHT) {
  Deno.test(`an answer ${what}, in pieces of any size`, () => {
    for (let size = bytes.length; size > 0; size--) {
      // Cut before what is behind the answer, nobody can know of it yet.
      const reusable = expected.reusable ||
        (what === "with more behind it" && size < bytes.length &&
          (bytes.length - 4) % size === 0);
      assertEquals(
        parse(bytes, size),
        { ...expected, reusable },
        `pieces of ${size}`,
      );
    }
  });
}

Deno.test("a recorded answer", () => {
  const [head, body] = recorded.split("\n\n");
  assertEquals(parse(answer(head.split("\n"), body)).body, body);
});

const WRONG: [what: string, bytes: Uint8Array, message: string][] = [
  ["no HTTP", answer(["hello"]), '"hello"'],
  ["another HTTP", answer(["HTTP/2 200 OK"]), '"HTTP/2 200 OK"'],
  ["a status that is none", answer(["HTTP/1.1 20 OK"]), '"HTTP/1.1 20 OK"'],
  [
    "a header that ends without CR",
    encoder.encode("HTTP/1.1 200 OK\nA: b\n\n"),
    "without CR",
  ],
  [
    "a space before a colon",
    answer(["HTTP/1.1 200 OK", "Content-Length : 1"]),
    '"Content-Length : 1"',
  ],
  [
    "a length beyond any",
    answer(["HTTP/1.1 200 OK", "Content-Length: 10001"]),
    "longer than 10000 bytes",
  ],
  ["a header without a name", answer(["HTTP/1.1 200 OK", ": x"]), '": x"'],
  ["a header without a colon", answer(["HTTP/1.1 200 OK", "x"]), '"x"'],
  [
    "a negative length",
    answer(["HTTP/1.1 200 OK", "Content-Length: -1"]),
    "content length -1",
  ],
  [
    "a length in hexadecimal",
    answer(["HTTP/1.1 200 OK", "Content-Length: 0x2"]),
    "content length 0x2",
  ],
  [
    "two lengths",
    answer(["HTTP/1.1 200 OK", "Content-Length: 1", "Content-Length: 2"]),
    "content length 2",
  ],
  [
    "a coding nobody asked for",
    answer(["HTTP/1.1 200 OK", "Transfer-Encoding: gzip"]),
    "transfer encoding gzip",
  ],
  [
    "a chunk that is none",
    answer(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], "zz\r\n"),
    'chunk size "zz"',
  ],
  [
    "a chunk of negative size",
    answer(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], "-1\r\n"),
    'chunk size "-1"',
  ],
  [
    "a chunk longer than it says",
    answer(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], "1\r\nabc\r\n"),
    "a chunk is longer than its size",
  ],
  [
    "an end within the head",
    encoder.encode("HTTP/1.1 200 OK\r\n"),
    "closed after 17 bytes",
  ],
  [
    "an end within the body",
    answer(["HTTP/1.1 200 OK", "Content-Length: 5"], "abc"),
    "connection closed",
  ],
  [
    "an end within the chunks",
    answer(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], "5\r\nab"),
    "connection closed",
  ],
  [
    "no end of the head",
    encoder.encode("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(2000)),
    "longer than 10000 bytes",
  ],
  [
    "no end of the body",
    answer(["HTTP/1.1 200 OK"], "x".repeat(10_000)),
    "longer than 10000 bytes",
  ],
];

/** The end of a connection is no answer at all. */
function errorOf(message: string) {
  return /\bclosed\b/.test(message) ? UnreachableError : BadAnswerError;
}

for (const [what, bytes, message] of WRONG) {
  Deno.test(`an answer with ${what} is refused, in pieces of any size`, () => {
    for (const size of [bytes.length, 1000, 7, 1]) {
      assertThrows(() => parse(bytes, size), errorOf(message), message);
    }
  });
}

Deno.test("a long answer in pieces of one byte takes a time that grows with its length", async () => {
  const read = (size: number) => {
    parse(
      answer(["HTTP/1.1 200 OK", `Content-Length: ${size}`], "x".repeat(size)),
      1,
      2 * size,
    );
    parse(
      answer(
        ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"],
        "1\r\nx\r\n".repeat(size / 6) + "0\r\n\r\n",
      ),
      1,
      2 * size,
    );
  };
  await assertLinear(() => read(150_000), () => {
    for (let part = 0; part < 10; part++) read(15_000);
  });
});

for (const [what, bytes, expected] of RIGHT) {
  Deno.test(`the body of an answer ${what} goes to a sink, in pieces of any size`, () => {
    for (let size = bytes.length; size > 0; size--) {
      const stream = new TextDecoder();
      let body = "";
      const parser = new AnswerParser(10_000, (piece) => {
        assertEquals(piece.length > 0, true, "no empty piece");
        body += stream.decode(piece, { stream: true });
      });
      let answer: ParsedAnswer | undefined;
      for (let at = 0; at < bytes.length && answer === undefined; at += size) {
        answer = parser.push(bytes.subarray(at, at + size));
      }
      answer ??= parser.end();
      const taken = expected.status === 200;
      assertEquals(body, taken ? expected.body : "", `pieces of ${size}`);
      assertEquals(answer.body, taken ? "" : expected.body);
      assertEquals(answer.status, expected.status);
    }
  });
}

for (const [what, bytes, message] of WRONG) {
  Deno.test(`an answer with ${what} is refused with a sink too`, () => {
    for (const size of [bytes.length, 1000, 7, 1]) {
      const parser = new AnswerParser(10_000, () => {});
      assertThrows(
        () => {
          for (let at = 0; at < bytes.length; at += size) {
            const piece = bytes.subarray(at, at + size);
            if (parser.push(piece) !== undefined) return;
          }
          parser.end();
        },
        errorOf(message),
        message,
      );
    }
  });
}

Deno.test("a body that is not UTF-8 is marked, in one piece and in chunks", () => {
  const body = new Uint8Array([0x61, 0xff, 0x62]);
  for (
    const [head, ...pieces] of [
      ["Content-Length: 3\r\n\r\n", body],
      ["Transfer-Encoding: chunked\r\n\r\n3\r\n", body, "\r\n0\r\n\r\n"],
    ]
  ) {
    const parser = new AnswerParser(1000);
    const encoder = new TextEncoder();
    parser.push(encoder.encode(`HTTP/1.1 200 OK\r\n${head}`));
    const answers = pieces.map((piece) =>
      parser.push(typeof piece === "string" ? encoder.encode(piece) : piece)
    );
    const answer = answers.at(-1);
    assertEquals([answer?.body, answer?.isUtf8], ["a\ufffdb", false]);
  }
});
