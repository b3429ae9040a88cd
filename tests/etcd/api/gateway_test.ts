import { assertEquals, assertRejects } from "@std/assert";
import type { EtcdApi } from "../../../lib/etcd/api/api.ts";
import { Gateway } from "../../../lib/etcd/api/gateway.ts";
import { JsonObject } from "../../../lib/etcd/api/json_object.ts";
import {
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PmError,
} from "../../../lib/pmda/mod.ts";

const { signal } = new AbortController();

/** A gateway that answers below some prefixes alone. */
function gateway(prefixes: string[], code = PM_ERR_APPVERSION) {
  const state = { prefixes, asked: [] as string[] };
  const api: EtcdApi = {
    get: () => Promise.reject(new Error("not asked")),
    post: (path) => {
      state.asked.push(path);
      return state.prefixes.some((prefix) => path.startsWith(`${prefix}/`))
        ? Promise.resolve(JsonObject.parse("{}"))
        : Promise.reject(new PmError(code, "no"));
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
    await etcd.post("a", "{}", signal);
    await etcd.post("b", "{}", signal);
    assertEquals(state.asked, expected);
  });
}

Deno.test("the gateway of an etcd that is upgraded is found again", async () => {
  const { gateway: etcd, state } = gateway(["/v3alpha"]);
  await etcd.post("a", "{}", signal);
  state.prefixes = ["/v3"];
  state.asked.length = 0;
  await etcd.post("a", "{}", signal);
  await etcd.post("a", "{}", signal);
  assertEquals(state.asked, ["/v3alpha/a", "/v3/a", "/v3/a"]);
});

Deno.test("an etcd that is down is not searched for its gateway", async () => {
  const { gateway: etcd, state } = gateway([], PM_ERR_AGAIN);
  const error = await assertRejects(
    () => etcd.post("a", "{}", signal),
    PmError,
  );
  assertEquals(error.code, PM_ERR_AGAIN);
  assertEquals(state.asked, ["/v3/a"]);
});

Deno.test("an etcd without gateway does not support it", async () => {
  const { gateway: etcd } = gateway([]);
  const error = await assertRejects(
    () => etcd.post("a", "{}", signal),
    PmError,
  );
  assertEquals(error.code, PM_ERR_APPVERSION);
});
