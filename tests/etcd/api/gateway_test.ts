import { assertEquals, assertRejects } from "@std/assert";
import { AbsentError } from "../../../lib/etcd/api/answer_errors.ts";
import type { EtcdApi } from "../../../lib/etcd/api/api.ts";
import { Gateway } from "../../../lib/etcd/api/gateway.ts";
import { JsonObject } from "../../../lib/etcd/api/json_object.ts";
import { UnreachableError } from "../../../lib/etcd/http/request_errors.ts";

const { signal } = new AbortController();

/** A gateway that answers below some prefixes alone. */
function gateway(prefixes: string[], error: Error = new AbsentError("no")) {
  const state = { prefixes, asked: [] as string[] };
  const api: EtcdApi = {
    ask: ({ path, method, body }) => {
      assertEquals([method, body], ["POST", "{}"]);
      state.asked.push(path);
      return state.prefixes.some((prefix) => path.startsWith(`${prefix}/`))
        ? Promise.resolve(JsonObject.parse("{}"))
        : Promise.reject(error);
    },
    at: () => api,
  };
  return { gateway: new Gateway(api), state };
}

for (
  const [version, prefixes, expected] of [
    ["3.2", ["/v3alpha"], ["/v3/a", "/v3beta/a", "/v3alpha/a", "/v3alpha/b"]],
    ["3.3", ["/v3alpha", "/v3beta"], ["/v3/a", "/v3beta/a", "/v3beta/b"]],
    ["3.4", ["/v3beta", "/v3"], ["/v3/a", "/v3/b"]],
    ["3.5", ["/v3"], ["/v3/a", "/v3/b"]],
  ] satisfies [string, string[], string[]][]
) {
  Deno.test(`the gateway of an etcd ${version} is found once`, async () => {
    const { gateway: etcd, state } = gateway(prefixes);
    await etcd.ask("a", signal);
    await etcd.ask("b", signal);
    assertEquals(state.asked, expected);
  });
}

Deno.test("the gateway of an etcd that is upgraded is found again", async () => {
  const { gateway: etcd, state } = gateway(["/v3alpha"]);
  await etcd.ask("a", signal);
  state.prefixes = ["/v3"];
  state.asked.length = 0;
  await etcd.ask("a", signal);
  await etcd.ask("a", signal);
  assertEquals(state.asked, ["/v3alpha/a", "/v3/a", "/v3/a"]);
});

Deno.test("an etcd that is down is not searched for its gateway", async () => {
  const { gateway: etcd, state } = gateway([], new UnreachableError("down"));
  await assertRejects(() => etcd.ask("a", signal), UnreachableError);
  assertEquals(state.asked, ["/v3/a"]);
});

Deno.test("an etcd without gateway does not support it", async () => {
  const { gateway: etcd } = gateway([]);
  await assertRejects(() => etcd.ask("a", signal), AbsentError);
});
