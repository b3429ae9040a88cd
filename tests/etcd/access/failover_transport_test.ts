import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ANY_ENDPOINT,
  FailoverTransport,
} from "../../../lib/etcd/access/failover_transport.ts";
import type {
  BodySink,
  HttpAnswer,
} from "../../../lib/etcd/http/answer_parser.ts";
import type {
  HttpRequest,
  Requester,
} from "../../../lib/etcd/http/http_client.ts";
import { Log, PmError } from "../../../lib/pmda/mod.ts";
import { FakeClock } from "../../fake_clock.ts";

/** How an endpoint behaves. */
type Behaviour = "answers" | "refuses" | "hangs" | "has status 503" | "breaks";

/** Endpoints that behave like this, by their host. */
class Network implements Requester {
  readonly asked: string[] = [];

  constructor(readonly hosts: Record<string, Behaviour>) {}

  get(url: URL, signal: AbortSignal): Promise<HttpAnswer> {
    return this.request({ url }, signal);
  }

  request(
    { url }: HttpRequest,
    signal: AbortSignal,
    sink?: BodySink,
  ): Promise<HttpAnswer> {
    this.asked.push(`${url.host}${url.pathname}`);
    const answer = { status: 200, body: url.host, reusable: true };
    switch (this.hosts[url.hostname]) {
      case "answers":
        return Promise.resolve(answer);
      case "has status 503":
        return Promise.resolve({ ...answer, status: 503 });
      case "hangs":
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        });
      case "breaks":
        sink?.(new Uint8Array(1));
        return Promise.reject(new Error("broken"));
      default:
        return Promise.reject(new Error("refused"));
    }
  }
}

function set(hosts: Record<string, Behaviour>, budget = 1000) {
  const lines: string[] = [];
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  const network = new Network(hosts);
  const endpoints = Object.keys(hosts).map((host) => ({
    url: new URL(`http://${host}:2379`),
    metricsUrl: new URL(`http://${host}:2381`),
  }));
  const transport = new FailoverTransport(network, endpoints, budget, log);
  return { network, transport, lines };
}

const SELF = new URL("/v2/stats/self", ANY_ENDPOINT);
const fetchSignal = () => new AbortController().signal;

Deno.test("the first endpoint that answers is used, and stuck to", async () => {
  const { network, transport, lines } = set({
    a: "refuses",
    b: "answers",
    c: "answers",
  });
  for (let round = 0; round < 3; round++) {
    const { body } = await transport.get(SELF, fetchSignal());
    assertEquals(body, "b:2379");
  }
  assertEquals(network.asked.length, 4);
  network.hosts.a = "answers";
  assertEquals((await transport.get(SELF, fetchSignal())).body, "b:2379");
  assertEquals(lines.length, 1);
  assert(
    lines[0].includes(
      "http://a:2379: refused; asking http://b:2379 from now on",
    ),
    lines[0],
  );
  network.hosts.b = "refuses";
  assertEquals((await transport.get(SELF, fetchSignal())).body, "c:2379");
  assertEquals(lines.length, 2);
  assertEquals(transport.current.host, "c:2379");
});

Deno.test("requests of a fetch that change endpoints together tell it once", async () => {
  const { transport, lines } = set({ a: "refuses", b: "answers" });
  const signal = fetchSignal();
  await Promise.all([1, 2, 3].map(() => transport.get(SELF, signal)));
  assertEquals(lines.length, 1);
});

Deno.test("an answer is an answer, whatever its status", async () => {
  const { transport, lines } = set({ a: "has status 503", b: "answers" });
  assertEquals((await transport.get(SELF, fetchSignal())).status, 503);
  assertEquals(lines, []);
});

Deno.test("an endpoint that hangs has its share of the time, the last one the rest", async () => {
  using clock = new FakeClock();
  const { transport } = set({ a: "hangs", b: "hangs", c: "answers" }, 300);
  const [answer, took] = await clock.took(transport.get(SELF, fetchSignal()));
  assertEquals([answer.body, took], ["c:2379", 200]);
});

Deno.test("a second request of the same fetch divides what the first has left", async () => {
  using clock = new FakeClock();
  const { network, transport } = set({ a: "hangs", b: "answers" }, 400);
  const signal = fetchSignal();
  const [, first] = await clock.took(transport.get(SELF, signal));
  assertEquals(first, 200);
  network.hosts.a = "answers";
  network.hosts.b = "hangs";
  const [answer, took] = await clock.took(transport.get(SELF, signal));
  assertEquals([answer.body, took], ["a:2379", 100]);
});

Deno.test("where none answers all reasons are given, and the first is asked again", async () => {
  const { network, transport, lines } = set({ a: "refuses", b: "breaks" });
  await assertRejects(
    () => transport.get(SELF, fetchSignal()),
    PmError,
    "http://a:2379: refused; http://b:2379: broken",
  );
  network.hosts.a = "answers";
  assertEquals((await transport.get(SELF, fetchSignal())).body, "a:2379");
  assertEquals(lines, []);
});

Deno.test("the end of the fetch ends the trying", async () => {
  const { network, transport } = set({ a: "hangs", b: "answers" }, 10_000);
  const controller = new AbortController();
  const request = transport.get(SELF, controller.signal);
  setTimeout(() => controller.abort(new Error("over")), 10);
  await assertRejects(() => request, PmError, "a:2379: no answer in time");
  assertEquals(network.asked.length, 1);
});

Deno.test("/metrics and /health are asked for at the metrics URL of the endpoint in use", async () => {
  const { network, transport } = set({ a: "refuses", b: "answers" });
  await transport.get(SELF, fetchSignal());
  for (const path of ["/metrics", "/health", "/version"]) {
    await transport.get(new URL(path, ANY_ENDPOINT), fetchSignal());
  }
  assertEquals(network.asked.slice(2), [
    "b:2381/metrics",
    "b:2381/health",
    "b:2379/version",
  ]);
});

Deno.test("a request to a URL of its own goes there alone", async () => {
  const { network, transport } = set({ a: "answers", b: "refuses" });
  await assertRejects(
    () => transport.get(new URL("http://b:2379/health"), fetchSignal()),
    Error,
    "refused",
  );
  assertEquals(network.asked, ["b:2379/health"]);
});

Deno.test("a request that must not reach etcd twice, or whose sink has had a piece, goes to one endpoint", async () => {
  const { network, transport } = set({ a: "breaks", b: "answers" });
  await assertRejects(
    () => transport.request({ url: SELF, method: "POST" }, fetchSignal()),
    PmError,
    "broken",
  );
  await assertRejects(
    () => transport.request({ url: SELF }, fetchSignal(), () => {}),
    PmError,
    "broken",
  );
  assertEquals(network.asked, ["a:2379/v2/stats/self", "a:2379/v2/stats/self"]);
});
