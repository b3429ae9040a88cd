/**
 * The families of /metrics that the agent knows, by group.
 *
 * The clusters of groups are theirs for good. 16 (snapshot), 17 (lease) and
 * 20 (auth) are kept for families that etcd exports as debugging ones by now.
 *
 * @module
 */

import type { FamilyGroup } from "../metrics_catalog.ts";
import { CLUSTER_FAMILIES } from "./cluster.ts";
import { DEBUGGING_FAMILIES } from "./debugging.ts";
import { DISK_FAMILIES } from "./disk.ts";
import { GO_FAMILIES } from "./go.ts";
import { GRPC_FAMILIES } from "./grpc.ts";
import { GRPC_PROXY_FAMILIES } from "./grpc_proxy.ts";
import { HTTP_FAMILIES } from "./http.ts";
import { HTTP_HANDLER_FAMILIES } from "./http_handler.ts";
import { MVCC_FAMILIES } from "./mvcc.ts";
import { NETWORK_FAMILIES } from "./network.ts";
import { OS_FAMILIES } from "./os.ts";
import { PROCESS_FAMILIES } from "./process.ts";
import { PROMHTTP_FAMILIES } from "./promhttp.ts";
import { PROXY_FAMILIES } from "./proxy.ts";
import { SERVER_FAMILIES } from "./server.ts";
import { SNAP_FAMILIES } from "./snap.ts";

/** All groups, by their clusters. */
export const FAMILY_GROUPS: readonly FamilyGroup[] = [
  SERVER_FAMILIES,
  DISK_FAMILIES,
  NETWORK_FAMILIES,
  MVCC_FAMILIES,
  DEBUGGING_FAMILIES,
  SNAP_FAMILIES,
  CLUSTER_FAMILIES,
  GRPC_PROXY_FAMILIES,
  HTTP_FAMILIES,
  PROXY_FAMILIES,
  GRPC_FAMILIES,
  GO_FAMILIES,
  PROCESS_FAMILIES,
  OS_FAMILIES,
  PROMHTTP_FAMILIES,
  HTTP_HANDLER_FAMILIES,
];
