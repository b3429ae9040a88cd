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
      oneline: "size of the database's file",
      help:
        "Space that the database takes on the disk; deleted and compacted keys\n" +
        "leave gaps in it that only new keys or a defragmentation fill. When it\n" +
        "reaches etcd.server.quota_backend the cluster refuses writes. The gap\n" +
        "to etcd.mvcc.db_total_size_in_use is what etcdctl defrag gives back.\n" +
        "From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_mvcc_db_total_size_in_use_in_bytes",
      type: "gauge",
      oneline: "size of what the database's file really contains",
      help:
        "Where it is near the quota, defragmenting won't help: keys must be\n" +
        "deleted, old revisions compacted (option --auto-compaction-retention),\n" +
        "or the quota raised. Where etcd.mvcc.db_total_size is much larger,\n" +
        "defragment. From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_mvcc_db_open_read_transactions",
      type: "gauge",
      oneline: "reads of the database that are under way",
      help:
        "A read that stays open for long keeps the database from reusing pages,\n" +
        "so that its file grows. From etcd 3.4 on.",
    },
    {
      name: "etcd_mvcc_hash_duration_seconds",
      type: "histogram",
      oneline: "time to compute the hash of the whole database",
      help:
        "Members' hashes are compared to find corruption; etcd asks for them\n" +
        "itself where it is told to check for it. It reads all of the database.\n" +
        "From etcd 3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_mvcc_hash_rev_duration_seconds",
      type: "histogram",
      oneline: "time to compute the hash of the keys at a revision",
      help:
        "As etcd.mvcc.hash_duration, but for keys up to one revision, which all\n" +
        "members can be compared at. From etcd 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_mvcc_range_total",
      type: "counter",
      oneline: "reads of ranges that this member has carried out",
      help:
        "Gets of single keys are ranges, too; those within transactions are\n" +
        "counted as well. From etcd 3.4 on.",
    },
    {
      name: "etcd_mvcc_put_total",
      type: "counter",
      oneline: "puts that this member has carried out",
      help:
        "Every member applies every write, so all members count all of them,\n" +
        "since each was started. From etcd 3.4 on.",
    },
    {
      name: "etcd_mvcc_delete_total",
      type: "counter",
      oneline: "deletes that this member has carried out",
      help:
        "Every member applies every write, so all members count all of them,\n" +
        "since each was started. From etcd 3.4 on.",
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
