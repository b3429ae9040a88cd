import { assertEquals } from "@std/assert";
import { EveryMetric } from "../everything.ts";
import { ok } from "../recorded.ts";
import { RECORDINGS } from "../recordings.ts";

const { leaderWithLearner, alarms } = RECORDINGS;

Deno.test("alarms have an instance each, and are not asked for where the status tells", async () => {
  using agent = new EveryMetric(alarms);
  const values = await agent.fetch(agent.names("etcd.alarm"));
  assertEquals(values, {
    "etcd.alarm.count": 2,
    "etcd.alarm.active": { "m1:CORRUPT": 1, "m1:NOSPACE": 1 },
    "etcd.alarm.type": { "m1:CORRUPT": "CORRUPT", "m1:NOSPACE": "NOSPACE" },
    "etcd.alarm.member_id": {
      "m1:CORRUPT": "79038a63fe07ddf1",
      "m1:NOSPACE": "79038a63fe07ddf1",
    },
  });
  assertEquals(agent.etcd.asked, [
    "/v3/maintenance/status",
    "/v3/cluster/member/list",
  ]);
  const before = agent.instances("etcd.alarm.active");
  agent.etcd.answers = leaderWithLearner;
  agent.etcd.asked.length = 0;
  assertEquals(await agent.fetch(["etcd.alarm.active"]), {
    "etcd.alarm.active": {},
  });
  assertEquals(agent.etcd.asked, ["/v3/maintenance/status"]);
  agent.etcd.answers = alarms;
  await agent.fetch(["etcd.alarm.active"]);
  assertEquals(agent.instances("etcd.alarm.active"), before);
});

Deno.test("alarms of an etcd whose status does not name them are asked for", async () => {
  const status = (fields: string) =>
    ok(`{"header":{"member_id":"7"},"version":"3.3.27"${fields}}`);
  for (
    const fields of ["", ',"raftAppliedIndex":"7","errors":["alarm: odd one"]']
  ) {
    using agent = new EveryMetric({
      "/v3beta/maintenance/status": status(fields),
      "/v3beta/maintenance/alarm": ok(
        '{"alarms":[{"memberID":"10","alarm":"NOSPACE"}]}',
      ),
    });
    assertEquals(await agent.fetch(["etcd.alarm.active", "etcd.alarm.count"]), {
      "etcd.alarm.active": { "a:NOSPACE": 1 },
      "etcd.alarm.count": 1,
    });
  }
});
