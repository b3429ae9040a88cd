/**
 * What an etcd started with --proxy on exports, up to etcd 3.5: cluster 22.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** What an etcd started with --proxy on exports, up to etcd 3.5. */
export const PROXY_FAMILIES: FamilyGroup = {
  cluster: 22,
  name: "proxy",
  families: [
    {
      name: "etcd_proxy_requests_total",
      type: "counter",
      labelled: true,
      oneline: "requests to the proxy, by method",
      help:
        "The proxy of the v2 API passes requests on to members. Only in etcd 3.1\n" +
        "to 3.5.",
    },
    {
      name: "etcd_proxy_handled_total",
      type: "counter",
      labelled: true,
      oneline:
        "requests that a member has answered through the proxy, by method and status",
      help:
        "A request counts whatever the answer was. Only in etcd 3.1 to 3.5.",
    },
    {
      name: "etcd_proxy_dropped_total",
      type: "counter",
      labelled: true,
      oneline: "requests that the proxy had to give up, by method and reason",
      help:
        "There was no member to pass the request on to, or the member did not\n" +
        "answer. Only in etcd 3.1 to 3.5.",
    },
    {
      name: "etcd_proxy_handling_duration_seconds",
      type: "histogram",
      labelled: true,
      oneline: "time to answer requests through the proxy, by method",
      help:
        "Only requests that succeeded. Watches are not included. Only in etcd 3.1\n" +
        "to 3.5.",
    },
  ],
};
