import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  overviewDomains,
  overviewMetrics,
  overviewSource,
} from "../../../lib/etcd/clusters/overview.ts";
import { MemberNames } from "../../../lib/etcd/families/member_names.ts";
import { type PmValueSet, PROFILE_ALL } from "../../../lib/pcp/mod.ts";
import {
  type ClientContext,
  Log,
  PM_ERR_APPVERSION,
  Pmda,
} from "../../../lib/pmda/mod.ts";
import { Fetcher } from "../../../lib/pmda/testing.ts";
import { parsed } from "../exposition/parsed.ts";

/** What an etcd exports after so many writes, of 3 ms each. */
function exported(writes: number): string {
  const histogram = (name: string, labels = "") => {
    const all = labels === "" ? "" : `${labels},`;
    const own = labels === "" ? "" : `{${labels}}`;
    return `${name}_bucket{${all}le="0.001"} 0
${name}_bucket{${all}le="0.002"} 0
${name}_bucket{${all}le="0.004"} ${writes}
${name}_bucket{${all}le="+Inf"} ${writes}
${name}_sum${own} ${writes * 0.003}
${name}_count${own} ${writes}
`;
  };
  return `etcd_server_has_leader 1
etcd_server_is_leader 0
etcd_server_leader_changes_seen_total 3
etcd_server_proposals_pending 2
etcd_server_proposals_failed_total 1.234567e+06
etcd_mvcc_db_total_size_in_bytes 5.36870912e+08
etcd_server_quota_backend_bytes 2.147483648e+09
etcd_server_slow_apply_total 7
grpc_server_handled_total{grpc_code="OK",grpc_method="Range",grpc_service="etcdserverpb.KV",grpc_type="unary"} 100
grpc_server_handled_total{grpc_code="Unavailable",grpc_method="Range",grpc_service="etcdserverpb.KV",grpc_type="unary"} 4
grpc_server_handled_total{grpc_code="Internal",grpc_method="Range",grpc_service="etcdserverpb.KV",grpc_type="unary"} 0
${histogram("etcd_disk_wal_fsync_duration_seconds")}
${histogram("etcd_disk_backend_commit_duration_seconds")}
${
    histogram(
      "etcd_network_peer_round_trip_time_seconds",
      'To="91bc3c398fb3c146"',
    )
  }
`;
}

function agent() {
  let text = exported(0);
  const members = new MemberNames();
  const domains = overviewDomains(members);
  const overview = {
    cluster: 7,
    from: "overview",
    metrics: overviewMetrics(domains),
  } as const;
  const pmda = new Pmda({
    name: "etcd",
    domain: 400,
    sources: {
      exposition: () => Promise.resolve(parsed(text)),
      overview: overviewSource(domains),
    },
    clusters: [overview],
  });
  const fetcher = new Fetcher(pmda, new Log({ progname: "p" }));
  const all = pmda.names.traverse("etcd");
  /** All metrics, or those with names that end so. */
  const fetch = async (context: ClientContext, ...ends: string[]) => {
    const names = ends.length === 0
      ? all
      : all.filter((name) => ends.some((end) => name.endsWith(end)));
    const pmids = names.map((name) => pmda.names.pmid(name));
    const sets = await fetcher.fetch(pmids, context);
    return new Map(sets.map((set) => {
      const [name] = pmda.names.names(set.pmid);
      return [name.replace("etcd.overview.", ""), valuesOf(set)];
    }));
  };
  return {
    fetch,
    exports: (next: string) => text = next,
    overview,
    members,
    indomOf: (name: string) =>
      pmda.metric(pmda.names.pmid(`etcd.overview.${name}`))?.desc.indom ?? 0,
    [Symbol.dispose]: () => fetcher[Symbol.dispose](),
  };
}

function valuesOf(set: PmValueSet) {
  if ("error" in set) return set.error;
  return set.values.map(({ value }) => value);
}

function client(id: number): ClientContext {
  return { id, attributes: new Map(), profile: PROFILE_ALL };
}

Deno.test("single values are there at once", async () => {
  using running = agent();
  const { fetch } = running;
  const values = await fetch(client(1));
  assertEquals(values.get("has_leader"), [1]);
  assertEquals(values.get("is_leader"), [0]);
  assertEquals(values.get("leader_changes"), [3n]);
  assertEquals(values.get("proposals_pending"), [2n]);
  assertEquals(values.get("proposals_failed"), [1234567n]);
  assertEquals(values.get("db_size_percent"), [25]);
  assertEquals(values.get("slow_applies"), [7n]);
  assertEquals(values.get("failed_calls"), [4n]);
});

Deno.test("durations are those since the same client's last fetch", async () => {
  using running = agent();
  const { fetch, exports } = running;
  const [one, two] = [client(1), client(2)];
  const durations = ["wal_fsync", "backend_commit", "peer_round_trip.mean"];
  const first = await fetch(one);
  for (const name of durations) assertEquals(first.get(name), [], name);
  exports(exported(100));
  const second = await fetch(one);
  const [mean, p50, p90, p99] = [second.get("wal_fsync")].flat().map(Number);
  assertAlmostEquals(mean, 0.003);
  assertAlmostEquals(p50, 0.003);
  assertAlmostEquals(p90, 0.0038);
  assertAlmostEquals(p99, 0.00398);
  assertAlmostEquals(
    Number([second.get("peer_round_trip.p99")].flat()[0]),
    0.00398,
  );
  assertEquals((await fetch(two)).get("wal_fsync"), []);
  assertEquals((await fetch(one)).get("wal_fsync"), []);
  exports(exported(150));
  for (const context of [one, two]) {
    const [mean] = [(await fetch(context)).get("wal_fsync")].flat().map(Number);
    assertAlmostEquals(mean, 0.003);
  }
  exports(exported(3));
  assertEquals((await fetch(one)).get("wal_fsync"), []);
});

/** The mean of a metric's values where all writes took 3 ms. */
function assertMean(value: unknown): void {
  const [mean] = [value].flat().map(Number);
  assertAlmostEquals(mean, 0.003);
}

Deno.test("a window is that of the metric: others may be fetched more often", async () => {
  using running = agent();
  const { fetch, exports } = running;
  const often = ["has_leader", "backend_commit", "peer_round_trip.mean"];
  const seldom = ["wal_fsync", "peer_round_trip.p99"];
  const one = client(1);
  await fetch(one, ...often, ...seldom);
  for (let writes = 100; writes <= 300; writes += 100) {
    exports(exported(writes));
    const values = await fetch(one, ...often);
    assertMean(values.get("backend_commit"));
    assertMean(values.get("peer_round_trip.mean"));
  }
  // Nothing has been written since: the values are those of all the time.
  assertEquals((await fetch(one, ...often)).get("backend_commit"), []);
  const values = await fetch(one, ...seldom);
  assertMean(values.get("wal_fsync"));
  assertEquals(values.get("peer_round_trip.p99"), [0.00398]);
});

Deno.test("a fetch of one instance alone has the window of its metric", async () => {
  using running = agent();
  const { fetch, exports, indomOf } = running;
  const only = (inst: number): ClientContext["profile"] => ({
    include: true,
    indoms: new Map([[indomOf("wal_fsync"), {
      include: false,
      instances: new Set([inst]),
    }]]),
  });
  const one = { ...client(1), profile: only(0) };
  await fetch(one, "wal_fsync");
  exports(exported(100));
  assertMean((await fetch(one, "wal_fsync")).get("wal_fsync"));
  exports(exported(200));
  one.profile = PROFILE_ALL;
  const { length } = [(await fetch(one, "wal_fsync")).get("wal_fsync")].flat();
  assertEquals(length, 4);
});

Deno.test("a fetch of other metrics alone begins no window", async () => {
  using running = agent();
  const { fetch, exports } = running;
  const one = client(1);
  await fetch(one, "has_leader");
  exports(exported(100));
  assertEquals((await fetch(one, "wal_fsync")).get("wal_fsync"), []);
});

Deno.test("a histogram that can't be read has no values", async () => {
  using running = agent();
  const { fetch, exports } = running;
  exports(exported(1).replace(/(wal_fsync_duration_seconds_sum) .*/, "$1 NaN"));
  const values = await fetch(client(1), "wal_fsync", "backend_commit");
  assertEquals(values.get("wal_fsync"), []);
});

Deno.test("peers have the names of members", async () => {
  using running = agent();
  const { fetch, overview, members } = running;
  await fetch(client(1));
  const indom = overview.metrics.find(({ name }) =>
    name === "overview.peer_round_trip.mean"
  )?.indom;
  const [before] = indom?.instances ?? [];
  assertEquals(before.name, "91bc3c398fb3c146");
  members.update(new Map([["91bc3c398fb3c146", "m2"]]));
  const [after] = indom?.instances ?? [];
  assertEquals(after.name, "m2");
  assertEquals(after.inst, before.inst);
});

Deno.test("failed calls have an instance for each code and method that there has been", async () => {
  using running = agent();
  const { fetch, overview } = running;
  await fetch(client(1));
  const failed = overview.metrics.find(({ name }) =>
    name === "overview.failed_calls"
  );
  assertEquals(failed?.indom?.instances.map(({ name }) => name), [
    "Unavailable/Range/etcdserverpb.KV/unary",
  ]);
});

Deno.test("what an etcd does not export is PM_ERR_APPVERSION", async () => {
  using running = agent();
  const { fetch, exports } = running;
  exports("up 1\n");
  const values = await fetch(client(1));
  for (const [name, value] of values) {
    // Without a series there are no instances either.
    const expected = /failed_calls|peer/.test(name) ? [] : PM_ERR_APPVERSION;
    assertEquals(value, expected, name);
  }
});

Deno.test("the database's size has its old name too, a quota of 0 is none", async () => {
  using running = agent();
  const { fetch, exports } = running;
  exports(
    "etcd_debugging_mvcc_db_total_size_in_bytes 50\netcd_server_quota_backend_bytes 200\n",
  );
  assertEquals((await fetch(client(1))).get("db_size_percent"), [25]);
  exports(
    "etcd_mvcc_db_total_size_in_bytes 50\netcd_server_quota_backend_bytes 0\n",
  );
  assertEquals((await fetch(client(1))).get("db_size_percent"), []);
});
