import { assert, assertEquals } from "@std/assert";
import {
  Dispatcher,
  encodeDescReq,
  encodeInstanceReq,
  encodeLabelReq,
  encodeTextReq,
  encodeTraverseReq,
  Log,
  PDU_ERROR,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_VALUE,
  PM_IN_NULL,
  PM_LABEL_INSTANCES,
  PM_TEXT_HELP,
  PM_TEXT_PMID,
  PMCD_LABEL_CHANGE,
} from "../../lib/pmda/mod.ts";
import { pduOf } from "../exchange.ts";
import { CLIENT } from "../pmda/agent.ts";
import { EveryMetric, type Shown } from "./everything.ts";
import { FakeClock } from "../fake_clock.ts";
import { HANGS, NOT_FOUND, ok, REFUSED } from "./recorded.ts";
import { RECORDINGS } from "./recordings.ts";

const { leaderWithLearner, learner, noLeader, alarms, etcd36, nospace35 } =
  RECORDINGS;

/** The values of all metrics below a name, without that name. */
async function below(name: string, answers: Record<string, string>) {
  using agent = new EveryMetric(answers);
  const values = await agent.fetch(agent.names(name));
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key.slice(name.length + 1),
      value,
    ]),
  );
}

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

Deno.test("the status of a member", async () => {
  assertEquals(await below("etcd.status", etcd36), {
    version: "3.6.14",
    db_size: 24576n,
    db_size_in_use: 20480n,
    db_size_quota: 2147483648n,
    raft_index: 78n,
    raft_applied_index: 78n,
    raft_term: 2n,
    leader: "d638b62ef34ce0d7",
    has_leader: 1,
    is_leader: 1,
    is_learner: 0,
    errors: 0,
    error_text: "",
  });
});

Deno.test("what a status lacks in an older etcd is not supported, and what is 0 is 0", async () => {
  const status = await below("etcd.status", leaderWithLearner);
  assertEquals(status.db_size_quota, PM_ERR_APPVERSION);
  assertEquals(status.is_learner, 0);
  const lost = await below("etcd.status", noLeader);
  assertEquals(lost.leader, undefined);
  assertEquals([lost.has_leader, lost.is_leader], [0, 0]);
  assertEquals([lost.errors, lost.error_text], [1, "etcdserver: no leader"]);
  const old = await below("etcd.status", {
    "/v3alpha/maintenance/status": ok(
      '{"header":{"member_id":"7","raft_term":"2"},"version":"3.2.26",' +
        '"dbSize":"20480","leader":"7","raftIndex":"18446744073709551615"}',
    ),
  });
  assertEquals(old.raft_index, 18446744073709551615n);
  assertEquals(old.raft_term, 0n);
  assertEquals(old.is_leader, 1);
  for (
    const name of [
      "raft_applied_index",
      "is_learner",
      "errors",
      "error_text",
      "db_size_in_use",
    ]
  ) assertEquals(old[name], PM_ERR_APPVERSION, name);
});

for (
  const [what, field] of [
    ["negative", '"-1"'],
    ["above 64 bits", '"18446744073709551616"'],
    ["hexadecimal", '"0x10"'],
    ["empty", '""'],
    ["a truth value", "true"],
    ["null", "null"],
    ["a list", "[1]"],
  ]
) {
  Deno.test(`a number of the status that is ${what} costs that metric alone`, async () => {
    const values = await below("etcd.status", {
      "/v3/maintenance/status": ok(
        `{"header":{"member_id":"7"},"version":"3.4.0","dbSize":${field},"raftTerm":9}`,
      ),
    });
    assertEquals(values.db_size, PM_ERR_AGAIN);
    assertEquals(values.raft_term, 9n);
  });
}

Deno.test("an answer without header and version is no status, not zeros", async () => {
  const values = await below("etcd.status", {
    "/v3/maintenance/status": ok("{}"),
  });
  assertEquals(new Set(Object.values(values)), new Set([PM_ERR_AGAIN]));
});

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

/** The leader's cluster with each member at its client URL. */
const CLUSTER = {
  ...leaderWithLearner,
  "http://127.0.0.1:21016/v3/maintenance/status":
    learner["/v3/maintenance/status"],
  "http://127.0.0.1:21011/v3/maintenance/status":
    noLeader["/v3/maintenance/status"],
  "http://127.0.0.1:21013/v3/maintenance/status": HANGS,
};

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

/** A member list. */
function list(
  ...members: { ID: string; name?: string; clientURLs?: unknown }[]
) {
  return ok(JSON.stringify({ header: { member_id: "10" }, members }));
}

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

Deno.test("a fetch of everything asks for each thing once", async () => {
  using agent = new EveryMetric({
    ...CLUSTER,
    "http://127.0.0.1:21013/v3/maintenance/status": REFUSED,
  });
  const values: Shown = await agent.fetch();
  assertEquals(agent.etcd.asked.toSorted(), [
    "/health",
    "/v2/stats/leader",
    "/v2/stats/self",
    "/v2/stats/store",
    "/v3/cluster/member/list",
    "/v3/maintenance/status",
    "/version",
    "http://127.0.0.1:21011/v3/maintenance/status",
    "http://127.0.0.1:21013/v3/maintenance/status",
    "http://127.0.0.1:21016/v3/maintenance/status",
  ]);
  const failed = Object.entries(values)
    .filter(([, value]) => typeof value === "number" && value < 0);
  assertEquals(failed.map(([name]) => name), [
    "etcd.status.db_size_quota",
    "etcd.member.status.db_size_quota",
    "etcd.health_reason",
    "etcd.version.storage",
  ]);
});

Deno.test("what needs one endpoint asks that one alone", async () => {
  for (
    const [name, path] of [
      ["etcd.name", "/v2/stats/self"],
      ["etcd.store.expire", "/v2/stats/store"],
      ["etcd.status.db_size", "/v3/maintenance/status"],
      ["etcd.alarm.count", "/v3/maintenance/status"],
      ["etcd.member.name", "/v3/cluster/member/list"],
      ["etcd.health", "/health"],
      ["etcd.version.server", "/version"],
    ]
  ) {
    using agent = new EveryMetric(CLUSTER);
    await agent.fetch([name]);
    assertEquals(agent.etcd.asked, [path]);
  }
});

Deno.test("names, descriptors, instances, texts and labels ask etcd nothing", async () => {
  using agent = new EveryMetric(CLUSTER);
  const log = new Log({ progname: "pmdaetcd", write: () => {} });
  using dispatcher = new Dispatcher(agent.pmda, log);
  const { pmid, indom } = agent.desc("etcd.member.reachable");
  for (
    const request of [
      encodeDescReq(pmid),
      encodeInstanceReq({ indom, inst: PM_IN_NULL }),
      encodeTextReq({ ident: pmid, type: PM_TEXT_PMID | PM_TEXT_HELP }),
      encodeTraverseReq("etcd"),
      encodeLabelReq({ ident: indom, type: PM_LABEL_INSTANCES }),
    ]
  ) {
    const answer = await dispatcher.dispatch(pduOf(request));
    assert(answer !== undefined && pduOf(answer).type !== PDU_ERROR);
  }
  assertEquals(agent.etcd.asked, []);
});

Deno.test("numbers and names do not change", () => {
  using agent = new EveryMetric({});
  const numbers = new Map(
    agent.names().map((name) => [name, agent.numbers(name)]),
  );
  assertEquals(numbers.size, 65);
  for (
    const [name, number] of [
      ["etcd.start_time", "0.5"],
      ["etcd.leader.id", "0.6"],
      ["etcd.send_bandwidth_rate", "0.12"],
      ["etcd.follower.latency.current", "2.0"],
      ["etcd.follower.fail", "2.6"],
      ["etcd.status.version", "3.0"],
      ["etcd.status.error_text", "3.12"],
      ["etcd.alarm.count", "4.0"],
      ["etcd.alarm.member_id", "4.3"],
      ["etcd.member.id", "5.0"],
      ["etcd.member.reachable", "5.5"],
      ["etcd.member.status.version", "5.6"],
      ["etcd.member.status.error_text", "5.18"],
      ["etcd.health", "6.0"],
      ["etcd.version.storage", "6.4"],
    ]
  ) assertEquals(numbers.get(name), number, name);
  const serials = ["follower.fail", "member.id", "alarm.type"]
    .map((name) => agent.desc(`etcd.${name}`).indom & 0x3fffff);
  assertEquals(serials, [1, 2, 3]);
});
