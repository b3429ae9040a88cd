/**
 * What etcd exports for its own developers, with no promise that it stays: cluster 14.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** What etcd exports for its own developers, with no promise that it stays. */
export const DEBUGGING_FAMILIES: FamilyGroup = {
  cluster: 14,
  name: "debugging",
  families: [
    {
      name: "etcd_debugging_snap_save_total_duration_seconds",
      type: "histogram",
      oneline: "time to save a snapshot of the raft state",
      help:
        "The file with the v2 store and the raft state, every so many proposals\n" +
        "(option --snapshot-count).",
    },
    {
      name: "etcd_debugging_snap_save_marshalling_duration_seconds",
      type: "histogram",
      oneline: "time to encode a snapshot of the raft state",
      help:
        "The part of etcd.debugging.snap_save_total_duration that is not\n" +
        "writing.",
    },
    {
      name: "etcd_debugging_store_expires_total",
      type: "counter",
      oneline: "keys of the v2 store that expired",
      help: "As etcd.store.expire, from the same events.",
    },
    {
      name: "etcd_debugging_store_reads_total",
      type: "counter",
      labelled: true,
      oneline: "reads of the v2 store, by action",
      help:
        'Actions are "get" and "getRecursive". Only the member that was asked\n' +
        "counts them.",
    },
    {
      name: "etcd_debugging_store_reads_failed_total",
      type: "counter",
      labelled: true,
      oneline: "reads of the v2 store that failed, by action",
      help: "Only the member that was asked counts them.",
    },
    {
      name: "etcd_debugging_store_writes_total",
      type: "counter",
      labelled: true,
      oneline: "writes to the v2 store, by action",
      help: "Actions are set, update, create, delete, compareAndSwap and\n" +
        "compareAndDelete. All members count them; etcd's own entries for its\n" +
        "members are among them.",
    },
    {
      name: "etcd_debugging_store_writes_failed_total",
      type: "counter",
      labelled: true,
      oneline: "writes to the v2 store that failed, by action",
      help: "All members count them.",
    },
    {
      name: "etcd_debugging_store_watch_requests_total",
      type: "counter",
      oneline: "watches of the v2 store that were asked for",
      help: "New ones, and those that clients ask for again.",
    },
    {
      name: "etcd_debugging_store_watchers",
      type: "gauge",
      oneline: "current watchers of the v2 store",
      help: "As etcd.store.watchers.",
    },
    {
      name: "etcd_debugging_mvcc_range_total",
      type: "counter",
      oneline: "reads of ranges that this member has carried out",
      help:
        "The name that etcd.mvcc.range had before etcd 3.4. From etcd 3.1 on,\n" +
        "up to 3.5.",
    },
    {
      name: "etcd_debugging_mvcc_put_total",
      type: "counter",
      oneline: "puts that this member has carried out",
      help:
        "The name that etcd.mvcc.put had before etcd 3.4. From etcd 3.1 on, up\n" +
        "to 3.4.",
    },
    {
      name: "etcd_debugging_mvcc_delete_total",
      type: "counter",
      oneline: "deletes that this member has carried out",
      help:
        "The name that etcd.mvcc.delete had before etcd 3.4. From etcd 3.1 on,\n" +
        "up to 3.4.",
    },
    {
      name: "etcd_debugging_mvcc_txn_total",
      type: "counter",
      oneline: "transactions that this member has carried out",
      help:
        "The name that etcd.mvcc.txn had before etcd 3.4. From etcd 3.1 on, up\n" +
        "to 3.4.",
    },
    {
      name: "etcd_debugging_mvcc_keys_total",
      type: "gauge",
      fractional: true,
      oneline: "keys in the store of the v3 API",
      help:
        "Keys that exist at the moment, without old revisions. It may be a\n" +
        "little off after a restore, and below zero.",
    },
    {
      name: "etcd_debugging_mvcc_watch_stream_total",
      type: "gauge",
      oneline: "streams of watches that clients have open",
      help: "A client has one stream for many watches.",
    },
    {
      name: "etcd_debugging_mvcc_watcher_total",
      type: "gauge",
      fractional: true,
      oneline: "watches that clients have open",
      help:
        "Each costs memory and, for each change, time. A number that never\n" +
        "falls points to clients that forget their watches.",
    },
    {
      name: "etcd_debugging_mvcc_slow_watcher_total",
      type: "gauge",
      fractional: true,
      oneline: "watches that lag behind the current revision",
      help:
        "Clients that do not read their events fast enough, or that began with\n" +
        "an old revision.",
    },
    {
      name: "etcd_debugging_mvcc_events_total",
      type: "counter",
      oneline: "events that were sent to watchers",
      help: "One for each change and each watch that it concerns.",
    },
    {
      name: "etcd_debugging_mvcc_pending_events_total",
      type: "gauge",
      fractional: true,
      oneline: "events that wait for being sent to watchers",
      help:
        "It may be below zero for a moment, as senders and receivers count\n" +
        "separately.",
    },
    {
      name: "etcd_debugging_mvcc_index_compaction_pause_duration_milliseconds",
      type: "histogram",
      oneline: "time that a compaction of the index held up other requests",
      help: "In milliseconds.",
    },
    {
      name: "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds",
      type: "histogram",
      oneline: "time that a batch of a compaction held up other requests",
      help:
        "In milliseconds. High values make requests slow while etcd compacts.",
    },
    {
      name: "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds",
      type: "histogram",
      oneline: "time that compactions took as a whole",
      help: "In milliseconds, with the pauses between the batches.",
    },
    {
      name: "etcd_debugging_mvcc_db_total_size_in_bytes",
      type: "gauge",
      oneline: "size of the database's file",
      help:
        "The name that etcd.mvcc.db_total_size had at first. From etcd 3.1 on,\n" +
        "up to 3.4.",
    },
    {
      name: "etcd_debugging_mvcc_db_compaction_keys_total",
      type: "counter",
      oneline: "revisions of keys that compactions have removed",
      help: "Since this member was started. From etcd 3.3 on.",
    },
    {
      name: "etcd_debugging_mvcc_db_compaction_last",
      type: "gauge",
      oneline: "when the last compaction ended, in seconds since 1970",
      help:
        "0 where there has been none since this member was started. A value\n" +
        "that stays old says that nobody compacts, so that the database will\n" +
        "grow to its quota. From etcd 3.5 on.",
    },
    {
      name: "etcd_debugging_mvcc_current_revision",
      type: "gauge",
      fractional: true,
      oneline: "current revision of the store",
      help:
        "It grows by one with each change; all members should be near each\n" +
        "other. From etcd 3.2.27, 3.3.16, 3.4.1 and 3.5 on.",
    },
    {
      name: "etcd_debugging_mvcc_compact_revision",
      type: "gauge",
      fractional: true,
      oneline: "revision of the last compaction",
      help:
        "Older revisions of keys can't be read any more. -1 where there has\n" +
        "been no compaction. From etcd 3.2.27, 3.3.16, 3.4.1 and 3.5 on.",
    },
    {
      name: "etcd_debugging_mvcc_total_put_size_in_bytes",
      type: "gauge",
      oneline: "bytes of keys and values that were put",
      help:
        "Since this member was started. etcd declares it a gauge, so PCP shows\n" +
        "the sum and not a rate. From etcd 3.3.18, 3.4.4 and 3.5 on.",
    },
    {
      name: "etcd_debugging_server_lease_expired_total",
      type: "counter",
      oneline: "leases that have expired",
      help:
        "Leases whose clients no longer renewed them; their keys are gone. Only\n" +
        "the leader counts them. From etcd 3.2 on.",
    },
    {
      name: "etcd_debugging_lease_granted_total",
      type: "counter",
      oneline: "leases that were granted",
      help: "Since this member was started. From etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_lease_renewed_total",
      type: "counter",
      oneline: "renewals of leases",
      help: "Only the leader renews leases. From etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_lease_revoked_total",
      type: "counter",
      oneline: "leases that were revoked",
      help:
        "By their clients, or by etcd when they had expired. From etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_lease_ttl_total",
      type: "histogram",
      oneline: "times to live of leases, in seconds",
      help:
        "The time for which leases were asked for when they were granted. The\n" +
        "name does not say the unit: it is seconds. From etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_disk_backend_commit_rebalance_duration_seconds",
      type: "histogram",
      oneline: "time to rebalance the database's tree within a commit",
      help: "The part of etcd.disk.backend_commit_duration that puts pages\n" +
        "together. From etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_disk_backend_commit_spill_duration_seconds",
      type: "histogram",
      oneline: "time to lay out the database's pages within a commit",
      help:
        "The part of etcd.disk.backend_commit_duration that splits pages and\n" +
        "gives them their place. From etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_disk_backend_commit_write_duration_seconds",
      type: "histogram",
      oneline: "time to write the database's pages within a commit",
      help:
        "The part of etcd.disk.backend_commit_duration that the disk takes.\n" +
        "From etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_auth_revision",
      type: "gauge",
      oneline: "revision of users, roles and permissions",
      help:
        "It grows with each change of them. From etcd 3.3.21, 3.4.8 and 3.5 on.",
    },
    {
      name: "etcd_debugging_server_alarms",
      type: "gauge",
      labelled: true,
      fractional: true,
      oneline: "alarms of all members, by member and kind",
      help:
        "How often this member has seen the alarm (NOSPACE or CORRUPT) raised,\n" +
        "less how often it has seen it disarmed: above 0 while it is raised, 0\n" +
        "after it was disarmed, below 0 where it was raised before this member\n" +
        "was started. From etcd 3.6 on.",
    },
    {
      name:
        "etcd_debugging_server_watch_send_loop_watch_stream_duration_seconds",
      type: "histogram",
      oneline: "time to send the events of one answer to a watch",
      help: "All events of the answer together. From etcd 3.7 on.",
    },
    {
      name:
        "etcd_debugging_server_watch_send_loop_watch_stream_duration_per_event_seconds",
      type: "histogram",
      oneline: "time to send an event to a watch, on average over an answer",
      help:
        "etcd.debugging.server_watch_send_loop_watch_stream_duration, divided\n" +
        "by the number of events. From etcd 3.7 on.",
    },
    {
      name:
        "etcd_debugging_server_watch_send_loop_control_stream_duration_seconds",
      type: "histogram",
      oneline: "time to send answers about watches themselves",
      help:
        "Answers that say that a watch was created or cancelled. From etcd 3.7\n" +
        "on.",
    },
    {
      name: "etcd_debugging_server_watch_send_loop_progress_duration_seconds",
      type: "histogram",
      oneline: "time to send notices of progress to watches",
      help:
        "Notices that nothing has happened up to a revision. From etcd 3.7 on.",
    },
  ],
};
