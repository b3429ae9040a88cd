import { assertEquals } from "@std/assert";
import { CLIENT } from "../../pmda/agent.ts";
import { below, EveryMetric } from "../everything.ts";
import { ok, REFUSED } from "../recorded.ts";
import { RECORDINGS } from "../recordings.ts";

const { leaderWithLearner, learner } = RECORDINGS;

Deno.test("a leader's followers by name, with times in milliseconds", async () => {
  assertEquals(await below("etcd.follower", leaderWithLearner), {
    "latency.current": { m4: 0.000341, m2: 0.00022, m3: 0.00018 },
    "latency.average": {
      m4: 0.005269666666666666,
      m2: 0.0009358012048192776,
      m3: 0.0005816987951807235,
    },
    "latency.minimum": { m4: 0.00012, m2: 0.00009, m3: 0.0001 },
    "latency.maximum": { m4: 0.04006, m2: 0.087912, m3: 0.026961 },
    "latency.stddev": {
      m4: 0.010821110866675792,
      m2: 0.004807806298746205,
      m3: 0.0015551337406938127,
    },
    success: { m4: 12n, m2: 332n, m3: 332n },
    fail: { m4: 0n, m2: 0n, m3: 0n },
  });
});

Deno.test("a follower has no followers, which is no error, and nothing else is asked", async () => {
  using agent = new EveryMetric(learner);
  const values = await agent.fetch(agent.names("etcd.follower"));
  assertEquals(new Set(Object.values(values).map(String)).size, 1);
  assertEquals(values["etcd.follower.success"], {});
  assertEquals(agent.etcd.asked, ["/v2/stats/leader"]);
  assertEquals(agent.lines, []);
});

Deno.test("a follower that has had no request yet has counts and no latency", async () => {
  const follower = '{"latency":{"current":0,"average":0,' +
    '"standardDeviation":0,"minimum":9223372036854776000,"maximum":0},' +
    '"counts":{"fail":9007199254740993,"success":0}}';
  const values = await below("etcd.follower", {
    ...leaderWithLearner,
    "/v2/stats/leader": ok(`{"followers":{"ef9ab7b46c1d77c9":${follower}}}`),
  });
  assertEquals(values["latency.minimum"], {});
  assertEquals(values["latency.current"], {});
  assertEquals(values.success, { m2: 0n });
  assertEquals(values.fail, { m2: 9007199254740993n });
});

Deno.test("followers keep numbers and names while the member list is not to be had", async () => {
  using agent = new EveryMetric(leaderWithLearner);
  await agent.fetch(["etcd.follower.success"]);
  const before = agent.instances("etcd.follower.success");
  assertEquals(before.map(([, name]) => name).sort(), ["m2", "m3", "m4"]);
  agent.etcd.answers = {
    ...leaderWithLearner,
    "/v3/cluster/member/list": REFUSED,
    "/v2/members": REFUSED,
  };
  await agent.fetch(["etcd.follower.success"]);
  assertEquals(agent.instances("etcd.follower.success"), before);
  const [[inst, name]] = before;
  const labels = agent.pmda.indom(agent.desc("etcd.follower.success").indom)
    ?.instanceLabels({ inst, name }, CLIENT);
  assertEquals(labels?.map(({ name }) => name), [
    "member_id",
    "member_name",
    "peer_url",
  ]);
});

Deno.test("followers of an etcd without any member list have their ids", async () => {
  using agent = new EveryMetric({
    "/v2/stats/leader": leaderWithLearner["/v2/stats/leader"],
  });
  const values = await agent.fetch(["etcd.follower.fail"]);
  assertEquals(values["etcd.follower.fail"], {
    b31ee9e59167d87e: 0n,
    ef9ab7b46c1d77c9: 0n,
    fba3b7067f023132: 0n,
  });
});
