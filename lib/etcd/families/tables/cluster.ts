/**
 * What the members have agreed on: cluster 18.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** What the members have agreed on. */
export const CLUSTER_FAMILIES: FamilyGroup = {
  cluster: 18,
  name: "cluster",
  families: [
    {
      name: "etcd_cluster_version",
      type: "gauge",
      carries: "cluster_version",
      oneline: "version that all members of the cluster have in common",
      help:
        "The lowest minor version of all members, such as 3.4. Features of newer\n" +
        "versions are off until all members have been upgraded; then the value\n" +
        "changes by itself. From etcd 3.2.28, 3.3.18 and 3.4 on.",
    },
  ],
};
