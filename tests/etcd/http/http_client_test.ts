import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { HttpClient } from "../../../lib/etcd/http/http_client.ts";
import {
  BadAnswerError,
  UnreachableError,
} from "../../../lib/etcd/http/request_errors.ts";
import type { Stream } from "../../../lib/etcd/http/stream.ts";

/** What a server does with the requests of one connection, in turn: text to send, or how it fails. */
type Script = (string | "close" | "hang" | Error)[];

const SELF = new URL("http://etcd1:2379/v2/stats/self");
const STORE = new URL("http://etcd1:2379/v2/stats/store");

function answer(body: string, ...headers: string[]): string {
  return [
    "HTTP/1.1 200 OK",
    `Content-Length: ${body.length}`,
    ...headers,
    "",
    body,
  ]
    .join("\r\n");
}

/** A host whose connections follow scripts, in the order in which they are opened. */
function host(...scripts: Script[]) {
  const opened: { requests: string[]; texts: string[]; open: boolean }[] = [];
  const clock = { now: 0 };
  const connect = (): Promise<Stream> => {
    const script = scripts.shift();
    if (script === undefined) {
      return Promise.reject(new Deno.errors.ConnectionRefused("refused"));
    }
    const requests: string[] = [];
    const texts: string[] = [];
    const connection = { requests, texts, open: true };
    opened.push(connection);
    let fail = (_: Error) => {};
    let next: Script[number] | undefined;
    return Promise.resolve({
      write: (bytes) => {
        const text = new TextDecoder().decode(bytes);
        const [line] = text.split("\r\n");
        connection.texts.push(text);
        connection.requests.push(line.split(" ")[1]);
        next = script.shift();
        return Promise.resolve(bytes.length);
      },
      read: (buffer) => {
        const what = next ?? "close";
        next = "close";
        if (what instanceof Error) return Promise.reject(what);
        if (what === "close") return Promise.resolve(null);
        if (what === "hang") return new Promise((_, reject) => fail = reject);
        return Promise.resolve(
          new TextEncoder().encodeInto(what, buffer).written,
        );
      },
      close: () => {
        connection.open = false;
        fail(new Deno.errors.BadResource("closed"));
      },
    });
  };
  const client = new HttpClient({
    userAgent: "tester",
    connect,
    now: () => clock.now,
  });
  return { client, opened, clock };
}

const { signal } = new AbortController();

Deno.test("a connection is kept for the next request of its URL, and for no other", async () => {
  const { client, opened } = host([answer("1"), answer("2")], [answer("3")]);
  assertEquals((await client.request({ url: SELF, signal })).body, "1");
  assertEquals((await client.request({ url: STORE, signal })).body, "3");
  assertEquals((await client.request({ url: SELF, signal })).body, "2");
  assertEquals(opened.map(({ requests }) => requests), [
    [SELF.pathname, SELF.pathname],
    [STORE.pathname],
  ]);
  client[Symbol.dispose]();
  assertEquals(opened.map(({ open }) => open), [false, false]);
});

Deno.test("two requests of one URL at the same time have a connection each, and one is kept", async () => {
  const { client, opened } = host([answer("1")], [answer("2")]);
  const answers = await Promise.all([
    client.request({ url: SELF, signal }),
    client.request({ url: SELF, signal }),
  ]);
  assertEquals(answers.map(({ body }) => body), ["1", "2"]);
  assertEquals(opened.map(({ open }) => open), [true, false]);
});

for (
  const [what, end] of [
    ["was closed", "close"],
    ["was reset", new Deno.errors.ConnectionReset("reset")],
    ["is a broken pipe", new Deno.errors.BrokenPipe("broken")],
    [
      "says that it has waited too long",
      "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ],
    ["says what is no answer", "hello\r\n\r\n"],
  ] as const
) {
  Deno.test(`a request over a kept connection that ${what} is sent once more over a new one`, async () => {
    const { client, opened } = host([answer("1"), end], [answer("2")]);
    await client.request({ url: SELF, signal });
    assertEquals((await client.request({ url: SELF, signal })).body, "2");
    assertEquals(opened.map(({ open }) => open), [false, true]);
  });
}

Deno.test("a request that fails over a new connection is not sent again", async () => {
  const { client, opened } = host(["close"], [answer("1")]);
  await assertRejects(
    () => client.request({ url: SELF, signal }),
    UnreachableError,
    "closed after 0 bytes",
  );
  assertEquals(opened.length, 1);
  assertEquals(opened[0].open, false);
});

Deno.test("where no new connection is to be had the reason is given", async () => {
  const { client } = host([answer("1"), "close"]);
  await client.request({ url: SELF, signal });
  const { cause } = await assertRejects(
    () => client.request({ url: SELF, signal }),
    UnreachableError,
    "refused",
  );
  assertInstanceOf(cause, Deno.errors.ConnectionRefused);
});

Deno.test("an abort ends the request, closes its connection, and is not tried again", async () => {
  const { client, opened } = host([answer("1"), "hang"], [answer("2")]);
  await client.request({ url: SELF, signal });
  const controller = new AbortController();
  const request = client.request({ url: SELF, signal: controller.signal });
  setTimeout(() => controller.abort(new Error("out of time")), 10);
  await assertRejects(() => request, UnreachableError, "out of time");
  assertEquals(opened.map(({ open }) => open), [false]);
});

Deno.test("a connection that the server closes, or that has lain idle for long, is not kept", async () => {
  const { client, opened, clock } = host(
    [answer("1", "Connection: close")],
    [answer("2"), answer("not asked for")],
    [answer("3")],
  );
  await client.request({ url: SELF, signal });
  await client.request({ url: SELF, signal });
  clock.now = 60_001;
  assertEquals((await client.request({ url: SELF, signal })).body, "3");
  assertEquals(opened.map(({ open }) => open), [false, false, true]);
});

Deno.test("a connection to a URL that is not asked any more is closed", async () => {
  const { client, opened, clock } = host(
    [answer("1")],
    [answer("2"), answer("3")],
  );
  await client.request({ url: SELF, signal });
  clock.now = 30_000;
  await client.request({ url: STORE, signal });
  clock.now = 60_001;
  await client.request({ url: STORE, signal });
  assertEquals(opened.map(({ open }) => open), [false, true]);
});

const STATUS = new URL("http://etcd1:2379/v3/maintenance/status");

Deno.test("a request has its method, its headers and its body, and the length of that in bytes", async () => {
  const { client, opened } = host([answer("1")]);
  await client.request({
    url: STATUS,
    method: "POST",
    headers: { Authorization: "token.7" },
    body: '{"name":"é"}',
    signal,
  });
  assertEquals(opened[0].texts, [
    [
      "POST /v3/maintenance/status HTTP/1.1",
      "Host: etcd1:2379",
      "User-Agent: tester",
      "Accept: application/json",
      "Authorization: token.7",
      "Content-Type: application/json",
      "Content-Length: 13",
      "",
      '{"name":"é"}',
    ].join("\r\n"),
  ]);
});

Deno.test("an Accept header of its own takes the place of the usual one", async () => {
  const { client, opened } = host([answer("1")]);
  const headers = { Accept: "text/plain" };
  await client.request({ url: SELF, headers, signal });
  assertEquals(opened[0].texts[0].match(/Accept.*/g), ["Accept: text/plain"]);
});

Deno.test("a header that would end its line is not sent, nor told", async () => {
  const { client, opened } = host([answer("1")]);
  const headers = { Authorization: "secret\r\nX: y" };
  const error = await assertRejects(
    () => client.request({ url: SELF, headers, signal }),
    TypeError,
    "header Authorization",
  );
  assertEquals(error.message.includes("secret"), false);
  assertEquals(opened, []);
});

Deno.test("a POST goes over a kept connection too, and once more where that was closed", async () => {
  const { client, opened } = host([answer("1"), answer("2"), "close"], [
    answer("3"),
  ]);
  const request = { url: STATUS, method: "POST", body: "{}", signal } as const;
  const bodies: string[] = [];
  for (let round = 0; round < 3; round++) {
    bodies.push((await client.request(request)).body);
  }
  assertEquals(bodies, ["1", "2", "3"]);
  assertEquals(opened.map(({ requests }) => requests.length), [3, 1]);
});

Deno.test("an answer may be as long as its request says", async () => {
  const long = "x".repeat(2000);
  const { client } = host([answer(long)], [answer(long)]);
  await assertRejects(
    () => client.request({ url: SELF, maxBytes: 1000, signal }),
    BadAnswerError,
    "longer than 1000 bytes",
  );
  const { body } = await client.request({ url: SELF, maxBytes: 3000, signal });
  assertEquals(body, long);
});

Deno.test("a body goes to a sink, and the connection is kept", async () => {
  const { client, opened } = host([answer("one"), answer("two")]);
  for (const expected of ["one", "two"]) {
    let body = "";
    const { status } = await client.request({
      url: SELF,
      signal,
      sink: (piece) => body += new TextDecoder().decode(piece),
    });
    assertEquals([status, body], [200, expected]);
  }
  assertEquals(opened.length, 1);
});

Deno.test("a request whose sink has had a piece is not sent again", async () => {
  const half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
  const { client, opened } = host([answer("1"), half], [answer("2")]);
  await client.request({ url: SELF, signal });
  let body = "";
  await assertRejects(
    () =>
      client.request({
        url: SELF,
        signal,
        sink: (piece) => body += new TextDecoder().decode(piece),
      }),
    UnreachableError,
    "connection closed",
  );
  assertEquals([opened.length, body], [1, "half"]);
});
