/**
 * Snapshots on this member's disk: cluster 15.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** Snapshots on this member's disk. */
export const SNAP_FAMILIES: FamilyGroup = {
  cluster: 15,
  name: "snap",
  families: [
    {
      name: "etcd_snap_db_save_total_duration_seconds",
      type: "histogram",
      oneline: "time to save a database that another member sent",
      help:
        "The time from the first byte until the file is on the disk. A member\n" +
        "gets the whole database if it is too far behind. From etcd 3.1.20,\n" +
        "3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_snap_db_fsync_duration_seconds",
      type: "histogram",
      oneline: "time to flush to the disk a database that another member sent",
      help:
        "The part of etcd.snap.db_save_total_duration that waits for the disk.\n" +
        "From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_snap_fsync_duration_seconds",
      type: "histogram",
      oneline: "time to flush a snapshot of the raft state to the disk",
      help:
        "High values mean a slow disk, as with etcd.disk.wal_fsync_duration.\n" +
        "From etcd 3.4 on.",
    },
  ],
};
