import { assertEquals, assertRejects } from "@std/assert";
import { HttpError } from "../../lib/etcd/http_answer.ts";
import { HttpTransport, type Stream } from "../../lib/etcd/http_transport.ts";

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
  const opened: { requests: string[]; sent: string; open: boolean }[] = [];
  const clock = { now: 0 };
  const connect = (): Promise<Stream> => {
    const script = scripts.shift();
    if (script === undefined) {
      return Promise.reject(new Deno.errors.ConnectionRefused("refused"));
    }
    const connection = { requests: [] as string[], sent: "", open: true };
    opened.push(connection);
    let fail = (_: Error) => {};
    let next: Script[number] | undefined;
    return Promise.resolve({
      write: (bytes) => {
        const text = new TextDecoder().decode(bytes);
        connection.sent += text;
        const [line] = text.split("\r\n");
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
  const transport = new HttpTransport({ connect, now: () => clock.now });
  return { transport, opened, clock };
}

const { signal } = new AbortController();

Deno.test("a connection is kept for the next request of its URL, and for no other", async () => {
  const { transport, opened } = host([answer("1"), answer("2")], [answer("3")]);
  assertEquals((await transport.get(SELF, signal)).body, "1");
  assertEquals((await transport.get(STORE, signal)).body, "3");
  assertEquals((await transport.get(SELF, signal)).body, "2");
  assertEquals(opened.map(({ requests }) => requests), [
    [SELF.pathname, SELF.pathname],
    [STORE.pathname],
  ]);
  transport[Symbol.dispose]();
  assertEquals(opened.map(({ open }) => open), [false, false]);
});

Deno.test("two requests of one URL at the same time have a connection each, and one is kept", async () => {
  const { transport, opened } = host([answer("1")], [answer("2")]);
  const answers = await Promise.all([
    transport.get(SELF, signal),
    transport.get(SELF, signal),
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
    const { transport, opened } = host([answer("1"), end], [answer("2")]);
    await transport.get(SELF, signal);
    assertEquals((await transport.get(SELF, signal)).body, "2");
    assertEquals(opened.map(({ open }) => open), [false, true]);
  });
}

Deno.test("a request that fails over a new connection is not sent again", async () => {
  const { transport, opened } = host(["close"], [answer("1")]);
  await assertRejects(
    () => transport.get(SELF, signal),
    HttpError,
    "closed after 0 bytes",
  );
  assertEquals(opened.length, 1);
  assertEquals(opened[0].open, false);
});

Deno.test("where no new connection is to be had the reason is given", async () => {
  const { transport } = host([answer("1"), "close"]);
  await transport.get(SELF, signal);
  await assertRejects(
    () => transport.get(SELF, signal),
    Deno.errors.ConnectionRefused,
  );
});

Deno.test("an abort ends the request, closes its connection, and is not tried again", async () => {
  const { transport, opened } = host([answer("1"), "hang"], [answer("2")]);
  await transport.get(SELF, signal);
  const controller = new AbortController();
  const request = transport.get(SELF, controller.signal);
  setTimeout(() => controller.abort(new Error("out of time")), 10);
  await assertRejects(() => request, Error, "out of time");
  assertEquals(opened.map(({ open }) => open), [false]);
});

Deno.test("a connection that the server closes, or that has lain idle for long, is not kept", async () => {
  const { transport, opened, clock } = host(
    [answer("1", "Connection: close")],
    [answer("2"), answer("not asked for")],
    [answer("3")],
  );
  await transport.get(SELF, signal);
  await transport.get(SELF, signal);
  clock.now = 60_001;
  assertEquals((await transport.get(SELF, signal)).body, "3");
  assertEquals(opened.map(({ open }) => open), [false, false, true]);
});

Deno.test("a POST request carries its body, and goes again over a new connection like any other", async () => {
  const { transport, opened } = host(
    [answer("1")],
    [answer("2")],
  );
  const url = new URL("http://etcd1:2379/v3/maintenance/status");
  const post = (body: string) =>
    transport.request({ url, method: "POST", body, repeatable: true }, signal);
  assertEquals((await post('{"ä":1}')).body, "1");
  assertEquals((await post("{}")).body, "2");
  const [head, body] = opened[0].sent.split("\r\n\r\n");
  assertEquals(head.split("\r\n").toSorted(), [
    "Accept: application/json",
    "Content-Length: 8",
    "Content-Type: application/json",
    "Host: etcd1:2379",
    "POST /v3/maintenance/status HTTP/1.1",
    "User-Agent: pmdaetcd",
  ]);
  assertEquals(body.startsWith('{"ä":1}POST '), true, "two on one connection");
  assertEquals(opened[1].sent.endsWith("Content-Length: 2\r\n\r\n{}"), true);
});
