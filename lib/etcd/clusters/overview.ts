/**
 * Cluster 7: what an operator looks at first, made of what etcd exports at
 * /metrics.
 *
 * @module
 */

import {
  type ClientContext,
  type Cluster,
  cluster,
  type FetchRequest,
  InstanceDomain,
  type MetricOf,
  PM_SEM_COUNTER,
  PM_SEM_INSTANT,
  PM_TIME_SEC,
  PM_TYPE_DOUBLE,
  PM_TYPE_U32,
  PM_TYPE_U64,
  pmUnits,
} from "../../pmda/mod.ts";
import {
  Distribution,
  type Histogram,
  readHistogram,
} from "../exposition/distribution.ts";
import { type ExportedValue, unsigned } from "../exposition/exported_value.ts";
import type { Exposition, Series } from "../exposition/exposition.ts";
import type { GetExposition } from "../families/metrics_catalog.ts";
import { SeriesIndom } from "../families/series_indom.ts";
import { notExported } from "../families/series_named.ts";

const CLUSTER = 7;
const STATISTICS_SERIAL = 5;
const FAILED_CALLS_SERIAL = 6;
const PEERS_SERIAL = 7;

const WAL_FSYNC = "etcd_disk_wal_fsync_duration_seconds";
const BACKEND_COMMIT = "etcd_disk_backend_commit_duration_seconds";
const ROUND_TRIP = "etcd_network_peer_round_trip_time_seconds";
const HANDLED = "grpc_server_handled_total";
const QUOTA = "etcd_server_quota_backend_bytes";
/** The size of the database, under its name since 3.3 and before. */
const DB_SIZE = [
  "etcd_mvcc_db_total_size_in_bytes",
  "etcd_debugging_mvcc_db_total_size_in_bytes",
];

const NO_LABELS = "";
const NOTHING: Series = new Map();
const SECONDS = pmUnits(0, 1, 0, 0, PM_TIME_SEC, 0);
const COUNT = pmUnits(0, 0, 1, 0, 0, 0);

/** What etcd exports now, and what of it a client has seen the last time. */
interface Sample {
  readonly now: Exposition;
  readonly histograms: ReadonlyMap<string, Histogram>;
  readonly before: ReadonlyMap<string, Histogram>;
}

const STATISTICS = new InstanceDomain({
  serial: STATISTICS_SERIAL,
  oneline: "statistics of durations",
  help: "The mean of the durations, and the durations that 50, 90 and 99\n" +
    "percent of them are not above.",
  instances: [
    { inst: 0, name: "mean" },
    { inst: 50, name: "p50" },
    { inst: 90, name: "p90" },
    { inst: 99, name: "p99" },
  ],
});

/**
 * Makes the cluster.
 *
 * Durations are those since the same client's last fetch, so that two clients
 * do not disturb each other; with its first fetch a client gets none.
 */
export function overviewCluster(get: GetExposition): Cluster {
  const failed = new SeriesIndom(
    FAILED_CALLS_SERIAL,
    "calls that failed, by code, method, service and type",
  );
  const peers = new SeriesIndom(PEERS_SERIAL, "other members, by their ids");
  const seen = new WeakMap<ClientContext, ReadonlyMap<string, Histogram>>();
  return cluster({
    cluster: CLUSTER,
    metrics: [...SINGLE, ...callMetrics(failed), ...peerMetrics(peers)],
    refresh: async (request: FetchRequest) => {
      const now = await get(request);
      failed.update(failures(now));
      peers.update(now.series.get(`${ROUND_TRIP}_count`) ?? NOTHING);
      const histograms = readHistograms(now);
      const before = seen.get(request.context) ?? new Map();
      seen.set(request.context, histograms);
      return { now, histograms, before };
    },
  });
}

const SINGLE: readonly MetricOf<Sample>[] = [
  {
    name: "overview.has_leader",
    item: 0,
    type: PM_TYPE_U32,
    sem: PM_SEM_INSTANT,
    oneline: "whether this member knows a leader: 1 or 0",
    help:
      "1 where this member knows who leads the cluster, else 0. Without a\n" +
      "leader nothing can be written. A member that stays at 0 while others\n" +
      "have 1 is cut off from them; if all have 0, a majority is missing.",
    value: ({ now }) => flag(now, "etcd_server_has_leader"),
  },
  {
    name: "overview.is_leader",
    item: 1,
    type: PM_TYPE_U32,
    sem: PM_SEM_INSTANT,
    oneline: "whether this member is the leader: 1 or 0",
    help: "1 on the member that leads the cluster, 0 on the others.",
    value: ({ now }) => flag(now, "etcd_server_is_leader"),
  },
  {
    name: "overview.leader_changes",
    item: 2,
    type: PM_TYPE_U64,
    sem: PM_SEM_COUNTER,
    units: COUNT,
    oneline: "leader changes that this member has seen",
    help:
      "How often this member has seen another leader since it was started.\n" +
      "More than a few in an hour mean that the leader is overloaded, that its\n" +
      "disk is slow, or that the network between members loses packets.",
    value: ({ now }) => count(now, "etcd_server_leader_changes_seen_total"),
  },
  {
    name: "overview.proposals_pending",
    item: 3,
    type: PM_TYPE_U64,
    sem: PM_SEM_INSTANT,
    units: COUNT,
    oneline: "proposals that wait to be committed",
    help: "Writes that this member has proposed and that no majority has\n" +
      "committed yet. If it keeps growing, clients write more than the cluster\n" +
      "can take, or this member can't reach a majority.",
    value: ({ now }) => count(now, "etcd_server_proposals_pending"),
  },
  {
    name: "overview.proposals_failed",
    item: 4,
    type: PM_TYPE_U64,
    sem: PM_SEM_COUNTER,
    units: COUNT,
    oneline: "proposals that failed",
    help:
      "Writes that this member has proposed in vain since it was started:\n" +
      "during an election, or because the cluster has lost its majority.",
    value: ({ now }) => count(now, "etcd_server_proposals_failed_total"),
  },
  {
    name: "overview.db_size_percent",
    item: 5,
    type: PM_TYPE_DOUBLE,
    sem: PM_SEM_INSTANT,
    oneline: "size of the database in percent of its quota",
    help: "The size of the database file in percent of etcd's option\n" +
      "--quota-backend-bytes. At 100 etcd raises the alarm NOSPACE and takes\n" +
      "no more writes. Above 80, compact old revisions and defragment, or\n" +
      "raise the quota.",
    value: ({ now }) => {
      const size = DB_SIZE.map((name) => value(now, name))
        .find((size) => size !== undefined);
      const quota = value(now, QUOTA);
      if (size === undefined || quota === undefined) throw notExported(QUOTA);
      const percent = 100 * size / quota;
      return quota > 0 && quota < Infinity && Number.isFinite(percent)
        ? percent
        : undefined;
    },
  },
  {
    name: "overview.slow_applies",
    item: 6,
    type: PM_TYPE_U64,
    sem: PM_SEM_COUNTER,
    units: COUNT,
    oneline: "applies that took longer than they should",
    help:
      "Committed writes that this member took more than 100 ms to apply,\n" +
      "since it was started. They point to a slow disk, to a lack of processor\n" +
      "time, or to requests for very many keys.",
    value: ({ now }) => count(now, "etcd_server_slow_apply_total"),
  },
  {
    name: "overview.wal_fsync",
    item: 7,
    type: PM_TYPE_DOUBLE,
    indom: STATISTICS,
    sem: PM_SEM_INSTANT,
    units: SECONDS,
    oneline: "durations of fsync on the log since the last sample",
    help: "How long it took to bring the write-ahead log to disk, since the\n" +
      "same client's last fetch. The 99th percentile should stay below 10 ms;\n" +
      "a disk that takes longer makes the cluster lose its leader.",
    value: (sample, { inst }) => statistic(sample, WAL_FSYNC, inst),
  },
  {
    name: "overview.backend_commit",
    item: 8,
    type: PM_TYPE_DOUBLE,
    indom: STATISTICS,
    sem: PM_SEM_INSTANT,
    units: SECONDS,
    oneline: "durations of commits to the database since the last sample",
    help:
      "How long it took to commit to the database on disk, since the same\n" +
      "client's last fetch. The 99th percentile should stay below 25 ms.",
    value: (sample, { inst }) => statistic(sample, BACKEND_COMMIT, inst),
  },
];

function callMetrics(indom: SeriesIndom): readonly MetricOf<Sample>[] {
  return [{
    name: "overview.failed_calls",
    item: 9,
    type: PM_TYPE_U64,
    indom,
    sem: PM_SEM_COUNTER,
    units: COUNT,
    oneline: "calls of clients that failed, by code and method",
    help:
      "Calls of clients (gRPC) that this member has answered with another\n" +
      "code than OK since it was started; an instance for each code and method\n" +
      "that there has been. Unavailable, Internal, DataLoss and\n" +
      "DeadlineExceeded point to the cluster, InvalidArgument and\n" +
      "Unauthenticated to a client.",
    value: ({ now }, { inst }) => {
      const series = now.series.get(HANDLED);
      if (series === undefined) throw notExported(HANDLED);
      return unsigned(HANDLED, series.get(indom.keyOf(inst) ?? ""));
    },
  }];
}

function peerMetrics(indom: SeriesIndom): readonly MetricOf<Sample>[] {
  const peer = (sample: Sample, inst: number) => {
    const series = sample.now.series.get(`${ROUND_TRIP}_count`);
    if (series === undefined) throw notExported(ROUND_TRIP);
    return between(sample, `${ROUND_TRIP}{${indom.keyOf(inst)}`);
  };
  const row = {
    type: PM_TYPE_DOUBLE,
    indom,
    sem: PM_SEM_INSTANT,
    units: SECONDS,
  } as const;
  const help = "How long messages to other members and back took, since the\n" +
    "same client's last fetch. It has to stay well below etcd's heartbeat\n" +
    "interval (100 ms unless set otherwise). The leader measures it.";
  return [
    {
      ...row,
      name: "overview.peer_round_trip.mean",
      item: 10,
      oneline: "mean round trip to each other member since the last sample",
      help,
      value: (sample, { inst }) => peer(sample, inst)?.mean,
    },
    {
      ...row,
      name: "overview.peer_round_trip.p99",
      item: 11,
      oneline: "99th percentile of the round trips since the last sample",
      help,
      value: (sample, { inst }) => peer(sample, inst)?.percentile(99),
    },
  ];
}

/** The histograms that durations come out of: those of peers one a peer. */
function readHistograms(now: Exposition): ReadonlyMap<string, Histogram> {
  const histograms = new Map<string, Histogram>();
  const read = (
    key: string,
    family: string,
    labels: string,
    buckets: Series,
  ) => {
    const histogram = readHistogram({
      buckets,
      sum: now.series.get(`${family}_sum`)?.get(labels),
      count: now.series.get(`${family}_count`)?.get(labels),
    });
    if (histogram !== undefined) histograms.set(key, histogram);
  };
  for (const family of [WAL_FSYNC, BACKEND_COMMIT]) {
    const buckets = now.series.get(`${family}_bucket`) ?? NOTHING;
    read(family, family, NO_LABELS, buckets);
  }
  const all = [...now.series.get(`${ROUND_TRIP}_bucket`) ?? NOTHING];
  for (const labels of now.series.get(`${ROUND_TRIP}_count`)?.keys() ?? []) {
    const own = all.filter(([bucket]) => bucket.startsWith(`${labels},`));
    read(`${ROUND_TRIP}{${labels}`, ROUND_TRIP, labels, new Map(own));
  }
  return histograms;
}

/** The series of calls that have failed at least once. */
function failures(now: Exposition): Series {
  const failed = new Map<string, ExportedValue>();
  for (const [labels, value] of now.series.get(HANDLED) ?? NOTHING) {
    if (value.number === 0 || labels.includes('grpc_code="OK"')) continue;
    failed.set(labels, value);
  }
  return failed;
}

function statistic(
  sample: Sample,
  family: string,
  inst: number,
): number | undefined {
  if (!sample.histograms.has(family)) throw notExported(family);
  const distribution = between(sample, family);
  return inst === 0 ? distribution?.mean : distribution?.percentile(inst);
}

function between(sample: Sample, key: string): Distribution | undefined {
  const before = sample.before.get(key);
  const after = sample.histograms.get(key);
  return before === undefined || after === undefined
    ? undefined
    : Distribution.between(before, after);
}

function single(now: Exposition, name: string): ExportedValue | undefined {
  return now.series.get(name)?.get(NO_LABELS);
}

function value(now: Exposition, name: string): number | undefined {
  return single(now, name)?.number;
}

function flag(now: Exposition, name: string): number {
  const found = value(now, name);
  if (found === undefined) throw notExported(name);
  return found === 0 ? 0 : 1;
}

function count(now: Exposition, name: string): bigint | undefined {
  const found = single(now, name);
  if (found === undefined) throw notExported(name);
  return unsigned(name, found);
}
