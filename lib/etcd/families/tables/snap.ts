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
        "From the first byte until the file is on the disk, when this member\n" +
        "gets all of the database because it was too far behind. From etcd\n" +
        "3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_snap_db_fsync_duration_seconds",
      type: "histogram",
      oneline: "time to bring a database that another member sent to the disk",
      help:
        "The part of etcd.snap.db_save_total_duration that waits for the disk.\n" +
        "From etcd 3.1.20, 3.2.25, 3.3.10 and 3.4 on.",
    },
    {
      name: "etcd_snap_fsync_duration_seconds",
      type: "histogram",
      oneline: "time to bring a snapshot of the raft state to the disk",
      help:
        "High values mean a slow disk, as with etcd.disk.wal_fsync_duration.\n" +
        "From etcd 3.4 on.",
    },
  ],
};
