/**
 * How long disks take for etcd's log and database: cluster 11.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** How long disks take for etcd's log and database. */
export const DISK_FAMILIES: FamilyGroup = {
  cluster: 11,
  name: "disk",
  families: [
    {
      name: "etcd_disk_wal_fsync_duration_seconds",
      type: "histogram",
      oneline: "time to bring the write-ahead log to the disk",
      help:
        "Every write waits for this at the majority of members, so it is what\n" +
        "limits etcd's speed more than anything else. The 99th percentile\n" +
        "should stay below 10 ms. Higher values mean that the disk is slow or\n" +
        "shared with others: give etcd an SSD of its own, look at the disk's\n" +
        "queue and at who else writes there. Very high values make the leader\n" +
        "lose its office (etcd.server.leader_changes_seen).",
    },
    {
      name: "etcd_disk_backend_commit_duration_seconds",
      type: "histogram",
      oneline: "time to commit the database to the disk",
      help:
        "etcd writes changes to its database in batches, several times a\n" +
        "second. The 99th percentile should stay below 25 ms. Higher values\n" +
        "mean a slow disk; while one is under way, other requests wait.",
    },
    {
      name: "etcd_disk_backend_snapshot_duration_seconds",
      type: "histogram",
      oneline: "time to send a snapshot of the database",
      help:
        "How long reading all of the database for a snapshot took, for a backup\n" +
        "or for another member. It grows with the database and with the load of\n" +
        "the disk. From etcd 3.2 on.",
    },
    {
      name: "etcd_disk_backend_defrag_duration_seconds",
      type: "histogram",
      oneline: "time to defragment the database",
      help:
        "A member answers no requests while it defragments (etcdctl defrag): do\n" +
        "it at one member after the other, and at times of low load. From etcd\n" +
        "3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_disk_wal_write_bytes_total",
      type: "gauge",
      grows: true,
      oneline:
        "bytes written to the write-ahead log since this member was started",
      help:
        "All that was written, log entries with their heads. etcd declares it a\n" +
        "gauge, so PCP shows the sum and not a rate. From etcd 3.2.30, 3.3.20,\n" +
        "3.4.7 and 3.5 on.",
    },
    {
      name: "etcd_disk_defrag_inflight",
      type: "gauge",
      oneline:
        "whether this member defragments its database at the moment, 1 or 0",
      help: "While it is 1, the member answers no requests. See\n" +
        "etcd.disk.backend_defrag_duration. From etcd 3.4.18, 3.5.2 and 3.6 on.",
    },
    {
      name: "etcd_disk_wal_write_duration_seconds",
      type: "histogram",
      oneline: "time to hand entries to the write-ahead log",
      help:
        "The time for writing into the file, without bringing it to the disk,\n" +
        "which is etcd.disk.wal_fsync_duration. High values mean that the\n" +
        "kernel makes writers wait: the disk can't keep up. From etcd 3.5.14\n" +
        "and 3.6 on.",
    },
  ],
};
