/**
 * Where etcd answers what.
 *
 * @module
 */

// The v2 API. Only the leader answers LEADER_PATH, followers with status 403.
export const SELF_PATH = "/v2/stats/self";
export const STORE_PATH = "/v2/stats/store";
export const LEADER_PATH = "/v2/stats/leader";
export const MEMBERS_PATH = "/v2/members";

// Beside the APIs. A member that is not healthy answers with status 503.
export const HEALTH_PATH = "/health";
export const METRICS_PATH = "/metrics";
export const VERSION_PATH = "/version";

// The v3 API, below the gateway's prefix.
export const STATUS_METHOD = "maintenance/status";
export const ALARM_METHOD = "maintenance/alarm";
export const MEMBERS_METHOD = "cluster/member/list";
