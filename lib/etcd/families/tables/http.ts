/**
 * Requests to the v2 API: cluster 21.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** Requests to the v2 API. */
export const HTTP_FAMILIES: FamilyGroup = {
  cluster: 21,
  name: "http",
  families: [
    {
      name: "etcd_http_received_total",
      type: "counter",
      labelled: true,
      oneline: "requests to the v2 API, by method",
      help:
        "Requests that were understood and allowed. Requests of the v3 API are in\n" +
        "the grpc group. Only in etcd 3.1 to 3.5.",
    },
    {
      name: "etcd_http_failed_total",
      type: "counter",
      labelled: true,
      oneline: "requests to the v2 API that failed, by method and status",
      help:
        "Clients may expect 404 (no such key) and 412 (comparison failed). 500\n" +
        "and above are faults of the cluster. Only in etcd 3.1 to 3.5.",
    },
    {
      name: "etcd_http_successful_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to answer requests to the v2 API, by method",
      help:
        "Only requests that succeeded. Watches are not included. Only in etcd 3.1\n" +
        "to 3.5.",
    },
  ],
};
