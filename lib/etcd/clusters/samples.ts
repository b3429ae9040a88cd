/**
 * What the values of the agent's metrics come out of, by the names of their
 * sources.
 *
 * @module
 */

import type { Instance } from "../../pmda/mod.ts";
import type { Alarm, JsonObject, Member, MemberList } from "../api/mod.ts";
import type { Exposition } from "../exposition/mod.ts";
import type { OverviewSample } from "./overview_sample.ts";

/** The status of an instance's member; undefined if the member does not answer. */
export type StatusOf = (instance: Instance) => JsonObject | undefined;

/** The samples of a fetch. */
export interface EtcdSamples {
  /** `/v2/stats/self`. */
  readonly self: JsonObject;
  /** `/v2/stats/store`. */
  readonly store: JsonObject;
  /** `/v2/stats/leader`; a follower knows nothing there. */
  readonly leader: JsonObject;
  /** What the leader knows of each follower, by its instance. */
  readonly followers: ReadonlyMap<number, JsonObject>;
  /** The status of the member that the agent asks. */
  readonly status: JsonObject;
  /** The same, in the shape that {@linkcode memberStatuses} has. */
  readonly ownStatus: StatusOf;
  readonly alarms: readonly Alarm[];
  /** The alarms, by their instances. */
  readonly alarmInstances: ReadonlyMap<number, Alarm>;
  readonly memberList: MemberList;
  /** The members, by their instances. */
  readonly members: ReadonlyMap<number, Member>;
  /** What each member says of itself. */
  readonly memberStatuses: StatusOf;
  /** `/health`. */
  readonly health: JsonObject;
  /** `/version`. */
  readonly version: JsonObject;
  /** `/metrics`. */
  readonly exposition: Exposition;
  readonly overview: OverviewSample;
}
