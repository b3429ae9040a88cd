import { assertEquals, assertRejects } from "@std/assert";
import {
  AbsentError,
  Etcd,
  JsonObject,
  UnreachableError,
} from "../../../lib/etcd/api/mod.ts";
import type { EtcdApi } from "../../../lib/etcd/api/api.ts";
import { Log } from "../../../lib/pmda/mod.ts";

const { signal } = new AbortController();
const V2_LIST =
  '{"members":[{"id":"a","name":"m1","peerURLs":[],"clientURLs":[]}]}';

/** An etcd that answers like this at these paths, with an error elsewhere. */
function etcd(answers: Record<string, string | Error>) {
  const asked: string[] = [];
  const lines: string[] = [];
  const api: EtcdApi = {
    ask: ({ path }) => {
      asked.push(path);
      const answer = answers[path] ?? new AbsentError(path);
      return typeof answer === "string"
        ? Promise.resolve(JsonObject.parse(answer))
        : Promise.reject(answer);
    },
    at: () => api,
  };
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  return { etcd: new Etcd(api, log), asked, lines };
}

Deno.test("what an etcd does not have is asked for once and logged once", async () => {
  const { etcd: old, asked, lines } = etcd({});
  for (let i = 0; i < 3; i++) {
    await assertRejects(() => old.self(signal), AbsentError);
  }
  assertEquals(asked, ["/v2/stats/self"]);
  assertEquals(lines.length, 1);
});

Deno.test("the member list comes from the v2 API where there is no gateway", async () => {
  const { etcd: old } = etcd({ "/v2/members": V2_LIST });
  const { members } = await old.memberList(signal);
  assertEquals(members.map(({ id, name }) => [id, name]), [["a", "m1"]]);
});

Deno.test("without any member list the API that failed says why", async () => {
  const failed = new UnreachableError("connection refused");
  const both = { "/v3/cluster/member/list": failed };
  await assertRejects(
    () => etcd(both).etcd.memberList(signal),
    UnreachableError,
    "refused",
  );
  const v2 = { "/v2/members": failed };
  await assertRejects(
    () => etcd(v2).etcd.memberList(signal),
    UnreachableError,
    "refused",
  );
  await assertRejects(() => etcd({}).etcd.memberList(signal), AbsentError);
});

Deno.test("after the end of the time nothing else is asked", async () => {
  const failed = new UnreachableError("no answer in time");
  const { etcd: slow, asked } = etcd({ "/v3/cluster/member/list": failed });
  await assertRejects(
    () => slow.memberList(AbortSignal.abort()),
    UnreachableError,
  );
  assertEquals(asked, ["/v3/cluster/member/list"]);
});
