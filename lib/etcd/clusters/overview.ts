/**
 * Cluster 7: what an operator looks at first, made of what etcd exports at
 * /metrics.
 *
 * @module
 */

import {
  type ClientContext,
  InstanceDomain,
  type MetricOf,
  type SourceRequest,
} from "../../pmda/mod.ts";
import {
  type Distribution,
  type ExportedValue,
  type Exposition,
  type Series,
  Windows,
} from "../exposition/mod.ts";
import {
  type MemberNames,
  notExported,
  SeriesIndom,
  unsigned,
} from "../families/mod.ts";
import { OverviewSample } from "./overview_sample.ts";
import type { EtcdSamples } from "./samples.ts";

const STATISTICS_SERIAL = 5;
/** The instance of the mean; those of percentiles are their shares. */
const MEAN = 0;
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

const STATISTICS = new InstanceDomain({
  serial: STATISTICS_SERIAL,
  oneline: "statistics of durations",
  help: "The mean of the durations, and the 50th, 90th and 99th percentile:\n" +
    "90 percent of the durations are not above p90.",
  instances: [
    { inst: MEAN, name: "mean" },
    { inst: 50, name: "p50" },
    { inst: 90, name: "p90" },
    { inst: 99, name: "p99" },
  ],
});

/** The instance domains of the overview that come and go with what etcd exports. */
export interface OverviewDomains {
  /** Calls that failed. */
  readonly failed: SeriesIndom;
  /** Other members. */
  readonly peers: SeriesIndom;
}

/** Makes the instance domains. */
export function overviewDomains(members: MemberNames): OverviewDomains {
  return {
    failed: new SeriesIndom(
      FAILED_CALLS_SERIAL,
      "calls that failed, by code, method, service and type",
    ),
    peers: new SeriesIndom(PEERS_SERIAL, "other members", members),
  };
}

/** Makes the source. Durations have no values at a client's first fetch of them. */
export function overviewSource({ failed, peers }: OverviewDomains) {
  const windows = new WeakMap<ClientContext, Windows>();
  const windowsOf = (context: ClientContext) => {
    const known = windows.get(context) ?? new Windows();
    windows.set(context, known);
    return known;
  };
  return async (
    { context, source }: SourceRequest<Pick<EtcdSamples, "exposition">>,
  ): Promise<OverviewSample> => {
    const now = await source("exposition");
    failed.update(failures(now));
    peers.update(now.series.get(`${ROUND_TRIP}_count`) ?? NOTHING);
    return new OverviewSample(now, windowsOf(context));
  };
}

/** The metrics of cluster 7. */
export function overviewMetrics(
  { failed, peers }: OverviewDomains,
): readonly MetricOf<OverviewSample>[] {
  return [...SINGLE, ...callMetrics(failed), ...peerMetrics(peers)];
}

const SINGLE: readonly MetricOf<OverviewSample>[] = [
  {
    name: "overview.has_leader",
    item: 0,
    type: "U32",
    sem: "instant",
    oneline: "whether this member knows a leader: 1 or 0",
    help:
      "1 if this member knows the leader of the cluster, otherwise 0. Without a\n" +
      "leader nothing can be written. A member that stays at 0 while others\n" +
      "have 1 is cut off from them. If all members have 0, a majority is\n" +
      "missing.",
    value: ({ now }) => flag(now, "etcd_server_has_leader"),
  },
  {
    name: "overview.is_leader",
    item: 1,
    type: "U32",
    sem: "instant",
    oneline: "whether this member is the leader: 1 or 0",
    help: "1 on the member that leads the cluster, 0 on the others.",
    value: ({ now }) => flag(now, "etcd_server_is_leader"),
  },
  {
    name: "overview.leader_changes",
    item: 2,
    type: "U64",
    sem: "counter",
    units: "count",
    oneline: "leader changes that this member has seen",
    help:
      "How often this member has seen the leader change since it was started.\n" +
      "More than a few changes in an hour mean that the leader is overloaded,\n" +
      "that its disk is slow, or that the network between members loses\n" +
      "packets.",
    value: ({ now }) => count(now, "etcd_server_leader_changes_seen_total"),
  },
  {
    name: "overview.proposals_pending",
    item: 3,
    type: "U64",
    sem: "instant",
    units: "count",
    oneline: "proposals that wait to be committed",
    help:
      "Writes that this member has proposed and that no majority has committed\n" +
      "yet. If the number keeps growing, clients write more than the cluster\n" +
      "can take, or this member can't reach a majority.",
    value: ({ now }) => count(now, "etcd_server_proposals_pending"),
  },
  {
    name: "overview.proposals_failed",
    item: 4,
    type: "U64",
    sem: "counter",
    units: "count",
    oneline: "proposals that failed",
    help:
      "Writes that this member has proposed and that failed since it was\n" +
      "started. They fail during an election, or because the cluster has lost\n" +
      "its majority.",
    value: ({ now }) => count(now, "etcd_server_proposals_failed_total"),
  },
  {
    name: "overview.db_size_percent",
    item: 5,
    type: "DOUBLE",
    sem: "instant",
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
    type: "U64",
    sem: "counter",
    units: "count",
    oneline: "writes that took too long to apply",
    help:
      "Committed writes that this member took more than 100 ms to apply, since\n" +
      "it was started. They point to a slow disk, to too little processor time,\n" +
      "or to requests for very many keys.",
    value: ({ now }) => count(now, "etcd_server_slow_apply_total"),
  },
  {
    name: "overview.wal_fsync",
    item: 7,
    type: "DOUBLE",
    indom: STATISTICS,
    sem: "instant",
    units: "sec",
    oneline: "durations of fsync on the log since the last sample",
    help:
      "How long it took to flush the write-ahead log to disk, since the same\n" +
      "client's last fetch of this metric. The 99th percentile should stay\n" +
      "below 10 ms. A slower disk makes the cluster lose its leader.",
    value: (sample, { inst }) =>
      statistic(sample.distribution("wal_fsync", WAL_FSYNC), inst),
  },
  {
    name: "overview.backend_commit",
    item: 8,
    type: "DOUBLE",
    indom: STATISTICS,
    sem: "instant",
    units: "sec",
    oneline: "durations of commits to the database since the last sample",
    help:
      "How long it took to commit the database to disk, since the same client's\n" +
      "last fetch of this metric. The 99th percentile should stay below 25 ms.",
    value: (sample, { inst }) =>
      statistic(sample.distribution("backend_commit", BACKEND_COMMIT), inst),
  },
];

function callMetrics(indom: SeriesIndom): readonly MetricOf<OverviewSample>[] {
  return [{
    name: "overview.failed_calls",
    item: 9,
    type: "U64",
    indom,
    sem: "counter",
    units: "count",
    oneline: "calls of clients that failed, by code and method",
    help:
      "Calls of clients (gRPC) that this member has answered with a code other\n" +
      "than OK since it was started. Each code and method with a failed call\n" +
      "has an instance. Unavailable, Internal, DataLoss and DeadlineExceeded\n" +
      "point to the cluster. InvalidArgument and Unauthenticated point to a\n" +
      "client.",
    value: ({ now }, { inst }) => {
      const series = now.series.get(HANDLED);
      if (series === undefined) throw notExported(HANDLED);
      const value = series.get(indom.keyOf(inst) ?? "");
      return value && unsigned(HANDLED, value);
    },
  }];
}

function peerMetrics(indom: SeriesIndom): readonly MetricOf<OverviewSample>[] {
  const row = {
    type: "DOUBLE",
    indom,
    sem: "instant",
    units: "sec",
  } as const;
  const help =
    "How long a message to another member and back took, since the\n" +
    "same client's last fetch of this metric. The time must stay well below\n" +
    "etcd's heartbeat interval (100 ms by default). The leader measures it.";
  return [
    {
      ...row,
      name: "overview.peer_round_trip.mean",
      item: 10,
      oneline: "mean round trip to each other member since the last sample",
      help,
      value: (sample, { inst }) =>
        sample.distribution("mean", ROUND_TRIP, indom.keyOf(inst))?.mean,
    },
    {
      ...row,
      name: "overview.peer_round_trip.p99",
      item: 11,
      oneline: "99th percentile of the round trips since the last sample",
      help,
      value: (sample, { inst }) =>
        sample.distribution("p99", ROUND_TRIP, indom.keyOf(inst))
          ?.percentile(99),
    },
  ];
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
  distribution: Distribution | undefined,
  inst: number,
): number | undefined {
  return inst === MEAN ? distribution?.mean : distribution?.percentile(inst);
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
