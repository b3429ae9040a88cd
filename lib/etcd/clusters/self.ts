/**
 * Cluster 0: the statistics of the member itself, from `/v2/stats/self`. What
 * the v3 API knows too comes from there where an etcd has no v2.
 *
 * @module
 */

import {
  type MetricOf,
  PM_COUNT_ONE,
  PM_ERR_APPVERSION,
  PM_SEM_COUNTER,
  PM_SEM_DISCRETE,
  PM_SEM_INSTANT,
  PM_SPACE_BYTE,
  PM_TIME_SEC,
  PM_TYPE_DOUBLE,
  PM_TYPE_STRING,
  PM_TYPE_U64,
  PmError,
  pmUnits,
} from "../../pmda/mod.ts";
import { parseDuration, parseTime } from "../api/go_time.ts";
import { hexId } from "../api/hex_id.ts";
import type { MemberList } from "../api/member_list.ts";
import { answerOf, type Outcome, outcome, worseOf } from "../api/settled.ts";
import type { JsonObject } from "../api/json_object.ts";
import { answererOf, type Round } from "../api/questions.ts";

/** What the v3 API has in place of the v2 statistics. */
type Substitute = "status" | "members";

/** A metric of cluster 0, and what fills it where there is no v2. */
type SelfMetric = MetricOf<SelfSample> & { readonly v3?: Substitute };

/**
 * What is known of the member itself: by its v2 statistics, or where they are
 * not to be had by the v3 API.
 */
export class SelfSample {
  readonly #stats: Outcome<JsonObject>;
  readonly #v3: SelfV3;

  /** Makes a sample. */
  constructor(stats: Outcome<JsonObject>, v3: SelfV3 = {}) {
    this.#stats = stats;
    this.#v3 = v3;
  }

  /** The v2 statistics. */
  get stats(): JsonObject {
    return answerOf(this.#stats);
  }

  /** The v3 API's status. */
  get status(): JsonObject {
    return this.#known(this.#v3.status);
  }

  /** The v3 API's member list. */
  get members(): MemberList {
    return this.#known(this.#v3.members);
  }

  /**
   * A value that both APIs have.
   *
   * @throws {PmError} Why there is none.
   */
  either<T>(
    v2: (stats: JsonObject) => T | undefined,
    v3: () => T | undefined,
  ): T | undefined {
    return this.#stats instanceof PmError ? v3() : v2(this.#stats);
  }

  #known<T>(answer: Outcome<T> | undefined): T {
    if (!(this.#stats instanceof PmError)) {
      throw new TypeError("the v3 API is asked only where v2 fails");
    }
    if (answer === undefined) throw this.#stats;
    if (answer instanceof PmError) throw worseOf(this.#stats, answer);
    return answer;
  }
}

/** What the v3 API says of the member itself. */
export interface SelfV3 {
  /** Its status. */
  readonly status?: Outcome<JsonObject>;
  /** The member list. */
  readonly members?: Outcome<MemberList>;
}

/**
 * Gets the sample of a fetch. The v3 API is asked only where the v2 statistics
 * are not to be had, and only for what the fetch needs.
 *
 * @throws {PmError} Where nothing that the fetch needs is to be had.
 */
export async function refreshSelf(
  round: Round,
  items: ReadonlySet<number>,
): Promise<SelfSample> {
  const stats = await outcome(round.self());
  if (!(stats instanceof PmError)) return new SelfSample(stats);
  const needs = new Set(
    SELF_METRICS.filter(({ item }) => items.has(item)).map(({ v3 }) => v3),
  );
  if (round.signal.aborted) throw stats;
  const [status, members] = await Promise.all([
    needs.has("status") ? outcome(round.status()) : undefined,
    needs.has("members") ? outcome(round.members()) : undefined,
  ]);
  const answers = [status, members].filter((answer) => answer !== undefined);
  const reasons = answers.filter((answer) => answer instanceof PmError);
  // That v2 is absent stands for the items that need it, whatever v3 says.
  const together = stats.code !== PM_ERR_APPVERSION || !needs.has(undefined);
  if (reasons.length === answers.length && together) {
    throw reasons.reduce(worseOf, stats);
  }
  return new SelfSample(stats, { status, members });
}

/** The member's name in the member list. */
function ownName({ members, self }: MemberList): string | undefined {
  const name = members.find(({ id }) => id === self)?.name;
  return name === "" ? undefined : name;
}

/** The raft state as the v2 statistics call it; without a leader it can be any. */
function stateOf(status: JsonObject): string | undefined {
  const leader = status.proto64("leader");
  if (leader === 0n) return undefined;
  return hexId(leader) === answererOf(status) ? "StateLeader" : "StateFollower";
}

/** The leader's id; undefined where there is no leader. */
function leaderOf(status: JsonObject): string | undefined {
  const leader = status.proto64("leader");
  return leader === 0n ? undefined : hexId(leader);
}

/** Rates that are 0 are left out beside the counter of the same direction. */
function rate(stats: JsonObject, name: string, beside: string): number {
  return stats.has(beside) && !stats.has(name) ? 0 : stats.double(name);
}

const PER_SECOND = pmUnits(0, -1, 1, 0, PM_TIME_SEC, PM_COUNT_ONE);
const BYTES_PER_SECOND = pmUnits(1, -1, 0, PM_SPACE_BYTE, PM_TIME_SEC, 0);
const SECONDS = pmUnits(0, 1, 0, 0, PM_TIME_SEC, 0);

/** The metrics of cluster 0. */
export const SELF_METRICS: readonly SelfMetric[] = [
  {
    name: "name",
    item: 0,
    type: PM_TYPE_STRING,
    sem: PM_SEM_INSTANT,
    oneline: "name of this etcd member",
    help:
      "The name that this member was given with etcd's option --name. It is\n" +
      "what people call the member; the cluster tells members apart by etcd.id.",
    v3: "members",
    value: (self) =>
      self.either(
        (stats) => stats.string("name"),
        () => ownName(self.members),
      ),
  },
  {
    name: "id",
    item: 1,
    type: PM_TYPE_STRING,
    sem: PM_SEM_INSTANT,
    oneline: "id of this etcd member, in hexadecimal",
    help: "The number that the cluster knows this member by, 64 bits in\n" +
      "hexadecimal. It stays the same as long as the member belongs to the\n" +
      "cluster; a member that is removed and added again has a new one.",
    v3: "status",
    value: (self) =>
      self.either(
        (stats) => stats.string("id"),
        () => answererOf(self.status),
      ),
  },
  {
    name: "state",
    item: 2,
    type: PM_TYPE_STRING,
    sem: PM_SEM_INSTANT,
    oneline: "raft state of this etcd member",
    help: "The role of this member in the raft protocol: StateLeader or\n" +
      "StateFollower; StateCandidate or StatePreCandidate while the cluster\n" +
      "elects a leader. A member that stays a candidate can't reach a majority\n" +
      "of the others. The v2 statistics, which it comes from where there are\n" +
      "any, may call a member leader that has lost the majority; ask\n" +
      "etcd.status.has_leader then. Without them it has no value while there is\n" +
      "no leader.",
    v3: "status",
    value: (self) =>
      self.either(
        (stats) => stats.string("state"),
        () => stateOf(self.status),
      ),
  },
  {
    name: "recv_append_request",
    item: 3,
    type: PM_TYPE_U64,
    sem: PM_SEM_COUNTER,
    oneline: "append requests received from the leader",
    help: "Raft append requests that this member has received as a follower\n" +
      "since it was started: log entries and the leader's heartbeats. It\n" +
      "stands still on a leader and on the only member of a cluster.",
    value: (self) => self.stats.u64("recvAppendRequestCnt"),
  },
  {
    name: "send_append_request",
    item: 4,
    type: PM_TYPE_U64,
    sem: PM_SEM_COUNTER,
    oneline: "append requests sent to followers",
    help:
      "Raft append requests that this member has sent as the leader since\n" +
      "it was started: log entries and heartbeats, one for each follower. It\n" +
      "stands still on a follower and on the only member of a cluster.",
    value: (self) => self.stats.u64("sendAppendRequestCnt"),
  },
  {
    name: "start_time",
    item: 5,
    // Seconds can be subtracted from a sample's time; etcd's text could only be
    // read.
    type: PM_TYPE_DOUBLE,
    sem: PM_SEM_DISCRETE,
    units: SECONDS,
    oneline: "when this etcd member was started",
    help:
      "Seconds since 1970 at which the process of this member was started,\n" +
      "by that host's clock. All other v2 statistics count from here. A value\n" +
      "that keeps changing is an etcd that crashes and is started again.",
    value: (self) => parseTime(self.stats.string("startTime")),
  },
  {
    name: "leader.id",
    item: 6,
    type: PM_TYPE_STRING,
    sem: PM_SEM_INSTANT,
    oneline: "id of the cluster's leader, in hexadecimal",
    help:
      "The member that this one takes for the leader of the cluster; see\n" +
      "etcd.id. There is no value while it knows none. A member that loses\n" +
      "the majority may go on naming the last one; etcd.status.has_leader does\n" +
      "not. Members that name different leaders are cut off from one another.",
    v3: "status",
    value: (self) =>
      self.either(
        (stats) => stats.object("leaderInfo").string("leader") || undefined,
        () => leaderOf(self.status),
      ),
  },
  {
    name: "leader.uptime",
    item: 7,
    type: PM_TYPE_DOUBLE,
    sem: PM_SEM_INSTANT,
    units: SECONDS,
    oneline: "how long the leader has led, as this member sees it",
    help:
      "Time since this member has known the current leader. It begins anew\n" +
      "with each election and with the start of this member. A cluster whose\n" +
      "leader never gets old has trouble with its network or its disks.",
    value: (self) => {
      const info = self.stats.object("leaderInfo");
      return parseTime(info.string("startTime")) === undefined
        ? undefined
        : parseDuration(info.string("uptime"));
    },
  },
  {
    name: "leader.start_time",
    item: 8,
    type: PM_TYPE_DOUBLE,
    sem: PM_SEM_DISCRETE,
    units: SECONDS,
    oneline: "since when the leader has led, as this member sees it",
    help: "Seconds since 1970 at which this member came to know the current\n" +
      "leader, by its host's clock. There is no value while it knows none.",
    value: (self) =>
      parseTime(self.stats.object("leaderInfo").string("startTime")),
  },
  {
    name: "recv_pkg_rate",
    item: 9,
    type: PM_TYPE_DOUBLE,
    sem: PM_SEM_INSTANT,
    units: PER_SECOND,
    oneline: "append requests received per second",
    help:
      "Append requests that arrive from the leader per second, etcd's own\n" +
      "average over the last 200 of them. 0 on a leader. On a follower whose\n" +
      "leader is there it does not fall below the rate of heartbeats.",
    value: (self) => rate(self.stats, "recvPkgRate", "recvAppendRequestCnt"),
  },
  {
    name: "recv_bandwidth_rate",
    item: 10,
    type: PM_TYPE_DOUBLE,
    sem: PM_SEM_INSTANT,
    units: BYTES_PER_SECOND,
    oneline: "bytes of append requests received per second",
    help: "Bytes that arrive from the leader per second, etcd's own average\n" +
      "over the last 200 append requests. 0 on a leader.",
    value: (self) =>
      rate(self.stats, "recvBandwidthRate", "recvAppendRequestCnt"),
  },
  {
    name: "send_pkg_rate",
    item: 11,
    type: PM_TYPE_DOUBLE,
    sem: PM_SEM_INSTANT,
    units: PER_SECOND,
    oneline: "append requests sent per second",
    help: "Append requests that go to followers per second, all of them\n" +
      "together, etcd's own average over the last 200. 0 on a follower.",
    value: (self) => rate(self.stats, "sendPkgRate", "sendAppendRequestCnt"),
  },
  {
    name: "send_bandwidth_rate",
    item: 12,
    type: PM_TYPE_DOUBLE,
    sem: PM_SEM_INSTANT,
    units: BYTES_PER_SECOND,
    oneline: "bytes of append requests sent per second",
    help:
      "Bytes that go to followers per second, all of them together, etcd's\n" +
      "own average over the last 200 append requests. 0 on a follower. What\n" +
      "comes near the network's limit makes followers fall behind.",
    value: (self) =>
      rate(self.stats, "sendBandwidthRate", "sendAppendRequestCnt"),
  },
];
