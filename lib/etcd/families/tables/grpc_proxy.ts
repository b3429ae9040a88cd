/**
 * What etcd grpc-proxy exports; members export them with zeros where they have them: cluster 19.
 *
 * A family's place in the list makes its pmIDs: new ones are appended, and
 * none is ever moved or taken out.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";

/** What etcd grpc-proxy exports; members export them with zeros where they have them. */
export const GRPC_PROXY_FAMILIES: FamilyGroup = {
  cluster: 19,
  name: "grpc_proxy",
  families: [
    {
      name: "etcd_grpc_proxy_events_coalescing_total",
      type: "counter",
      oneline: "events that the proxy had to ask etcd for only once",
      help:
        "Counted once for each watcher that got an event for which another\n" +
        "watcher of the same keys was the reason.",
    },
    {
      name: "etcd_grpc_proxy_watchers_coalescing_total",
      type: "gauge",
      fractional: true,
      oneline: "watches of clients that share one watch of the proxy",
      help: "The higher the number, the more work the proxy saves etcd.",
    },
    {
      name: "etcd_grpc_proxy_cache_hits_total",
      type: "gauge",
      grows: true,
      oneline: "reads that the proxy answered from its cache",
      help:
        "Only reads that need not be linearizable are answered from the cache.\n" +
        "etcd declares it a gauge, but it only grows, so PCP tools show its rate.",
    },
    {
      name: "etcd_grpc_proxy_cache_misses_total",
      type: "gauge",
      grows: true,
      oneline: "reads that the proxy had to pass on to etcd",
      help:
        "If it grows as fast as the number of reads, the cache is useless. etcd\n" +
        "declares it a gauge, but it only grows, so PCP tools show its rate.",
    },
    {
      name: "etcd_grpc_proxy_cache_keys_total",
      type: "gauge",
      oneline: "keys and ranges in the proxy's cache",
      help:
        "The cache has a limited size; old entries make room for new ones. From\n" +
        "etcd 3.2 on.",
    },
  ],
};
