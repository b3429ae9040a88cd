/**
 * What etcd can be asked, by either of its APIs, and what its answers say. It
 * knows neither where etcd is nor how PCP shows it.
 *
 * @module
 */

export { BadAnswerError, RefusedError, UnreachableError } from "../http/mod.ts";
export { type Alarm, alarmsInStatus } from "./alarms.ts";
export { AbsentError, MissingFieldError } from "./answer_errors.ts";
export { EtcdClient } from "./client.ts";
export { Etcd } from "./etcd.ts";
export { parseDuration, parseTime } from "./go_time.ts";
export { hexId } from "./hex_id.ts";
export { JsonObject } from "./json_object.ts";
export { instanceNames, type Member, type MemberList } from "./member_list.ts";
export { MemberStatuses } from "./member_statuses.ts";
export { type RequestCounts, RequestStatistics } from "./request_statistics.ts";
export { answererOf } from "./status.ts";
