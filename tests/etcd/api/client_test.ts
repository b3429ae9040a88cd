import { assert, assertEquals, assertRejects } from "@std/assert";
import { Failover } from "../../../lib/etcd/access/failover.ts";
import { AbsentError } from "../../../lib/etcd/api/answer_errors.ts";
import { EtcdClient } from "../../../lib/etcd/api/client.ts";
import { oneEndpoint } from "../../../lib/etcd/api/endpoints.ts";
import type { RequestCounts } from "../../../lib/etcd/api/request_statistics.ts";
import type {
  HttpAnswer,
  HttpRequest,
} from "../../../lib/etcd/http/http_request.ts";
import {
  BadAnswerError,
  RefusedError,
  UnreachableError,
} from "../../../lib/etcd/http/request_errors.ts";
import { Log } from "../../../lib/pmda/mod.ts";

const ENDPOINT = oneEndpoint(new URL("http://etcd1:2379"));

/** A client whose requests end as the functions in turn say. */
function client(...ends: (() => HttpAnswer)[]) {
  const lines: string[] = [];
  const log = new Log({
    progname: "pmdaetcd",
    write: (text) => lines.push(text),
  });
  const request = () => {
    const end = ends.shift();
    if (end === undefined) throw new Error("one request too many");
    return Promise.try(end);
  };
  const etcd = new EtcdClient(ENDPOINT, { request }, log);
  return { etcd, lines };
}

const { signal } = new AbortController();
const fine = () => ({ status: 200, body: "{}" });
const refused = () => {
  throw new UnreachableError("connection refused");
};

Deno.test("an outage is logged when it begins and when it ends", async () => {
  const { etcd, lines } = client(
    fine,
    refused,
    refused,
    refused,
    refused,
    fine,
    fine,
    refused,
  );
  await etcd.ask({ path: "/a", signal });
  for (const path of ["/a", "/b", "/a", "/b"]) {
    await assertRejects(() => etcd.ask({ path, signal }), UnreachableError);
  }
  assertEquals(lines.length, 1);
  assertEquals(
    /Warning: http:\/\/etcd1:2379\/a: connection refused/.test(lines[0]),
    true,
    lines[0],
  );
  await etcd.ask({ path: "/a", signal });
  await etcd.ask({ path: "/b", signal });
  assertEquals(lines.length, 2);
  assertEquals(
    /Info: .* answers again after .* and 4 failed requests/.test(lines[1]),
    true,
    lines[1],
  );
  await assertRejects(() => etcd.ask({ path: "/b", signal }), UnreachableError);
  assertEquals(lines.length, 3);
});

Deno.test("one endpoint that keeps failing beside another is one outage", async () => {
  const { etcd, lines } = client(fine, refused, fine, refused, fine, refused);
  for (let round = 0; round < 3; round++) {
    await etcd.ask({ path: "/a", signal });
    await assertRejects(
      () => etcd.ask({ path: "/b", signal }),
      UnreachableError,
    );
  }
  assertEquals(lines.length, 1);
});

Deno.test("an endpoint that was well during another's outage is told of when it fails too", async () => {
  const { etcd, lines } = client(refused, fine, refused, refused, fine);
  await assertRejects(() => etcd.ask({ path: "/a", signal }), UnreachableError);
  await etcd.ask({ path: "/b", signal });
  await assertRejects(() => etcd.ask({ path: "/b", signal }), UnreachableError);
  await assertRejects(() => etcd.ask({ path: "/b", signal }), UnreachableError);
  assertEquals(lines.map((line) => /\/(a|b)/.exec(line)?.[0]), ["/a", "/b"]);
  await etcd.ask({ path: "/b", signal });
  assertEquals(lines.length, 3);
});

Deno.test("statuses: what is absent, unwell, refused, and what has a payload all the same", async () => {
  const path = "/a";
  for (
    const [status, kind] of [
      [404, AbsentError],
      [501, AbsentError],
      [503, BadAnswerError],
      [403, BadAnswerError],
      [401, RefusedError],
    ] as const
  ) {
    const { etcd } = client(() => ({ status, body: "{}" }));
    await assertRejects(() => etcd.ask({ path, signal }), kind, `${status}`);
  }
  const body = '{"message":"no"}';
  const answer = () => ({ status: 403, body });
  const { etcd } = client(answer, answer);
  const payload = await etcd.ask({ path, statuses: [403], signal });
  assertEquals(payload.string("message"), "no");
  await assertRejects(
    () => etcd.ask({ path, statuses: [503], signal }),
    BadAnswerError,
  );
});

Deno.test("an answer that is no JSON counts as an outage, one that there is no such thing does not", async () => {
  const { etcd, lines } = client(
    () => ({ status: 200, body: "<html>" }),
    () => ({ status: 404, body: "" }),
  );
  const path = "/a";
  await assertRejects(() => etcd.ask({ path, signal }), BadAnswerError, "JSON");
  assertEquals(lines.length, 1);
  await assertRejects(() => etcd.ask({ path, signal }), AbsentError);
  assertEquals(/and 1 failed request$/m.test(lines[1]), true, lines[1]);
});

Deno.test("each attempt counts for the URL that it went to, and all together are one failed request", async () => {
  const lines: string[] = [];
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  const down = new Set(["a", "b"]);
  const endpoints = new Failover(
    ["http://a:1", "http://b:1"].map((text) => new URL(text))
      .map((url) => ({ url, metricsUrl: url })),
    1000,
    log,
  );
  const request = ({ url }: HttpRequest) =>
    down.has(url.hostname)
      ? Promise.reject(new UnreachableError("refused"))
      : Promise.resolve({ status: 200, body: "{}" });
  const etcd = new EtcdClient(endpoints, { request }, log);
  const counts = new Map<string, RequestCounts>();
  etcd.statistics.listen((url, counted) => counts.set(url, counted));
  const path = "/version";
  await assertRejects(() => etcd.ask({ path, signal }), UnreachableError);
  down.delete("b");
  await etcd.ask({ path, signal });
  assertEquals(
    Array.from(counts, ([url, { requests, errors, up }]) => [
      url,
      requests,
      errors,
      up,
    ]),
    [["http://a:1/version", 2, 2, false], ["http://b:1/version", 2, 1, true]],
  );
  for (
    const [i, text] of [
      "/version: http://a:1: refused; http://b:1: refused; its metrics have no values",
      "http://a:1: refused; asking http://b:1 from now on",
      "http://b:1/version: answers again after",
    ].entries()
  ) {
    assert(lines[i].includes(text), lines[i]);
  }
});

Deno.test("of what etcd exports the next answer needs only what has changed", async () => {
  const answers = ["up 1\n", "up 2\n", "up 2\ndown 1\n"];
  const request = ({ sink, signal }: HttpRequest): Promise<HttpAnswer> => {
    signal.throwIfAborted();
    sink?.(new TextEncoder().encode(answers.shift()));
    return Promise.resolve({ status: 200, body: "" });
  };
  const log = new Log({ progname: "pmdaetcd" });
  const etcd = new EtcdClient(ENDPOINT, { request }, log);
  const first = await etcd.exposition(signal);
  const second = await etcd.exposition(signal);
  assertEquals(second.series.get("up")?.get("")?.text, "2");
  assert(first.lines === second.lines);
  const third = await etcd.exposition(signal);
  assertEquals([...third.series.keys()], ["up", "down"]);
  assert(third.lines !== second.lines);
});

Deno.test("half of what an endpoint exports is no part of what the next one does", async () => {
  const log = new Log({ progname: "p", write: () => {} });
  const endpoints = new Failover(
    ["http://a:1", "http://b:1"].map((text) => new URL(text))
      .map((url) => ({ url, metricsUrl: url })),
    1000,
    log,
  );
  const encoder = new TextEncoder();
  const request = ({ url, sink }: HttpRequest): Promise<HttpAnswer> => {
    if (url.hostname === "a") {
      sink?.(encoder.encode("a 1\nhal"));
      return Promise.reject(new UnreachableError("connection closed"));
    }
    sink?.(encoder.encode("up 1\n"));
    return Promise.resolve({ status: 200, body: "" });
  };
  const etcd = new EtcdClient(endpoints, { request }, log);
  const { series, skipped } = await etcd.exposition(signal);
  assertEquals([...series.keys()], ["up"]);
  assertEquals(skipped, 0);
});

Deno.test("an answer that is not UTF-8 is of no use, whatever stands for its bytes", async () => {
  const answer = { status: 200, body: '{"name":"m\ufffd"}' };
  const { etcd } = client(() => ({ ...answer, isUtf8: false }), () => answer);
  const ask = () => etcd.ask({ path: "/v2/stats/self", signal });
  await assertRejects(ask, BadAnswerError, "is not UTF-8");
  assertEquals((await ask()).string("name"), "m\ufffd");
});
