import { assert, assertEquals } from "@std/assert";
import {
  encodeDescReq,
  encodeInstanceReq,
  encodeLabelReq,
  encodeTextReq,
  encodeTraverseReq,
  PDU_ERROR,
  PM_IN_NULL,
  PM_LABEL_INSTANCES,
  PM_TEXT_HELP,
  PM_TEXT_PMID,
} from "../../../lib/pcp/mod.ts";
import { Log } from "../../../lib/pmda/mod.ts";
import { Dispatcher } from "../../../lib/pmda/testing.ts";
import { pduOf } from "../../exchange.ts";
import { EveryMetric, type Shown } from "../everything.ts";
import { HANGS, REFUSED } from "../recorded.ts";
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
