import { assertEquals } from "@std/assert";
import { PM_ERR_AGAIN, PM_ERR_APPVERSION } from "../../../lib/pmda/mod.ts";
import { below } from "../everything.ts";
import { ok } from "../recorded.ts";
import { RECORDINGS } from "../recordings.ts";

const { leaderWithLearner, noLeader, etcd36 } = RECORDINGS;

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
