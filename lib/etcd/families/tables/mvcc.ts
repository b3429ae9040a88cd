/**
 * The store of the v3 API: cluster 13.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** The store of the v3 API. */
export const MVCC_FAMILIES: FamilyGroup = {
  cluster: 13,
  name: "mvcc",
  families: [
    {
      name: "etcd_mvcc_db_total_size_in_bytes",
      type: "gauge",
      oneline: "size of the database file",
      help:
        "Space that the database file takes on the disk. Deleted and compacted\n" +
        "keys leave gaps in the file. New keys fill the gaps; only a\n" +
        "defragmentation removes them. When the size reaches\n" +
        "etcd.server.quota_backend, the cluster refuses writes. etcdctl defrag\n" +
        "gives back the difference to etcd.mvcc.db_total_size_in_use. From etcd\n" +
        "3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_mvcc_db_total_size_in_use_in_bytes",
      type: "gauge",
      oneline: "size of the database file's parts that are in use",
      help:
        "If it is near the quota, a defragmentation does not help: delete keys,\n" +
        "compact old revisions (option --auto-compaction-retention), or raise the\n" +
        "quota. If etcd.mvcc.db_total_size is much larger, defragment. From etcd\n" +
        "3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_mvcc_db_open_read_transactions",
      type: "gauge",
      oneline: "reads of the database that are under way",
      help:
        "A read that stays open for long keeps the database from reusing pages,\n" +
        "so the file grows. From etcd 3.4 on.",
    },
    {
      name: "etcd_mvcc_hash_duration_seconds",
      type: "histogram",
      oneline: "time to compute the hash of the whole database",
      help:
        "The members' hashes are compared to find corruption. etcd compares them\n" +
        "itself if its corruption check is on. Computing a hash reads the whole\n" +
        "database. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_mvcc_hash_rev_duration_seconds",
      type: "histogram",
      oneline: "time to compute the hash of the keys at a revision",
      help:
        "As etcd.mvcc.hash_duration, but for the keys up to one revision. All\n" +
        "members can be compared at the same revision. From etcd 3.3.9 and 3.4\n" +
        "on.",
    },
    {
      name: "etcd_mvcc_range_total",
      type: "counter",
      oneline: "reads of ranges that this member has carried out",
      help:
        "A get of a single key is a range, too. Ranges within transactions are\n" +
        "also counted. From etcd 3.4 on.",
    },
    {
      name: "etcd_mvcc_put_total",
      type: "counter",
      oneline: "puts that this member has carried out",
      help:
        "Every member applies every write, so each member counts all of them\n" +
        "since it was started. From etcd 3.4 on.",
    },
    {
      name: "etcd_mvcc_delete_total",
      type: "counter",
      oneline: "deletes that this member has carried out",
      help:
        "Every member applies every write, so each member counts all of them\n" +
        "since it was started. From etcd 3.4 on.",
    },
    {
      name: "etcd_mvcc_txn_total",
      type: "counter",
      oneline: "transactions that this member has carried out",
      help: "Transactions of more than one operation, as etcd counts them.\n" +
        "Kubernetes writes everything in transactions. From etcd 3.4 on.",
    },
  ],
};
