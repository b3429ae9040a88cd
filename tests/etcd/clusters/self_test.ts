import { assertEquals } from "@std/assert";
import {
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_VALUE,
} from "../../../lib/pmda/mod.ts";
import { below, EveryMetric } from "../everything.ts";
import { ok, REFUSED } from "../recorded.ts";
import { RECORDINGS } from "../recordings.ts";

const { leaderWithLearner, noLeader, etcd36 } = RECORDINGS;

Deno.test("the rest of a member's v2 statistics", async () => {
  const leader = await below("etcd", leaderWithLearner);
  assertEquals(
    leader["start_time"],
    Date.UTC(2026, 10, 22, 15, 54, 13.934) / 1000 + 0.934,
  );
  assertEquals(leader["leader.id"], "393dfad8a6178e80");
  assertEquals(leader["leader.uptime"], 8.557493826);
  assertEquals(
    leader["leader.start_time"],
    Date.UTC(2026, 10, 22, 15, 54, 14) / 1000 + 0.136,
  );
  assertEquals(leader["send_pkg_rate"], 60.647190667007955);
  assertEquals(leader["send_bandwidth_rate"], 7532.381080842388);
  assertEquals(leader["recv_pkg_rate"], 0, "left out where it is 0");
  assertEquals(leader["recv_bandwidth_rate"], 0);
});

Deno.test("an empty answer, as etcd gives while a rate is infinite, costs what only v2 has", async () => {
  using agent = new EveryMetric({
    ...leaderWithLearner,
    "/v2/stats/self": ok(""),
  });
  const names = ["etcd.name", "etcd.state", "etcd.send_pkg_rate"];
  assertEquals(Object.values(await agent.fetch(names)), [
    "m1",
    "StateLeader",
    PM_ERR_AGAIN,
  ]);
});

Deno.test("what the v2 statistics do not say of a leader or a rate is not made up", async () => {
  const values = await below("etcd", {
    "/v2/stats/self": ok(
      '{"name":"m1","startTime":"yesterday","leaderInfo":{"leader":"",' +
        '"uptime":"2562047h47m16.854775807s","startTime":"0001-01-01T00:00:00Z"}}',
    ),
  });
  assertEquals(values["start_time"], PM_ERR_AGAIN);
  assertEquals(values["leader.id"], undefined);
  assertEquals(values["leader.uptime"], undefined);
  assertEquals(values["leader.start_time"], undefined);
  assertEquals(values["recv_pkg_rate"], PM_ERR_VALUE);
});

Deno.test("an etcd 3.6 without v2 has name, id, state and leader by the v3 API", async () => {
  using agent = new EveryMetric(etcd36);
  const names = ["etcd.name", "etcd.id", "etcd.state", "etcd.leader.id"];
  const values = {
    "etcd.name": "m1",
    "etcd.id": "d638b62ef34ce0d7",
    "etcd.state": "StateLeader",
    "etcd.leader.id": "d638b62ef34ce0d7",
  };
  assertEquals(await agent.fetch(names), values);
  agent.etcd.asked.length = 0;
  assertEquals(await agent.fetch([...names, "etcd.send_pkg_rate"]), {
    ...values,
    "etcd.send_pkg_rate": PM_ERR_APPVERSION,
  });
  assertEquals(agent.etcd.asked, [
    "/v3/cluster/member/list",
    "/v3/maintenance/status",
  ]);
  agent.etcd.asked.length = 0;
  await agent.fetch(["etcd.id"]);
  assertEquals(agent.etcd.asked, ["/v3/maintenance/status"]);
  agent.etcd.asked.length = 0;
  await agent.fetch(["etcd.recv_append_request"]);
  assertEquals(agent.etcd.asked, [], "v2 is known to be absent");
  assertEquals(agent.lines.length, 1);
});

Deno.test("without v2 a member without a leader has neither state nor leader", async () => {
  using agent = new EveryMetric({
    "/v3/maintenance/status": noLeader["/v3/maintenance/status"],
  });
  const names = ["etcd.id", "etcd.state", "etcd.leader.id"];
  assertEquals(Object.values(await agent.fetch(names)), [
    "ef9ab7b46c1d77c9",
    undefined,
    undefined,
  ]);
});

Deno.test("v2 that is absent is not supported, even while v3 does not answer", async () => {
  using agent = new EveryMetric({
    "/v3/maintenance/status": REFUSED,
    "/v3/cluster/member/list": REFUSED,
  });
  const names = ["etcd.id", "etcd.recv_append_request"];
  assertEquals(Object.values(await agent.fetch(names)), [
    PM_ERR_AGAIN,
    PM_ERR_APPVERSION,
  ]);
});
