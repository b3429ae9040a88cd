import { assertEquals, assertRejects } from "@std/assert";
import { Failover } from "../../../lib/etcd/access/failover.ts";
import { ProbingSender } from "../../../lib/etcd/access/probing_sender.ts";
import type {
  HttpAnswer,
  HttpRequest,
} from "../../../lib/etcd/http/http_request.ts";
import {
  BadAnswerError,
  UnreachableError,
} from "../../../lib/etcd/http/request_errors.ts";
import { Log } from "../../../lib/pmda/mod.ts";
import { FakeClock } from "../../fake_clock.ts";

/** How a URL behaves. */
type Behaviour =
  | "answers"
  | "is slow"
  | "refuses"
  | "lies"
  | "hangs"
  | "hangs for ever";

const A = "http://a:2379";
const BUDGET = 1000;

/** Servers whose URLs behave as one says, on a clock that stands still. */
class Servers implements Disposable {
  readonly clock = new FakeClock();
  /** How URLs behave, by their beginnings, the first that fits. */
  behaviours: Record<string, Behaviour> = {};
  readonly asked: string[] = [];
  readonly sender: ProbingSender;
  readonly failover: Failover;
  /** How many requests are under way, and the most that ever were. */
  pending = 0;
  most = 0;
  /** Those that hang, with what answers them. */
  readonly #waiting = new Map<() => void, string>();

  constructor() {
    const log = new Log({ progname: "p", write: () => {} });
    const endpoints = ["http://a:2379", "http://b:2379"].map((base) => {
      const url = new URL(base);
      return { url, metricsUrl: url };
    });
    this.failover = new Failover(endpoints, BUDGET, log);
    this.sender = new ProbingSender(
      { request: (request) => this.#answer(request) },
      BUDGET,
      (signal) => this.failover.fetchOf(signal),
    );
  }

  /** Asks as a fetch does whose time ends; how it ends and how long it takes. */
  async ask(url: string, budget = BUDGET): Promise<[string, number]> {
    return await this.clock.took(this.start(url, budget));
  }

  /** The same without waiting. */
  async start(url: string, budget = BUDGET): Promise<string> {
    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(new Error(`no answer within ${budget} ms`)),
      budget,
    );
    const { signal } = controller;
    try {
      await this.sender.request({ url: new URL(url), signal });
      return "answered";
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : "";
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets time pass, with all that is due in it. */
  async pass(milliseconds: number): Promise<void> {
    await this.clock.took(
      new Promise((resolve) => setTimeout(resolve, milliseconds)),
    );
  }

  /** All servers go on; requests that wait there are answered. */
  goOn(): void {
    this.behaviours = {};
    for (const answer of [...this.#waiting.keys()]) answer();
  }

  [Symbol.dispose](): void {
    this.sender[Symbol.dispose]();
    this.clock[Symbol.dispose]();
  }

  async #answer({ url, signal }: HttpRequest): Promise<HttpAnswer> {
    this.asked.push(url.href);
    this.most = Math.max(this.most, ++this.pending);
    try {
      const behaviour = Object.entries(this.behaviours)
        .find(([start]) => url.href.startsWith(start))?.[1] ?? "answers";
      await this.#behave(behaviour, url, signal);
      return { status: 200, body: "{}" };
    } finally {
      this.pending--;
    }
  }

  #behave(
    behaviour: Behaviour,
    { href }: URL,
    signal: AbortSignal,
  ): Promise<void> {
    switch (behaviour) {
      case "answers":
        return new Promise((resolve) => setTimeout(resolve, 1));
      case "is slow":
        return new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, 1500);
          signal.addEventListener("abort", () => {
            clearTimeout(timer);
            reject(signal.reason);
          });
        });
      case "refuses":
        return Promise.reject(new UnreachableError("refused"));
      case "lies":
        return Promise.reject(new BadAnswerError("no HTTP"));
      default:
        return new Promise((resolve, reject) => {
          const end = () => {
            this.#waiting.delete(end);
            resolve();
          };
          this.#waiting.set(end, href);
          // As a TLS handshake does, whose connection can't be closed.
          if (behaviour === "hangs for ever") return;
          signal.addEventListener("abort", () => {
            this.#waiting.delete(end);
            reject(signal.reason);
          });
        });
    }
  }
}

const LATE = "UnreachableError: no answer within 1000 ms";

// A probe that can't be closed is followed by another one.
for (
  const [hangs, back, A] of [
    ["hangs", 1, "http://a:2379"],
    ["hangs for ever", 2, "https://a:2379"],
  ] as const
) {
  Deno.test(`a server that ${hangs} costs the time of one request; its first answer ends that`, async () => {
    using servers = new Servers();
    servers.behaviours = { [A]: hangs };
    assertEquals(await servers.ask(`${A}/metrics`), [LATE, 1000]);
    assertEquals(await servers.ask(`${A}/health`), [
      "UnreachableError: no answer for 1.1 s",
      60,
    ]);
    await servers.pass(10_000);
    for (let round = 0; round < 3; round++) {
      assertEquals((await servers.ask(`${A}/metrics`))[1], 60);
    }
    assertEquals((await servers.ask(`${A}/metrics`))[1], 18);
    assertEquals(new Set(servers.asked.slice(1)), new Set([`${A}/version`]));
    await servers.pass(100);
    servers.goOn();
    assertEquals(await servers.ask(`${A}/metrics`), ["answered", back]);
    assertEquals(servers.asked.at(-1), `${A}/metrics`);
  });
}

Deno.test("one probe at a time asks, each for two seconds", async () => {
  using servers = new Servers();
  servers.behaviours = { [A]: "hangs" };
  await servers.ask(`${A}/metrics`);
  servers.most = servers.pending;
  assertEquals(servers.pending, 1);
  await servers.pass(10_001);
  assertEquals(servers.asked, [
    `${A}/metrics`,
    ...Array(6).fill(`${A}/version`),
  ]);
  assertEquals([servers.pending, servers.most], [1, 1]);
});

Deno.test("a probe that can't be closed keeps others from being sent for half a minute", async () => {
  using servers = new Servers();
  servers.behaviours = { "https://a:2379": "hangs for ever" };
  await servers.ask("https://a:2379/metrics");
  await servers.pass(100_000);
  assertEquals(servers.asked.length, 1 + 4);
});

Deno.test("requests that meet the hang together count as one", async () => {
  using servers = new Servers();
  servers.behaviours = { [A]: "hangs" };
  const paths = ["/metrics", "/health", "/v2/stats/self"];
  const [ends, took] = await servers.clock.took(
    Promise.all(paths.map((path) => servers.start(`${A}${path}`))),
  );
  assertEquals([ends, took], [[LATE, LATE, LATE], 1000]);
  assertEquals(servers.asked.slice(3), [`${A}/version`]);
  await servers.pass(500);
  servers.goOn();
  const again = await servers.clock.took(
    Promise.all(paths.map((path) => servers.start(`${A}${path}`))),
  );
  assertEquals(again, [["answered", "answered", "answered"], 1]);
});

Deno.test("a fetch that comes as the server goes on waits for the probe", async () => {
  using servers = new Servers();
  servers.behaviours = { [A]: "hangs" };
  await servers.ask(`${A}/metrics`);
  await servers.pass(500);
  setTimeout(() => servers.goOn(), 40);
  assertEquals(await servers.ask(`${A}/metrics`), ["answered", 41]);
});

Deno.test("a connection that is refused is no hang, and neither is a wrong answer", async () => {
  using servers = new Servers();
  servers.behaviours = { [A]: "refuses" };
  for (let round = 0; round < 2; round++) {
    assertEquals(await servers.ask(`${A}/metrics`), [
      "UnreachableError: refused",
      0,
    ]);
  }
  servers.behaviours = { [A]: "lies" };
  assertEquals(await servers.ask(`${A}/metrics`), [
    "BadAnswerError: no HTTP",
    0,
  ]);
  assertEquals(servers.asked, Array(3).fill(`${A}/metrics`));
});

Deno.test("a server that hangs and is then gone is no hang any more", async () => {
  using servers = new Servers();
  servers.behaviours = { [A]: "hangs" };
  await servers.ask(`${A}/metrics`);
  servers.behaviours = { [A]: "refuses" };
  await servers.pass(2500);
  assertEquals(await servers.ask(`${A}/metrics`), [
    "UnreachableError: refused",
    0,
  ]);
});

Deno.test("a URL that hangs on a server that answers costs no other its values", async () => {
  using servers = new Servers();
  servers.behaviours = { [`${A}/health`]: "hangs" };
  // Whether the server has answered something else meanwhile or not.
  for (const others of [["/metrics"], []]) {
    const paths = ["/health", ...others];
    const [[late]] = await servers.clock.took(
      Promise.all(paths.map((path) => servers.start(`${A}${path}`))),
    );
    assertEquals(late, LATE);
    // Only a server that has answered nothing is suspected itself.
    const suspected = servers.asked.at(paths.length) === `${A}/version`;
    assertEquals(suspected, others.length === 0);
    await servers.pass(10);
    assertEquals((await servers.ask(`${A}/health`))[1], 60);
    assertEquals(await servers.ask(`${A}/metrics`), ["answered", 1]);
    assertEquals(await servers.ask(`${A}/v2/stats/self`), ["answered", 1]);
    servers.asked.length = 0;
    await servers.pass(6500);
    assertEquals(new Set(servers.asked), new Set([`${A}/health`]));
    assertEquals(servers.asked.length, 2, "a second apart");
    servers.goOn();
    await servers.pass(1001);
    assertEquals(await servers.ask(`${A}/health`), ["answered", 1]);
    servers.behaviours = { [`${A}/health`]: "hangs" };
    servers.asked.length = 0;
  }
});

Deno.test("an answer that is too late for any fetch does not count", async () => {
  using servers = new Servers();
  servers.behaviours = { [`${A}/health`]: "is slow" };
  assertEquals(await servers.ask(`${A}/health`), [LATE, 1000]);
  await servers.pass(10_000);
  assertEquals((await servers.ask(`${A}/health`))[1], 60);
  servers.behaviours = {};
  await servers.pass(3000);
  assertEquals(await servers.ask(`${A}/health`), ["answered", 1]);
});

Deno.test("a fetch that ends while it waits for the probe sends nothing", async () => {
  using servers = new Servers();
  servers.behaviours = { [A]: "hangs" };
  await servers.ask(`${A}/metrics`);
  await servers.pass(500);
  setTimeout(() => servers.goOn(), 40);
  assertEquals(await servers.ask(`${A}/metrics`, 20), [
    "UnreachableError: no answer within 20 ms",
    40,
  ]);
  assertEquals(servers.asked.at(-1), `${A}/version`);
});

Deno.test("after a hang there is patience for the next one", async () => {
  using servers = new Servers();
  for (let hang = 0; hang < 2; hang++) {
    servers.behaviours = { [A]: "hangs" };
    await servers.ask(`${A}/metrics`, 100);
    for (let round = 0; round < 3; round++) {
      assertEquals((await servers.ask(`${A}/metrics`))[1], 60);
    }
    servers.goOn();
    await servers.pass(1);
  }
});

Deno.test("two endpoints: the next one is asked at once", async () => {
  using servers = new Servers();
  servers.behaviours = { [A]: "hangs" };
  const start = () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("over")), BUDGET);
    const { signal } = controller;
    return servers.failover.tryEach("/metrics", signal, async (url, signal) => {
      await servers.sender.request({ url, signal });
      return url.host;
    });
  };
  const ask = () => servers.clock.took(start());
  assertEquals(await ask(), ["b:2379", 501]);
  assertEquals(await ask(), ["b:2379", 1]);
  servers.behaviours = { [A]: "hangs", "http://b": "refuses" };
  const [, took] = await servers.clock.took(assertRejects(
    start,
    UnreachableError,
    "http://b:2379: refused; http://a:2379: no answer for ",
  ));
  assertEquals(took, 60);
  servers.goOn();
  servers.behaviours = { "http://b": "refuses" };
  await servers.pass(5);
  assertEquals(await ask(), ["a:2379", 1]);
  servers.behaviours = { http: "hangs" };
  for (const took of [1000, 60]) {
    const failed = assertRejects(start, UnreachableError);
    assertEquals((await servers.clock.took(failed))[1], took, "one moment");
  }
});

Deno.test("what nobody asks for any more is not asked for ever", async () => {
  using servers = new Servers();
  servers.behaviours = { [A]: "hangs" };
  await servers.ask(`${A}/metrics`);
  await servers.pass(310_000);
  const { length } = servers.asked;
  await servers.pass(60_000);
  assertEquals(servers.asked.length, length);
  assertEquals(servers.pending, 0);
});

Deno.test("nor is a URL that nobody asks for, while others are asked for", async () => {
  using servers = new Servers();
  servers.behaviours = { [`${A}/health`]: "hangs" };
  await servers.ask(`${A}/health`);
  for (let minute = 0; minute < 6; minute++) {
    await servers.ask(`${A}/metrics`);
    await servers.pass(60_000);
  }
  servers.asked.length = 0;
  await servers.ask(`${A}/metrics`);
  await servers.pass(60_000);
  assertEquals(servers.asked, [`${A}/metrics`]);
});

Deno.test("the end of the agent ends the probe, also within a pause", async () => {
  for (const hangs of [A, `${A}/metrics`]) {
    const servers = new Servers();
    servers.behaviours = { [hangs]: "hangs" };
    await servers.ask(`${A}/metrics`);
    if (hangs !== A) await servers.pass(2500);
    assertEquals(servers.pending, hangs === A ? 1 : 0);
    servers.sender[Symbol.dispose]();
    await servers.clock.took(Promise.resolve());
    const { length } = servers.asked;
    await servers.pass(10_000);
    assertEquals(servers.asked.length, length);
    assertEquals(servers.pending, 0);
    servers.clock[Symbol.dispose]();
  }
});

Deno.test("no timer is left at the end of the agent", async () => {
  const request = (): Promise<HttpAnswer> => new Promise(() => {});
  using sender = new ProbingSender({ request }, BUDGET);
  for (let round = 0; round < 2; round++) {
    const controller = new AbortController();
    const { signal } = controller;
    const asking = sender.request({ url: new URL("https://a:2379"), signal });
    controller.abort(new Error("over"));
    await assertRejects(() => asking, UnreachableError);
  }
});
