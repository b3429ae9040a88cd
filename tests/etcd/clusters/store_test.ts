import { assertEquals } from "@std/assert";
import { PM_ERR_VALUE } from "../../../lib/pmda/mod.ts";
import { below } from "../everything.ts";
import { ok } from "../recorded.ts";

Deno.test("operations of the v2 store by instance; one that is missing has no value", async () => {
  const stats = { getsSuccess: 3, setsSuccess: 10, getsFail: 1, watchers: 2 };
  assertEquals(
    await below("etcd.store", { "/v2/stats/store": ok(JSON.stringify(stats)) }),
    {
      success: { gets: 3n, sets: 10n },
      fail: { gets: 1n },
      expire: PM_ERR_VALUE,
      watchers: 2n,
    },
  );
});
