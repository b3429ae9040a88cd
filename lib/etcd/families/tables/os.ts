/**
 * What etcd itself knows of the limits of the operating system: cluster 33.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** What etcd itself knows of the limits of the operating system. */
export const OS_FAMILIES: FamilyGroup = {
  cluster: 33,
  name: "os",
  families: [
    {
      name: "os_fd_used",
      type: "gauge",
      oneline: "file descriptors that etcd has open",
      help:
        "etcd counts them every few seconds or, since 3.4.11, every few minutes.\n" +
        "etcd warns in its log from 80 percent of etcd.os.fd_limit on. From etcd\n" +
        "3.2.31, 3.3.24, 3.4.11 and 3.5 on.",
    },
    {
      name: "os_fd_limit",
      type: "gauge",
      oneline: "file descriptors that etcd may open",
      help:
        "Raise the limit (LimitNOFILE of systemd) if etcd.os.fd_used comes near\n" +
        "it. From etcd 3.2.31, 3.3.24, 3.4.11 and 3.5 on.",
    },
  ],
};
