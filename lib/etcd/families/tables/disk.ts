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
      oneline: "time to flush the write-ahead log to the disk",
      help:
        "Every write waits for this on a majority of members, so it limits etcd's\n" +
        "speed more than anything else. The 99th percentile should stay below 10\n" +
        "ms. Higher values mean that the disk is slow or shared with others. Give\n" +
        "etcd an SSD of its own, look at the disk's queue and at other programs\n" +
        "that write to the disk. Very high values lead to a new leader\n" +
        "(etcd.server.leader_changes_seen).",
    },
    {
      name: "etcd_disk_backend_commit_duration_seconds",
      type: "histogram",
      oneline: "time to commit the database to the disk",
      help:
        "etcd writes changes to its database in batches, several times a second.\n" +
        "The 99th percentile should stay below 25 ms. Higher values mean a slow\n" +
        "disk. Other requests wait while a commit is under way.",
    },
    {
      name: "etcd_disk_backend_snapshot_duration_seconds",
      type: "histogram",
      oneline: "time to send a snapshot of the database",
      help:
        "How long it took to read the whole database for a snapshot, for a backup\n" +
        "or for another member. It grows with the database and with the load of\n" +
        "the disk. From etcd 3.2 on.",
    },
    {
      name: "etcd_disk_backend_defrag_duration_seconds",
      type: "histogram",
      oneline: "time to defragment the database",
      help:
        "A member answers no requests while it defragments (etcdctl defrag).\n" +
        "Defragment one member after the other, at times of low load. From etcd\n" +
        "3.1.19, 3.2.24, 3.3.9 and 3.4 on.",
    },
    {
      name: "etcd_disk_wal_write_bytes_total",
      type: "gauge",
      grows: true,
      oneline:
        "bytes written to the write-ahead log since this member was started",
      help:
        "Log entries with their headers. etcd declares it a gauge, but it only\n" +
        "grows, so PCP tools show its rate. From etcd 3.2.30, 3.3.20, 3.4.7 and\n" +
        "3.5 on.",
    },
    {
      name: "etcd_disk_defrag_inflight",
      type: "gauge",
      flag: true,
      oneline: "whether this member is defragmenting its database, 1 or 0",
      help: "While it is 1, the member answers no requests. See\n" +
        "etcd.disk.backend_defrag_duration. From etcd 3.4.18, 3.5.2 and 3.6 on.",
    },
    {
      name: "etcd_disk_wal_write_duration_seconds",
      type: "histogram",
      oneline: "time to hand entries to the write-ahead log",
      help:
        "The time to write into the file. The time to flush the file to the disk\n" +
        "is in etcd.disk.wal_fsync_duration. High values mean that the kernel\n" +
        "makes writers wait, because the disk can't keep up. From etcd 3.5.14 and\n" +
        "3.6 on.",
    },
  ],
};
