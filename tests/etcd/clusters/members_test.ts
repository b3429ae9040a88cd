import { assert, assertEquals } from "@std/assert";
import { PMCD_LABEL_CHANGE } from "../../../lib/pcp/mod.ts";
import { PM_ERR_AGAIN, PM_ERR_APPVERSION } from "../../../lib/pmda/mod.ts";
import { EveryMetric } from "../everything.ts";
import { FakeClock } from "../../fake_clock.ts";
import { HANGS, NOT_FOUND, ok } from "../recorded.ts";
import { RECORDINGS } from "../recordings.ts";

const { leaderWithLearner, learner, noLeader } = RECORDINGS;

/** The leader's cluster with each member at its client URL. */
const CLUSTER = {
  ...leaderWithLearner,
  "http://127.0.0.1:21016/v3/maintenance/status":
    learner["/v3/maintenance/status"],
  "http://127.0.0.1:21011/v3/maintenance/status":
    noLeader["/v3/maintenance/status"],
  "http://127.0.0.1:21013/v3/maintenance/status": HANGS,
};

/** A member list. */
function list(
  ...members: { ID: string; name?: string; clientURLs?: unknown }[]
) {
  return ok(JSON.stringify({ header: { member_id: "10" }, members }));
}

Deno.test("members, each with its own status; one that hangs costs its own alone", async () => {
  using clock = new FakeClock();
  using agent = new EveryMetric(CLUSTER, 200);
  const members = agent.fetch(agent.names("etcd.member"));
  const [values, took] = await clock.took(members);
  assertEquals(took, 100);
  assertEquals(values["etcd.member.id"], {
    m1: "393dfad8a6178e80",
    m4: "b31ee9e59167d87e",
    m2: "ef9ab7b46c1d77c9",
    m3: "fba3b7067f023132",
  });
  assertEquals(values["etcd.member.client_urls"], {
    m1: "http://127.0.0.1:21009",
    m4: "http://127.0.0.1:21016",
    m2: "http://127.0.0.1:21011",
    m3: "http://127.0.0.1:21013",
  });
  assertEquals(values["etcd.member.is_learner"], {
    m1: 0,
    m4: 1,
    m2: 0,
    m3: 0,
  });
  assertEquals(values["etcd.member.reachable"], { m1: 1, m4: 1, m2: 1, m3: 0 });
  assertEquals(values["etcd.member.status.raft_index"], {
    m1: 170n,
    m4: 168n,
    m2: 175n,
  });
  assertEquals(values["etcd.member.status.is_learner"], {
    m1: 0,
    m4: 1,
    m2: 0,
  });
  assertEquals(values["etcd.member.status.leader"], {
    m1: "393dfad8a6178e80",
    m4: "393dfad8a6178e80",
  });
  assertEquals(
    agent.etcd.asked.filter((path) => path === "/v3/maintenance/status"),
    ["/v3/maintenance/status"],
    "the member that is asked anyway is asked once",
  );
});

Deno.test("members are asked only where the fetch needs their answers", async () => {
  using agent = new EveryMetric(CLUSTER);
  await agent.fetch(["etcd.member.name", "etcd.member.is_learner"]);
  assertEquals(agent.etcd.asked, ["/v3/cluster/member/list"]);
});

Deno.test("an answer of another member at a member's URL does not count", async () => {
  using agent = new EveryMetric({
    ...CLUSTER,
    "http://127.0.0.1:21013/v3/maintenance/status":
      leaderWithLearner["/v3/maintenance/status"],
    "http://127.0.0.1:21011/v3/maintenance/status": NOT_FOUND,
    "http://127.0.0.1:21011/v3beta/maintenance/status":
      noLeader["/v3/maintenance/status"],
  });
  const values = await agent.fetch(["etcd.member.reachable"]);
  assertEquals(values["etcd.member.reachable"], { m1: 1, m4: 1, m2: 1, m3: 0 });
});

Deno.test("a member keeps its number through changes of its name, and never gets another's", async () => {
  using agent = new EveryMetric({});
  const shown = async (...members: { ID: string; name?: string }[]) => {
    agent.etcd.answers = { "/v3/cluster/member/list": list(...members) };
    const { "etcd.member.id": ids } = await agent.fetch(["etcd.member.id"]);
    const numbers = agent.instances("etcd.member.id").map(([inst]) => inst);
    return [ids, numbers] as const;
  };
  const [, [a, b]] = await shown({ ID: "10", name: "m1" }, { ID: "11" });
  assertEquals(
    await shown({ ID: "10", name: "m1" }, { ID: "11", name: "m2" }),
    [
      { m1: "a", m2: "b" },
      [a, b],
    ],
    "started",
  );
  assertEquals(
    await shown({ ID: "10", name: "m2" }, { ID: "11", name: "m1" }),
    [
      { m2: "a", m1: "b" },
      [a, b],
    ],
    "swapped",
  );
  const [gone, rest] = await shown({ ID: "10", name: "m2" });
  assertEquals([gone, rest], [{ m2: "a" }, [a]]);
  const [again, numbers] = await shown({ ID: "10", name: "m2" }, {
    ID: "12",
    name: "m1",
  });
  assertEquals(again, { m2: "a", m1: "c" });
  assert(!numbers.includes(b), "a number of its own");
  assertEquals(
    await shown({ ID: "10", name: "m" }, { ID: "11", name: "m" }, {
      ID: "12",
      name: "a b",
    }, { ID: "13", name: "a" }).then(([ids]) => ids),
    { a: "a", b: "b", a_b: "c", d: "d" },
    "the same names, spaces, another's id",
  );
});

Deno.test("clients hear of labels that are new or have changed, and of nothing else", async () => {
  using agent = new EveryMetric({});
  const changes = async (...members: { ID: string; name?: string }[]) => {
    agent.etcd.answers = { "/v3/cluster/member/list": list(...members) };
    await agent.fetch(["etcd.member.id"]);
    return agent.pmda.takeChanges();
  };
  const [m1, m2] = [{ ID: "10", name: "m1" }, { ID: "11", name: "m2" }];
  assertEquals(await changes(m1), PMCD_LABEL_CHANGE);
  assertEquals(await changes(m1), 0);
  assertEquals(await changes(m1, m2), PMCD_LABEL_CHANGE);
  assertEquals(await changes(m1), 0);
  assertEquals(await changes(m2, m1), 0);
  assertEquals(await changes({ ID: "10", name: "m3" }, m2), PMCD_LABEL_CHANGE);
});

Deno.test("a member without a client URL, or with one that can't be asked, is not reachable", async () => {
  using agent = new EveryMetric({
    "/v3/cluster/member/list": list(
      { ID: "10", name: "m1" },
      { ID: "11", name: "m2", clientURLs: ["unix://etcd.sock", "nonsense"] },
    ),
  });
  const values = await agent.fetch(["etcd.member.reachable"]);
  assertEquals(values["etcd.member.reachable"], { m1: 0, m2: 0 });
});

for (
  const [what, answer] of [
    ["no list", ok('{"header":{"member_id":"7"}}')],
    ["a list of something else", ok('{"header":{},"members":[7]}')],
    ["members with wrong fields", list({ ID: "10", clientURLs: "http://x" })],
    ["members with wrong ids", list({ ID: "ten" })],
    ["an error", learner["/v3/cluster/member/list"]],
  ]
) {
  Deno.test(`an answer that has ${what} has no members`, async () => {
    using agent = new EveryMetric({ "/v3/cluster/member/list": answer });
    assertEquals(
      await agent.fetch(["etcd.member.id", "etcd.member.reachable"]),
      {
        "etcd.member.id": PM_ERR_AGAIN,
        "etcd.member.reachable": PM_ERR_AGAIN,
      },
    );
  });
}

Deno.test("without a gateway the v2 API has the member list", async () => {
  using agent = new EveryMetric({
    "/v2/members": ok(
      '{"members":[{"id":"d05873a8ce60051","name":"m2","peerURLs":["http://p"],' +
        '"clientURLs":["http://127.0.0.1:21011"]}]}',
    ),
  });
  assertEquals(
    await agent.fetch([
      "etcd.member.id",
      "etcd.member.peer_urls",
      "etcd.member.is_learner",
      "etcd.member.reachable",
      "etcd.member.status.version",
    ]),
    {
      "etcd.member.id": { m2: "d05873a8ce60051" },
      "etcd.member.peer_urls": { m2: "http://p" },
      "etcd.member.is_learner": PM_ERR_APPVERSION,
      "etcd.member.reachable": PM_ERR_APPVERSION,
      "etcd.member.status.version": PM_ERR_APPVERSION,
    },
  );
  agent.etcd.asked.length = 0;
  await agent.fetch(["etcd.member.reachable"]);
  assertEquals(agent.etcd.asked, ["/v2/members"], "all else is known");
});
