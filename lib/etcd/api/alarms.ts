/**
 * The alarms that are raised in a cluster.
 *
 * @module
 */

import { hexId } from "./hex_id.ts";
import type { JsonObject } from "./json_object.ts";

/** An alarm that is raised. */
export interface Alarm {
  /** NOSPACE or CORRUPT. */
  readonly alarm: string;
  /** The id of the member that it is raised for, in hexadecimal. */
  readonly id: string;
}

/** Text of an alarm among the errors of a status. */
const ERROR = /^(?:memberID:\s*(\d{1,20})\s+)?alarm:\s*(\w+)\s*$/;

/**
 * The alarms that a status names among its errors; undefined where it does not
 * name them, as before etcd 3.4, or not as expected.
 */
export function alarmsInStatus(
  status: JsonObject,
): readonly Alarm[] | undefined {
  if (!status.has("raftAppliedIndex")) return undefined;
  const errors = status.strings("errors")
    .filter((error) => error.includes("alarm:"));
  const alarms = errors.flatMap((error) => {
    const [, id = "0", alarm] = ERROR.exec(error) ?? [];
    return alarm === undefined ? [] : [{ id: hexId(BigInt(id)), alarm }];
  });
  return alarms.length === errors.length ? alarms : undefined;
}

/** The alarms in an answer to `maintenance/alarm`. */
export function alarmsInAnswer(answer: JsonObject): readonly Alarm[] {
  return answer.objects("alarms").map((alarm) => ({
    id: hexId(alarm.proto64("memberID")),
    alarm: alarm.has("alarm") ? alarm.string("alarm") : "NONE",
  }));
}
