/**
 * Cluster 5: the members of the cluster, from the member list and from each
 * member itself.
 *
 * @module
 */

import {
  InstanceCache,
  type Metric,
  type SourceRequest,
} from "../../pmda/mod.ts";
import {
  AbsentError,
  answererOf,
  instanceNames,
  type JsonObject,
  type Member,
  type MemberStatuses,
} from "../api/mod.ts";
import { memberLabels } from "./_member_labels.ts";
import { optional } from "./_optional.ts";
import type { EtcdSamples, StatusOf } from "./samples.ts";
import { STATUS_METRICS } from "./status.ts";

/** The instance domain of members. */
export type MemberDomain = InstanceCache<Member>;

/** Where the items of the members' own status begin. */
const STATUS_ITEM = 6;

/** Makes the instance domain of members. */
export function memberDomain(): MemberDomain {
  return new InstanceCache<Member>({
    serial: 2,
    oneline: "members of the etcd cluster",
    help:
      "The members in the member list. An instance has the member's name,\n" +
      "with _ for spaces. It has the id in hexadecimal if the member has no\n" +
      "name yet or two members have the same name. Its number is derived from\n" +
      "the id, so it is the same on every host. Labels: member_id,\n" +
      "member_name, peer_url.",
    instanceLabels: ({ private: member }) =>
      member === undefined ? [] : memberLabels(member),
  });
}

/** Makes the source of the members' instances. */
export function membersSource(domain: MemberDomain) {
  return async (
    { source }: SourceRequest<Pick<EtcdSamples, "memberList">>,
  ): Promise<EtcdSamples["members"]> => {
    const { members } = await source("memberList");
    const names = instanceNames(members);
    return domain.replace(
      members.map((member) => ({
        key: member.id,
        name: names.get(member.id) ?? member.id,
        value: member,
      })),
    );
  };
}

/**
 * Makes the source of what each member says of itself. For the member that the
 * agent asks anyway the status that all clusters share is enough.
 */
export function memberStatusesSource(statuses: MemberStatuses) {
  return async (
    { signal, source }: SourceRequest<Pick<EtcdSamples, "members" | "status">>,
  ): Promise<StatusOf> => {
    const [members, own] = await Promise.all([
      source("members"),
      optional(source("status")),
    ]);
    const self = own && answererOf(own);
    const others = [...members.values()].filter(({ id }) => id !== self);
    const answers = await statuses.ask(others, signal);
    return ({ inst }) => {
      const id = members.get(inst)?.id;
      if (id === undefined) return undefined;
      return id === self ? own : statusIn(answers.get(id));
    };
  };
}

/** The status of a member that was asked; undefined where it does not answer. */
function statusIn(
  result: PromiseSettledResult<JsonObject> | undefined,
): JsonObject | undefined {
  if (result?.status === "fulfilled") return result.value;
  // It has answered, if only that it has no gateway.
  if (result?.reason instanceof AbsentError) throw result.reason;
  return undefined;
}

/** What is in the list, which the v2 API does not tell all of. */
function isLearner(member: Member | undefined): number | undefined {
  if (member === undefined) return undefined;
  if (member.isLearner === undefined) {
    throw new AbsentError("no learners in the v2 member list");
  }
  return member.isLearner ? 1 : 0;
}

/** The metrics of cluster 5. */
export function memberMetrics(
  indom: MemberDomain,
): readonly Metric<EtcdSamples>[] {
  return [
    {
      name: "member.id",
      item: 0,
      from: "members",
      type: "STRING",
      indom,
      sem: "instant",
      oneline: "id of each member, in hexadecimal",
      help: "The number by which the cluster knows the member: 64 bits in\n" +
        "hexadecimal. A member that is removed and added again gets a new one.",
      value: (members, { inst }) => members.get(inst)?.id,
    },
    {
      name: "member.name",
      item: 1,
      from: "members",
      type: "STRING",
      indom,
      sem: "instant",
      oneline: "name of each member",
      help:
        "The name that the member was given with etcd's option --name. It is\n" +
        "empty until the member is started for the first time. A member that was\n" +
        "added and stays without a name counts for the majority but does not\n" +
        "vote.",
      value: (members, { inst }) => members.get(inst)?.name,
    },
    {
      name: "member.peer_urls",
      item: 2,
      from: "members",
      type: "STRING",
      indom,
      sem: "discrete",
      oneline: "where the other members reach each member",
      help:
        "The URLs at which the other members reach this member, separated by\n" +
        "commas.",
      value: (members, { inst }) => members.get(inst)?.peerURLs.join(","),
    },
    {
      name: "member.client_urls",
      item: 3,
      from: "members",
      type: "STRING",
      indom,
      sem: "discrete",
      oneline: "where clients reach each member",
      help:
        "The URLs that the member gives to clients, separated by commas. Empty\n" +
        "until the member has been started. The agent asks members for their\n" +
        "status at these URLs.",
      value: (members, { inst }) => members.get(inst)?.clientURLs.join(","),
    },
    {
      name: "member.is_learner",
      item: 4,
      from: "members",
      type: "U32",
      indom,
      sem: "instant",
      oneline: "whether each member is a learner",
      help:
        "1 if the member list has the member as a learner, otherwise 0. A learner\n" +
        "gets all data but has no vote until it is promoted. etcd before 3.4 has\n" +
        "no learners.",
      value: (members, { inst }) => isLearner(members.get(inst)),
    },
    {
      name: "member.reachable",
      item: 5,
      from: "memberStatuses",
      type: "U32",
      indom,
      sem: "instant",
      oneline: "whether each member answers the agent",
      help:
        "1 if the member sends its status to the agent, from one of its client\n" +
        "URLs and within half of the time that a fetch may take. Otherwise 0. It\n" +
        "is also 0 if another member answers at that URL, as at\n" +
        "http://localhost:2379, which is etcd's default. Set etcd's option\n" +
        "--advertise-client-urls to URLs that other hosts can reach.",
      value: (statusOf, instance) => statusOf(instance) === undefined ? 0 : 1,
    },
    ...STATUS_METRICS.map((row) => ({
      ...row,
      name: `member.${row.name}`,
      item: STATUS_ITEM + row.item,
      from: "memberStatuses" as const,
      indom,
      oneline: `${row.oneline}, asked of each member`,
      help: `${row.help}\nThe agent asks each member itself. A member that ` +
        "does not answer has\nno value; see etcd.member.reachable.",
    })),
  ];
}
