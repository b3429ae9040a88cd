/**
 * Cluster 5: the members of the cluster, from the member list and from each
 * member itself.
 *
 * @module
 */

import {
  type Instance,
  InstanceCache,
  type MetricOf,
  PM_ERR_APPVERSION,
  PM_ERR_INST,
  PM_SEM_DISCRETE,
  PM_SEM_INSTANT,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  PmError,
} from "../../pmda/mod.ts";
import { replaceKeyed } from "../keyed_instances.ts";
import {
  instanceNames,
  type Member,
  memberLabels,
} from "../api/member_list.ts";
import type { MemberStatuses } from "../api/member_status.ts";
import { type Outcome, outcome } from "../api/settled.ts";
import type { JsonObject } from "../api/json_object.ts";
import { answererOf, type Round } from "../api/questions.ts";
import { STATUS_METRICS, type StatusSample } from "./status.ts";

/** The instance domain of members. */
export type MemberDomain = InstanceCache<Member>;

/** The members of a fetch. */
export interface MemberSample extends StatusSample {
  /** The member of an instance. */
  member(instance: Instance): Member;
  /** Whether the member of an instance answers. */
  isReachable(instance: Instance): boolean;
}

/** The items from this one on need an answer of the member itself. */
const REACHABLE_ITEM = 5;
/** Where the items of the members' own status begin. */
const STATUS_ITEM = 6;

/** Makes the instance domain of members. */
export function memberDomain(): MemberDomain {
  return new InstanceCache<Member>({
    serial: 2,
    oneline: "members of the etcd cluster",
    help:
      "The members in the member list. Each has its name, with _ for spaces,\n" +
      "or its id in hexadecimal where it has no name yet or two have the same.\n" +
      "Their numbers are made of their ids, so that they are the same on every\n" +
      "host. Labels: member_id, member_name, peer_url.",
    instanceLabels: ({ private: member }) =>
      member === undefined ? [] : memberLabels(member),
  });
}

/**
 * Gets the members of a fetch and brings their instances up to date. The
 * members themselves are asked only where the fetch needs it; for the one that
 * the agent asks anyway, the status that all clusters share is enough.
 *
 * @throws {PmError} Where the member list is not to be had.
 */
export async function refreshMembers(
  round: Round,
  domain: MemberDomain,
  statuses: MemberStatuses,
  items: ReadonlySet<number>,
  onLabels?: () => void,
): Promise<MemberSample> {
  const needed = [...items].some((item) => item >= REACHABLE_ITEM);
  const [{ members }, own] = await Promise.all([
    round.members(),
    needed ? outcome(round.status()) : undefined,
  ]);
  const names = instanceNames(members);
  const found = replaceKeyed(
    domain,
    members.map((member) => ({
      key: member.id,
      name: names.get(member.id) ?? member.id,
      value: member,
    })),
    onLabels,
  );
  const status = new Map<string, Outcome<JsonObject>>();
  if (needed) {
    const self = own === undefined || own instanceof PmError
      ? undefined
      : answererOf(own);
    const others = members.filter(({ id }) => id !== self);
    for (const [id, answer] of await statuses.ask(others, round.signal)) {
      status.set(id, answer);
    }
    if (own !== undefined && self !== undefined) status.set(self, own);
  }
  const member = ({ inst }: Instance) => {
    const member = found.get(inst);
    if (member === undefined) throw new PmError(PM_ERR_INST, `member ${inst}`);
    return member;
  };
  const statusOf = (instance: Instance) => {
    const answer = status.get(member(instance).id);
    if (!(answer instanceof PmError)) return answer;
    // It has answered, if only that it has no gateway.
    if (answer.code === PM_ERR_APPVERSION) throw answer;
    return undefined;
  };
  return {
    member,
    status: statusOf,
    isReachable: (instance) => statusOf(instance) !== undefined,
  };
}

/** What is in the list, which the v2 API does not tell all of. */
function isLearner({ isLearner }: Member): number {
  if (isLearner === undefined) {
    throw new PmError(PM_ERR_APPVERSION, "no learners in the v2 member list");
  }
  return isLearner ? 1 : 0;
}

/** The metrics of cluster 5. */
export function memberMetrics(
  indom: MemberDomain,
): readonly MetricOf<MemberSample>[] {
  return [
    {
      name: "member.id",
      item: 0,
      type: PM_TYPE_STRING,
      indom,
      sem: PM_SEM_DISCRETE,
      oneline: "id of each member, in hexadecimal",
      help: "The number that the cluster knows the member by, 64 bits in\n" +
        "hexadecimal. A member that is removed and added again has a new one.",
      value: (sample, instance) => sample.member(instance).id,
    },
    {
      name: "member.name",
      item: 1,
      type: PM_TYPE_STRING,
      indom,
      sem: PM_SEM_DISCRETE,
      oneline: "name of each member",
      help:
        "The name that the member was given with etcd's option --name. It\n" +
        "is empty until the member has been started for the first time: a\n" +
        "member that was added and stays without a name counts for the majority\n" +
        "but does not vote.",
      value: (sample, instance) => sample.member(instance).name,
    },
    {
      name: "member.peer_urls",
      item: 2,
      type: PM_TYPE_STRING,
      indom,
      sem: PM_SEM_DISCRETE,
      oneline: "where the others reach each member",
      help:
        "The URLs at which the other members reach this one, with commas\n" +
        "between them.",
      value: (sample, instance) => sample.member(instance).peerURLs.join(","),
    },
    {
      name: "member.client_urls",
      item: 3,
      type: PM_TYPE_STRING,
      indom,
      sem: PM_SEM_DISCRETE,
      oneline: "where clients reach each member",
      help:
        "The URLs that the member tells clients, with commas between them;\n" +
        "empty until it has been started. The agent asks members for their\n" +
        "status there.",
      value: (sample, instance) => sample.member(instance).clientURLs.join(","),
    },
    {
      name: "member.is_learner",
      item: 4,
      type: PM_TYPE_U32,
      indom,
      sem: PM_SEM_INSTANT,
      oneline: "whether each member is a learner",
      help:
        "1 for a learner, which gets all data but has no vote until it is\n" +
        "promoted, otherwise 0, as the member list has it. etcd before 3.4 has\n" +
        "no learners.",
      value: (sample, instance) => isLearner(sample.member(instance)),
    },
    {
      name: "member.reachable",
      item: REACHABLE_ITEM,
      type: PM_TYPE_U32,
      indom,
      sem: PM_SEM_INSTANT,
      oneline: "whether each member answers the agent",
      help:
        "1 where the member answers this agent with its status at one of its\n" +
        "client URLs within half of the time that a fetch may take, otherwise 0.\n" +
        "Where another member answers there (as at http://localhost:2379, which\n" +
        "is etcd's default) it is 0 too: etcd's option --advertise-client-urls\n" +
        "should say what other hosts can reach.",
      value: (sample, instance) => sample.isReachable(instance) ? 1 : 0,
    },
    ...STATUS_METRICS.map((row) => ({
      ...row,
      name: `member.${row.name}`,
      item: STATUS_ITEM + row.item,
      indom,
      oneline: `${row.oneline}, asked of each member`,
      help: `${row.help}\nAsked of each member itself; there is no value for ` +
        "one that does\nnot answer (see etcd.member.reachable).",
    })),
  ];
}
