import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { pmIDBuild } from "../../lib/pcp/mod.ts";
import { PM_ERR_AGAIN, PM_ERR_APPVERSION } from "../../lib/pmda/mod.ts";
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

  await etcd.suspend();
  const [met, first] = await timed(() => agent.errors());
  assertEquals(met, ALL_AGAIN);
  assert(first > 900 && first < 1500, `answered after ${first} ms`);
  const [errors, took] = await timed(() => agent.errors());
  assertEquals(errors, ALL_AGAIN);
  assert(took < 300, `answered after ${took} ms`);
  assertEquals((await agent.log()).length, 1, "told before the next request");
  etcd.resume();
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

Deno.test("an etcd that hangs costs the time of one fetch, whoever asks", async () => {
  await using etcd = await RealEtcd.start();
  await using agent = await Agent.start(["-e", etcd.url]);
  const status = pmIDBuild(400, 3, 0);
  const up = pmIDBuild(400, 8, 4);
  for (let hang = 0; hang < 2; hang++) {
    await etcd.suspend();
    const [errors, took] = await timed(() => agent.errors());
    assertEquals(errors, ALL_AGAIN);
    assert(took > 900 && took < 1500, `answered after ${took} ms`);
    for (let round = 0; round < 3; round++) {
      for (let client = 0; client < 15; client++) {
        const pmids = client % 2 === 0 ? METRICS : [status];
        const [errors, took] = await timed(() => agent.errors(pmids));
        assertEquals(errors, pmids.map(() => PM_ERR_AGAIN));
        assert(took < 300, `answered after ${took} ms`);
      }
      // Time for new probes, and for patience.
      await delay(2100);
    }
    const [ups] = await agent.fetch([up]);
    const values = "values" in ups ? ups.values : [];
    assertEquals(new Set(values.map(({ value }) => value)), new Set([0]));
    etcd.resume();
    await delay(500);
    const [again, quick] = await timed(() => agent.errors());
    assertEquals(again, ALL_FINE);
    assert(quick < 300, `answered after ${quick} ms`);
    assertEquals(await agent.errors([status]), [0]);
  }
  const lines = await agent.log();
  assertEquals(lines.map((line) => /(Warning|Info)/.exec(line)?.[0]), [
    "Warning",
    "Info",
    "Warning",
    "Info",
  ], lines.join("\n"));
});

Deno.test("an agent that probes an etcd ends as soon as pmcd does", async () => {
  await using etcd = await RealEtcd.start();
  await using agent = await Agent.start(["-e", etcd.url]);
  await etcd.suspend();
  assertEquals(await agent.errors(), ALL_AGAIN);
  const [status, took] = await timed(() => agent.end());
  assertEquals(status.code, 0);
  assert(took < 500, `ended after ${took} ms`);
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

/** How many files and connections a process has open. */
function descriptors(pid: number): number {
  return Array.from(Deno.readDirSync(`/proc/${pid}/fd`)).length;
}

/** Makes sure that many fetches cost a process nothing that stays. */
async function soak(agent: Agent, rounds: number): Promise<void> {
  const { pid } = agent.process;
  for (let round = 0; round < rounds; round++) await agent.errors();
  const [before, open] = [await memory(pid), descriptors(pid)];
  for (let round = 0; round < 3 * rounds; round++) await agent.errors();
  const grown = await memory(pid) - before;
  assert(grown < 30, `grew by ${grown} MB`);
  const left = descriptors(pid) - open;
  assert(left < 3, `left ${left} descriptors open`);
}

Deno.test("neither values nor an outage take more and more memory or descriptors", async () => {
  await using etcd = await RealEtcd.start();
  await using agent = await Agent.start(["-e", etcd.url]);
  await soak(agent, 500);
  await etcd.kill();
  await soak(agent, 500);
});

Deno.test("an etcd that hangs takes no more and more memory or descriptors", async () => {
  await using etcd = await RealEtcd.start();
  const config = await Deno.makeTempFile();
  await Deno.writeTextFile(
    config,
    `endpoint = "${etcd.url}"\ntimeout_ms = 10\n`,
  );
  await using agent = await Agent.start(["-c", config]);
  await etcd.suspend();
  await soak(agent, 30);
  etcd.resume();
  await Deno.remove(config);
});

/** A port where attempts to connect hang: nobody takes the connections that wait there. */
class Jam implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #waiting: Deno.Conn[] = [];
  #hanging: Promise<void> = Promise.resolve();

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Opens connections until one is not taken any more. */
  async fill(): Promise<void> {
    for (;;) {
      const connecting = Deno.connect({ port: this.port });
      const connection = await Promise.race([connecting, delay(500)]);
      if (connection === undefined) {
        this.#hanging = connecting.then((late) => late.close(), () => {});
        return;
      }
      this.#waiting.push(connection);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#waiting) connection.close();
    this.#listener.close();
    await this.#hanging;
  }
}

Deno.test({
  name:
    "an agent whose attempt to connect hangs answers in time, and ends in time",
  // The clock of an attempt that was won goes on for half a second.
  sanitizeOps: false,
  fn: async () => {
    await using jam = new Jam();
    await jam.fill();
    const url = `http://127.0.0.1:${jam.port}`;
    await using agent = await Agent.start(["-e", url]);
    const [errors, took] = await timed(() => agent.errors());
    assertEquals(errors, ALL_AGAIN);
    assert(took > 900 && took < 1500, `answered after ${took} ms`);
    const [status, ended] = await timed(() => agent.end());
    assertEquals(status.code, 0);
    assert(ended < 2000, `ended after ${ended} ms`);
  },
});

Deno.test("an etcd without v2", async () => {
  await using etcd = await RealEtcd.start(["--enable-v2=false"]);
  await using agent = await Agent.start(["-e", etcd.url]);
  const byV3 = [0, 0, 0];
  for (let round = 0; round < 2; round++) {
    const expected = METRICS.map((_, i) => byV3[i] ?? PM_ERR_APPVERSION);
    assertEquals(await agent.errors(), expected);
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
  ["announces more and keeps the connection", async (connection) => {
    await say(
      connection,
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{}",
    );
    await delay(5000);
  }],
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
