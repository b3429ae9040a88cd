import { assertAlmostEquals, assertEquals } from "@std/assert";
import { overviewCluster } from "../../../lib/etcd/clusters/overview.ts";
import { ExpositionParser } from "../../../lib/etcd/exposition/exposition_parser.ts";
import {
  type ClientContext,
  Fetcher,
  Log,
  PM_ERR_APPVERSION,
  Pmda,
  type PmValueSet,
  PROFILE_ALL,
} from "../../../lib/pmda/mod.ts";

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
  const overview = overviewCluster(() => {
    const parser = new ExpositionParser();
    parser.push(new TextEncoder().encode(text));
    return Promise.resolve(parser.end());
  });
  const pmda = new Pmda({ name: "etcd", domain: 400, clusters: [overview] });
  const fetcher = new Fetcher(pmda, new Log({ progname: "p" }));
  const pmids = pmda.names.traverse("etcd").map((name) =>
    pmda.names.pmid(name)
  );
  const fetch = async (context: ClientContext) => {
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
