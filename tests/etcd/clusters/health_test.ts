import { assertEquals } from "@std/assert";
import {
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_VALUE,
} from "../../../lib/pmda/mod.ts";
import { below, EveryMetric } from "../everything.ts";
import { ok, REFUSED } from "../recorded.ts";
import { RECORDINGS } from "../recordings.ts";

const { leaderWithLearner, noLeader, etcd36, nospace35 } = RECORDINGS;

Deno.test("health is an answer with any of its statuses", async () => {
  const health = async (answers: Record<string, string>) => {
    using agent = new EveryMetric(answers);
    return Object.values(
      await agent.fetch(["etcd.health", "etcd.health_reason"]),
    );
  };
  assertEquals(await health(etcd36), [1, ""]);
  assertEquals(await health(nospace35), [0, "ALARM NOSPACE"]);
  assertEquals(await health(noLeader), [0, PM_ERR_APPVERSION]);
  assertEquals(await health({ "/health": ok('{"health":true}') }), [
    1,
    PM_ERR_APPVERSION,
  ]);
  assertEquals(
    await health({ "/health": ok("{}") }),
    [
      PM_ERR_VALUE,
      PM_ERR_APPVERSION,
    ],
  );
  assertEquals(await health({ "/health": REFUSED }), [
    PM_ERR_AGAIN,
    PM_ERR_AGAIN,
  ]);
});

Deno.test("versions", async () => {
  assertEquals(await below("etcd.version", etcd36), {
    server: "3.6.14",
    cluster: "3.6.0",
    storage: "3.6.0",
  });
  assertEquals(await below("etcd.version", leaderWithLearner), {
    server: "3.4.23",
    cluster: "3.4.0",
    storage: PM_ERR_APPVERSION,
  });
});
