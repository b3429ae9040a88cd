import { assert, assertEquals, assertRejects } from "@std/assert";
import type {
  BodySink,
  HttpAnswer,
} from "../../../lib/etcd/http/answer_parser.ts";
import type { HttpRequest } from "../../../lib/etcd/http/http_client.ts";
import { EtcdClient } from "../../../lib/etcd/api/client.ts";
import {
  Log,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PmError,
} from "../../../lib/pmda/mod.ts";

/** A client whose requests end as the functions in turn say. */
function client(...ends: (() => HttpAnswer)[]) {
  const lines: string[] = [];
  const log = new Log({
    progname: "pmdaetcd",
    write: (text) => lines.push(text),
  });
  const next = () => {
    const end = ends.shift();
    if (end === undefined) throw new Error("one request too many");
    return Promise.try(end);
  };
  const transport = { get: next, request: next };
  const etcd = new EtcdClient(new URL("http://etcd1:2379"), log, transport);
  return { etcd, lines };
}

const { signal } = new AbortController();
const fine = () => ({ status: 200, body: "{}", reusable: true });
const refused = () => {
  throw new TypeError("connection refused");
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
  await etcd.get("/a", signal);
  for (const path of ["/a", "/b", "/a", "/b"]) {
    const error = await assertRejects(() => etcd.get(path, signal), PmError);
    assertEquals(error.code, PM_ERR_AGAIN);
  }
  assertEquals(lines.length, 1);
  assertEquals(
    /Warning: http:\/\/etcd1:2379\/a: connection refused/.test(lines[0]),
    true,
    lines[0],
  );
  await etcd.get("/a", signal);
  await etcd.get("/b", signal);
  assertEquals(lines.length, 2);
  assertEquals(
    /Info: .* answers again after .* and 4 requests/.test(lines[1]),
    true,
    lines[1],
  );
  await assertRejects(() => etcd.get("/b", signal), PmError);
  assertEquals(lines.length, 3);
});

Deno.test("one endpoint that keeps failing beside another is one outage", async () => {
  const { etcd, lines } = client(fine, refused, fine, refused, fine, refused);
  for (let round = 0; round < 3; round++) {
    await etcd.get("/a", signal);
    await assertRejects(() => etcd.get("/b", signal), PmError);
  }
  assertEquals(lines.length, 1);
});

Deno.test("an endpoint that was well during another's outage is told of when it fails too", async () => {
  const { etcd, lines } = client(refused, fine, refused, refused, fine);
  await assertRejects(() => etcd.get("/a", signal), PmError);
  await etcd.get("/b", signal);
  await assertRejects(() => etcd.get("/b", signal), PmError);
  await assertRejects(() => etcd.get("/b", signal), PmError);
  assertEquals(lines.map((line) => /\/(a|b)/.exec(line)?.[0]), ["/a", "/b"]);
  await etcd.get("/b", signal);
  assertEquals(lines.length, 3);
});

Deno.test("statuses: what is not there, what is unwell, what has a payload all the same", async () => {
  const ends = [404, 501, 503, 403, 403].map((status) => () => ({
    status,
    body: '{"message":"no"}',
    reusable: true,
  }));
  const { etcd } = client(...ends);
  const code = async (asked: Promise<unknown>) =>
    (await assertRejects(() => asked, PmError)).code;
  assertEquals(await code(etcd.get("/a", signal)), PM_ERR_APPVERSION);
  assertEquals(await code(etcd.post("/a", "{}", signal)), PM_ERR_APPVERSION);
  assertEquals(await code(etcd.get("/a", signal)), PM_ERR_AGAIN);
  assertEquals((await etcd.get("/a", signal, [403])).string("message"), "no");
  assertEquals(await code(etcd.get("/a", signal, [503])), PM_ERR_AGAIN);
});

Deno.test("of what etcd exports the next answer needs only what has changed", async () => {
  const answers = ["up 1\n", "up 2\n", "up 2\ndown 1\n"];
  const request = (
    _: HttpRequest,
    signal: AbortSignal,
    sink?: BodySink,
  ): Promise<HttpAnswer> => {
    signal.throwIfAborted();
    sink?.(new TextEncoder().encode(answers.shift()));
    return Promise.resolve({ status: 200, body: "", reusable: true });
  };
  const transport = { get: () => Promise.reject(new Error("GET")), request };
  const log = new Log({ progname: "pmdaetcd" });
  const url = new URL("http://etcd1:2379");
  const etcd = new EtcdClient(url, log, transport);
  const first = await etcd.exposition(signal);
  const second = await etcd.exposition(signal);
  assertEquals(second.series.get("up")?.get("")?.text, "2");
  assert(first.lines === second.lines);
  const third = await etcd.exposition(signal);
  assertEquals([...third.series.keys()], ["up", "down"]);
  assert(third.lines !== second.lines);
});
