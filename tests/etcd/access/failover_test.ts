import { assert, assertEquals, assertRejects } from "@std/assert";
import { Failover } from "../../../lib/etcd/access/failover.ts";
import { UnreachableError } from "../../../lib/etcd/http/request_errors.ts";
import { Log } from "../../../lib/pmda/mod.ts";
import { FakeClock } from "../../fake_clock.ts";

/** How an endpoint behaves. */
type Behaviour = "answers" | "refuses" | "hangs";

const SELF = "/v2/stats/self";
const fetchSignal = () => new AbortController().signal;

/** Endpoints that behave like this, by their host. */
function set(hosts: Record<string, Behaviour>, budget = 1000) {
  const lines: string[] = [];
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  const asked: string[] = [];
  const endpoints = Object.keys(hosts).map((host) => ({
    url: new URL(`http://${host}:2379`),
    metricsUrl: new URL(`http://${host}:2381`),
  }));
  const failover = new Failover(endpoints, budget, log);
  const send = ({ hostname, host, pathname }: URL, signal: AbortSignal) => {
    asked.push(`${host}${pathname}`);
    switch (hosts[hostname]) {
      case "answers":
        return Promise.resolve(host);
      case "hangs":
        return new Promise<string>((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        });
      default:
        return Promise.reject(new UnreachableError("refused"));
    }
  };
  /** The host that answers. */
  const ask = (path = SELF, signal = fetchSignal()) =>
    failover.tryEach(path, signal, send);
  return { ask, asked, failover, hosts, lines };
}

Deno.test("the first endpoint that answers is used, and stuck to", async () => {
  const { ask, asked, failover, hosts, lines } = set({
    a: "refuses",
    b: "answers",
    c: "answers",
  });
  for (let round = 0; round < 3; round++) {
    assertEquals(await ask(), "b:2379");
  }
  assertEquals(asked.length, 4);
  hosts.a = "answers";
  assertEquals(await ask(), "b:2379");
  assertEquals(lines.length, 1);
  assert(
    lines[0].includes(
      "http://a:2379: refused; asking http://b:2379 from now on",
    ),
    lines[0],
  );
  hosts.b = "refuses";
  assertEquals(await ask(), "c:2379");
  assertEquals(lines.length, 2);
  assertEquals(failover.current.host, "c:2379");
});

Deno.test("requests of a fetch that change endpoints together tell it once", async () => {
  const { ask, lines } = set({ a: "refuses", b: "answers" });
  const signal = fetchSignal();
  await Promise.all([1, 2, 3].map(() => ask(SELF, signal)));
  assertEquals(lines.length, 1);
});

Deno.test("an endpoint that hangs has its share of the time, the last one the rest", async () => {
  using clock = new FakeClock();
  const { ask } = set({ a: "hangs", b: "hangs", c: "answers" }, 300);
  const [answer, took] = await clock.took(ask());
  assertEquals([answer, took], ["c:2379", 200]);
});

Deno.test("a second request of the same fetch divides what the first has left", async () => {
  using clock = new FakeClock();
  const { ask, hosts } = set({ a: "hangs", b: "answers" }, 400);
  const signal = fetchSignal();
  const [, first] = await clock.took(ask(SELF, signal));
  assertEquals(first, 200);
  hosts.a = "answers";
  hosts.b = "hangs";
  const [answer, took] = await clock.took(ask(SELF, signal));
  assertEquals([answer, took], ["a:2379", 100]);
});

Deno.test("where none answers all reasons are given, and the first is asked again", async () => {
  const { ask, hosts, lines } = set({
    a: "refuses",
    b: "refuses",
  });
  await assertRejects(
    () => ask(),
    UnreachableError,
    "http://a:2379: refused; http://b:2379: refused",
  );
  hosts.a = "answers";
  assertEquals(await ask(), "a:2379");
  assertEquals(lines, []);
});

Deno.test("the end of the fetch ends the trying", async () => {
  const { ask, asked } = set({ a: "hangs", b: "answers" }, 10_000);
  const controller = new AbortController();
  const request = ask(SELF, controller.signal);
  setTimeout(() => controller.abort(new Error("over")), 10);
  await assertRejects(() => request, Error, "over");
  assertEquals(asked.length, 1);
});

Deno.test("/metrics and /health are asked for at the metrics URL of the endpoint in use", async () => {
  const { ask, asked } = set({ a: "refuses", b: "answers" });
  await ask();
  for (const path of ["/metrics", "/health", "/version"]) {
    await ask(path);
  }
  assertEquals(asked.slice(2), [
    "b:2381/metrics",
    "b:2381/health",
    "b:2379/version",
  ]);
});

Deno.test("one endpoint has all the time, and its own error", async () => {
  using clock = new FakeClock();
  const { ask, hosts, lines } = set({ a: "refuses" }, 300);
  await assertRejects(() => ask(), UnreachableError, "refused");
  hosts.a = "hangs";
  const controller = new AbortController();
  setTimeout(() => controller.abort(new UnreachableError("over")), 5000);
  const asking = ask(SELF, controller.signal);
  const [, took] = await clock.took(
    assertRejects(() => asking, UnreachableError, "over"),
  );
  assertEquals(took, 5000);
  assertEquals(lines, []);
});
