import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import {
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  pmIDBuild,
} from "../../lib/pmda/mod.ts";
import { Agent, METRICS } from "./agent.ts";
import { freePort, RealEtcd } from "./etcd.ts";

const ALL_FINE = METRICS.map(() => 0);
const ALL_AGAIN = METRICS.map(() => PM_ERR_AGAIN);

/** Does something and says how many milliseconds it took. */
async function timed<T>(
  action: () => Promise<T>,
): Promise<[result: T, took: number]> {
  const started = performance.now();
  const result = await action();
  return [result, performance.now() - started];
}

Deno.test("an etcd that is stopped, continued, killed and started again", async () => {
  await using etcd = await RealEtcd.start();
  await using agent = await Agent.start(["-e", etcd.url]);
  assertEquals(await agent.errors(), ALL_FINE);

  etcd.signal("SIGSTOP");
  for (let round = 0; round < 2; round++) {
    const [errors, took] = await timed(() => agent.errors());
    assertEquals(errors, ALL_AGAIN);
    assert(took > 900 && took < 1500, `answered after ${took} ms`);
  }
  assertEquals((await agent.log()).length, 1, "told before the next request");
  etcd.signal("SIGCONT");
  assertEquals(
    await agent.errors(),
    ALL_FINE,
    "the first fetch after it goes on",
  );

  await etcd.kill();
  for (let round = 0; round < 3; round++) {
    const [errors, took] = await timed(() => agent.errors());
    assertEquals(errors, ALL_AGAIN);
    assert(took < 500, `answered after ${took} ms`);
  }
  await etcd.start();
  assertEquals(
    await agent.errors(),
    ALL_FINE,
    "the first fetch after the start",
  );

  // The agent has kept connections open that the next etcd knows nothing of.
  await etcd.kill();
  await etcd.start();
  assertEquals(
    await agent.errors(),
    ALL_FINE,
    "the first fetch after a restart between two",
  );

  const lines = await agent.log();
  assertEquals(lines.map((line) => /(Warning|Info)/.exec(line)?.[0]), [
    "Warning",
    "Info",
    "Warning",
    "Info",
  ], lines.join("\n"));
});

Deno.test("an agent that starts before etcd does", async () => {
  const url = `http://127.0.0.1:${freePort()}`;
  await using agent = await Agent.start(["-e", url]);
  assertEquals(await agent.errors(), ALL_AGAIN);
});

/** The memory of a process, in MB. */
async function memory(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

Deno.test("a long outage takes no more and more memory", async () => {
  const url = `http://127.0.0.1:${freePort()}`;
  await using agent = await Agent.start(["-e", url]);
  for (let round = 0; round < 500; round++) await agent.errors();
  const before = await memory(agent.process.pid);
  for (let round = 0; round < 1500; round++) await agent.errors();
  const grown = await memory(agent.process.pid) - before;
  assert(grown < 30, `grew by ${grown} MB`);
});

Deno.test("an etcd without v2", async () => {
  await using etcd = await RealEtcd.start(["--enable-v2=false"]);
  await using agent = await Agent.start(["-e", etcd.url]);
  for (let round = 0; round < 2; round++) {
    assertEquals(await agent.errors(), METRICS.map(() => PM_ERR_APPVERSION));
  }
  assertEquals((await agent.log()).length, 2);
});

/** What a server sends to a request, and then whether it closes the connection. */
type Lie = (connection: Deno.Conn) => Promise<void>;

const encoder = new TextEncoder();
const ENDLESS = encoder.encode("x".repeat(65536));

async function say(connection: Deno.Conn, text: string): Promise<void> {
  await connection.write(encoder.encode(text));
}

const LIES: [what: string, lie: Lie, slow?: boolean][] = [
  ["closes the connection", () => Promise.resolve()],
  ["answers no HTTP", (connection) => say(connection, "hello\r\n\r\n")],
  ["answers half a header", (connection) => say(connection, "HTTP/1.1 200")],
  [
    "answers less than it announces",
    (connection) =>
      say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"),
  ],
  [
    "announces more than any answer",
    (connection) =>
      say(
        connection,
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}",
      ),
  ],
  [
    "answers a bad chunk",
    (connection) =>
      say(
        connection,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      ),
  ],
  [
    "redirects to itself",
    (connection) =>
      say(
        connection,
        "HTTP/1.1 302 Found\r\nLocation: /v2/stats/self\r\nContent-Length: 0\r\n\r\n",
      ),
  ],
  ["answers without end", async (connection) => {
    await say(connection, "HTTP/1.1 200 OK\r\n\r\n");
    for (;;) await connection.write(ENDLESS);
  }],
  ["answers a byte at a time", async (connection) => {
    await say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
    for (;;) {
      await say(connection, " ");
      await delay(20);
    }
  }, true],
  ["never answers", () => delay(5000), true],
];

/** A server that lies about the member and is honest about the store. */
class Liar implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();

  constructor(lie: Lie) {
    this.#serve(lie);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const connection of this.#open) connection.close();
    this.#open.clear();
  }

  async #serve(lie: Lie): Promise<void> {
    try {
      for await (const connection of this.#listener) {
        this.#talk(connection, lie);
      }
    } catch {
      // The test is over.
    }
  }

  async #talk(connection: Deno.Conn, lie: Lie): Promise<void> {
    this.#open.add(connection);
    try {
      const buffer = new Uint8Array(4096);
      const count = await connection.read(buffer) ?? 0;
      const request = new TextDecoder().decode(buffer.subarray(0, count));
      if (request.includes("/v2/stats/store")) {
        const body = '{"expireCount":3}';
        await say(
          connection,
          `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      } else {
        await lie(connection);
      }
    } catch {
      // The agent has hung up, or the test is over.
    }
    if (this.#open.delete(connection)) connection.close();
  }
}

for (const [what, lie, slow] of LIES) {
  Deno.test({
    name:
      `an etcd that ${what} costs its own metrics, and no time beyond the budget`,
    // A lie goes on until its connection is closed, which it notices later.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      using liar = new Liar(lie);
      await using agent = await Agent.start(["-e", liar.url]);
      const pmids = [pmIDBuild(400, 0, 0), pmIDBuild(400, 1, 2)];
      for (let round = 0; round < 2; round++) {
        const [errors, took] = await timed(() => agent.errors(pmids));
        assertEquals(errors, [PM_ERR_AGAIN, 0]);
        assert(took < (slow ? 1500 : 900), `answered after ${took} ms`);
      }
      assertEquals(
        (await agent.log()).length,
        1,
        (await agent.log()).join("\n"),
      );
    },
  });
}
