/**
 * The clusters of metrics that are not made of families: their rows, and the
 * sources that ask for what these need. It knows neither how etcd is reached
 * nor what HTTP is.
 *
 * @module
 */

export { agentRequests } from "./agent_requests.ts";
export { alarmDomain, alarmMetrics } from "./alarms.ts";
export { errorCode } from "./error_code.ts";
export { followerDomain, followerMetrics } from "./followers.ts";
export { HEALTH_METRICS } from "./health.ts";
export { memberDomain, memberMetrics } from "./members.ts";
export { overviewDomains, overviewMetrics } from "./overview.ts";
export type { EtcdSamples } from "./samples.ts";
export { SELF_METRICS } from "./self.ts";
export { type EtcdDomains, etcdSources } from "./sources.ts";
export { STATUS_METRICS } from "./status.ts";
export { STORE_METRICS } from "./store.ts";
