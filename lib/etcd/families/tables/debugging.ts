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
        "etcd saves a file with the v2 store and the raft state each time after a\n" +
        "number of proposals (option --snapshot-count).",
    },
    {
      name: "etcd_debugging_snap_save_marshalling_duration_seconds",
      type: "histogram",
      oneline: "time to encode a snapshot of the raft state",
      help:
        "The part of etcd.debugging.snap_save_total_duration that is not spent on\n" +
        "writing.",
    },
    {
      name: "etcd_debugging_store_expires_total",
      type: "counter",
      oneline: "keys of the v2 store that expired",
      help: "The same events as in etcd.store.expire.",
    },
    {
      name: "etcd_debugging_store_reads_total",
      type: "counter",
      labelled: true,
      oneline: "reads of the v2 store, by action",
      help:
        'Actions are "get" and "getRecursive". Only the member that was asked\n' +
        "counts a read.",
    },
    {
      name: "etcd_debugging_store_reads_failed_total",
      type: "counter",
      labelled: true,
      oneline: "reads of the v2 store that failed, by action",
      help: "Only the member that was asked counts a failed read.",
    },
    {
      name: "etcd_debugging_store_writes_total",
      type: "counter",
      labelled: true,
      oneline: "writes to the v2 store, by action",
      help: "Actions are set, update, create, delete, compareAndSwap and\n" +
        "compareAndDelete. All members count each write, including etcd's own\n" +
        "entries for its members.",
    },
    {
      name: "etcd_debugging_store_writes_failed_total",
      type: "counter",
      labelled: true,
      oneline: "writes to the v2 store that failed, by action",
      help: "All members count each failed write.",
    },
    {
      name: "etcd_debugging_store_watch_requests_total",
      type: "counter",
      oneline: "watches of the v2 store that were asked for",
      help: "New watches, and watches that clients ask for again.",
    },
    {
      name: "etcd_debugging_store_watchers",
      type: "gauge",
      oneline: "current watchers of the v2 store",
      help: "The same as etcd.store.watchers.",
    },
    {
      name: "etcd_debugging_mvcc_range_total",
      type: "counter",
      oneline: "reads of ranges that this member has carried out",
      help:
        "The name that etcd.mvcc.range had before etcd 3.4. Only in etcd 3.1 to\n" +
        "3.5.",
    },
    {
      name: "etcd_debugging_mvcc_put_total",
      type: "counter",
      oneline: "puts that this member has carried out",
      help:
        "The name that etcd.mvcc.put had before etcd 3.4. Only in etcd 3.1 to\n" +
        "3.4.",
    },
    {
      name: "etcd_debugging_mvcc_delete_total",
      type: "counter",
      oneline: "deletes that this member has carried out",
      help:
        "The name that etcd.mvcc.delete had before etcd 3.4. Only in etcd 3.1 to\n" +
        "3.4.",
    },
    {
      name: "etcd_debugging_mvcc_txn_total",
      type: "counter",
      oneline: "transactions that this member has carried out",
      help:
        "The name that etcd.mvcc.txn had before etcd 3.4. Only in etcd 3.1 to\n" +
        "3.4.",
    },
    {
      name: "etcd_debugging_mvcc_keys_total",
      type: "gauge",
      fractional: true,
      oneline: "keys in the store of the v3 API",
      help:
        "Keys that exist at the moment, without old revisions. After a restore\n" +
        "the number may be a little wrong, even below zero.",
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
        "Each watch costs memory and, for each change, time. A number that never\n" +
        "falls points to clients that forget to end their watches.",
    },
    {
      name: "etcd_debugging_mvcc_slow_watcher_total",
      type: "gauge",
      fractional: true,
      oneline: "watches that lag behind the current revision",
      help:
        "Watches of clients that do not read their events fast enough, or that\n" +
        "began with an old revision.",
    },
    {
      name: "etcd_debugging_mvcc_events_total",
      type: "counter",
      oneline: "events that were sent to watchers",
      help: "Each change is counted once for each watch that it concerns.",
    },
    {
      name: "etcd_debugging_mvcc_pending_events_total",
      type: "gauge",
      fractional: true,
      oneline: "events that wait to be sent to watchers",
      help:
        "The number may be below zero for a moment, because senders and receivers\n" +
        "count separately.",
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
      help: "In milliseconds, including the pauses between the batches.",
    },
    {
      name: "etcd_debugging_mvcc_db_total_size_in_bytes",
      type: "gauge",
      oneline: "size of the database file",
      help:
        "The first name of etcd.mvcc.db_total_size. Only in etcd 3.1 to 3.4.",
    },
    {
      name: "etcd_debugging_mvcc_db_compaction_keys_total",
      type: "counter",
      oneline: "revisions of keys that compactions have removed",
      help: "Counted since this member was started. From etcd 3.3 on.",
    },
    {
      name: "etcd_debugging_mvcc_db_compaction_last",
      type: "gauge",
      moment: true,
      oneline: "when the last compaction ended, in seconds since 1970",
      help:
        "0 if there has been no compaction since this member was started. A value\n" +
        "that stays old means that old revisions are not compacted: the database\n" +
        "will grow to its quota. From etcd 3.5 on.",
    },
    {
      name: "etcd_debugging_mvcc_current_revision",
      type: "gauge",
      fractional: true,
      oneline: "current revision of the store",
      help:
        "The value grows by one with each change. All members should have about\n" +
        "the same value. From etcd 3.2.27, 3.3.16, 3.4.1 and 3.5 on.",
    },
    {
      name: "etcd_debugging_mvcc_compact_revision",
      type: "gauge",
      fractional: true,
      oneline: "revision of the last compaction",
      help:
        "Older revisions of keys can't be read any more. -1 if there has been no\n" +
        "compaction. From etcd 3.2.27, 3.3.16, 3.4.1 and 3.5 on.",
    },
    {
      name: "etcd_debugging_mvcc_total_put_size_in_bytes",
      type: "gauge",
      grows: true,
      oneline: "bytes of keys and values that were put",
      help:
        "Counted since this member was started. etcd declares it a gauge, but it\n" +
        "only grows, so PCP tools show its rate. From etcd 3.3.18, 3.4.4 and 3.5\n" +
        "on.",
    },
    {
      name: "etcd_debugging_server_lease_expired_total",
      type: "counter",
      oneline: "leases that have expired",
      help:
        "Leases that their clients no longer renewed. The keys of these leases\n" +
        "are gone. Only the leader counts them. From etcd 3.2 on.",
    },
    {
      name: "etcd_debugging_lease_granted_total",
      type: "counter",
      oneline: "leases that were granted",
      help: "Counted since this member was started. From etcd 3.4 on.",
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
        "Revoked by their clients, or by etcd after they had expired. From etcd\n" +
        "3.4 on.",
    },
    {
      name: "etcd_debugging_lease_ttl_total",
      type: "histogram",
      unit: "second",
      oneline: "times to live of leases, in seconds",
      help:
        "The time to live that clients asked for when the lease was granted.\n" +
        "etcd's name for it does not say the unit: it is seconds. From etcd 3.4\n" +
        "on.",
    },
    {
      name: "etcd_debugging_disk_backend_commit_rebalance_duration_seconds",
      type: "histogram",
      oneline: "time to rebalance the database's tree within a commit",
      help:
        "The part of etcd.disk.backend_commit_duration that merges pages. From\n" +
        "etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_disk_backend_commit_spill_duration_seconds",
      type: "histogram",
      oneline: "time to lay out the database's pages within a commit",
      help:
        "The part of etcd.disk.backend_commit_duration that splits pages and\n" +
        "gives them their places. From etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_disk_backend_commit_write_duration_seconds",
      type: "histogram",
      oneline: "time to write the database's pages within a commit",
      help:
        "The part of etcd.disk.backend_commit_duration that the disk takes. From\n" +
        "etcd 3.4 on.",
    },
    {
      name: "etcd_debugging_auth_revision",
      type: "gauge",
      oneline: "revision of users, roles and permissions",
      help:
        "The value grows with each change of users, roles or permissions. From\n" +
        "etcd 3.3.21, 3.4.8 and 3.5 on.",
    },
    {
      name: "etcd_debugging_server_alarms",
      type: "gauge",
      labelled: true,
      fractional: true,
      oneline: "alarms of all members, by member and kind",
      help:
        "How often this member has seen the alarm (NOSPACE or CORRUPT) raised,\n" +
        "minus how often it has seen the alarm disarmed. Above 0: the alarm is\n" +
        "raised. 0: it was disarmed. Below 0: it was raised before this member\n" +
        "was started. From etcd 3.6 on.",
    },
    {
      name:
        "etcd_debugging_server_watch_send_loop_watch_stream_duration_seconds",
      type: "histogram",
      oneline: "time to send the events of one answer to a watch",
      help: "The time for all events of the answer together. From etcd 3.7 on.",
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
      oneline: "time to send answers that create or cancel watches",
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
