/**
 * Where etcd answers what.
 *
 * @module
 */

/** The statistics of the member itself, v2. */
export const SELF_PATH = "/v2/stats/self";
/** The statistics of the v2 store. */
export const STORE_PATH = "/v2/stats/store";
/** What the leader knows of its followers, v2; followers answer 403. */
export const LEADER_PATH = "/v2/stats/leader";
/** The member list, v2. */
export const MEMBERS_PATH = "/v2/members";
/** Whether the member is healthy; 503 where it is not. */
export const HEALTH_PATH = "/health";
/** The versions of server and cluster. */
export const VERSION_PATH = "/version";
/** The member's status, below the gateway's prefix. */
export const STATUS_METHOD = "maintenance/status";
/** The alarms, below the gateway's prefix. */
export const ALARM_METHOD = "maintenance/alarm";
/** The member list, below the gateway's prefix. */
export const MEMBERS_METHOD = "cluster/member/list";
