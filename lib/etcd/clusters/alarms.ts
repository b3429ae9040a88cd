/**
 * Cluster 4: the alarms of the cluster, by the v3 API.
 *
 * @module
 */

import {
  InstanceCache,
  type Metric,
  type SourceRequest,
} from "../../pmda/mod.ts";
import { type Alarm, instanceNames, type Member } from "../api/mod.ts";
import { memberLabels } from "./_member_labels.ts";
import { optional } from "./_optional.ts";
import type { EtcdSamples } from "./samples.ts";

/** An alarm with the member that it is raised for, where the member list knows it. */
interface MemberAlarm extends Alarm {
  readonly member?: Member;
}

/** The instance domain of alarms. */
export type AlarmDomain = InstanceCache<MemberAlarm>;

/** Makes the instance domain of alarms. */
export function alarmDomain(): AlarmDomain {
  return new InstanceCache<MemberAlarm>({
    serial: 3,
    oneline: "alarms that are raised in the etcd cluster",
    help:
      "The alarms that are raised at the moment. The name of an instance is\n" +
      'the member\'s name or id and the kind of the alarm: "m1:NOSPACE". Its\n' +
      "number is derived from the id and the kind. Labels: alarm, member_id,\n" +
      "member_name, peer_url.",
    instanceLabels: ({ private: alarm }) =>
      alarm === undefined ? [] : [
        { name: "alarm", value: alarm.alarm },
        ...memberLabels(alarm.member ?? { id: alarm.id }),
      ],
  });
}

/**
 * Makes the source of the alarms' instances, with the member list for their
 * names where there are any alarms.
 */
export function alarmInstancesSource(domain: AlarmDomain) {
  return async (
    { source }: SourceRequest<Pick<EtcdSamples, "alarms" | "memberList">>,
  ): Promise<EtcdSamples["alarmInstances"]> => {
    const alarms = await source("alarms");
    if (alarms.length === 0) return domain.replace([]);
    const members = (await optional(source("memberList")))?.members;
    const names = instanceNames(members ?? []);
    return domain.replace(alarms.map(({ id, alarm }) => {
      const key = `${id}:${alarm}`;
      const before = members === undefined ? domain.lookupKey(key) : undefined;
      const member = members?.find((member) => member.id === id);
      return {
        key,
        name: before?.name ?? `${names.get(id) ?? id}:${alarm}`,
        value: before?.private ?? { id, alarm, member },
      };
    }));
  };
}

/** The metrics of cluster 4. */
export function alarmMetrics(
  indom: AlarmDomain,
): readonly Metric<EtcdSamples>[] {
  return [
    {
      name: "alarm.count",
      item: 0,
      from: "alarms",
      type: "U32",
      sem: "instant",
      units: "count",
      oneline: "number of alarms that are raised",
      help:
        "How many alarms are raised in the whole cluster. Clients can't write\n" +
        "unless it is 0.",
      value: ({ length }) => length,
    },
    {
      name: "alarm.active",
      item: 1,
      from: "alarmInstances",
      type: "U32",
      indom,
      sem: "instant",
      oneline: "1 for each alarm that is raised",
      help:
        "1 for each alarm that is raised in the cluster. An alarm that is not\n" +
        "raised has no instance. NOSPACE: the member's database has reached its\n" +
        "quota. The cluster takes no writes until history is compacted, the\n" +
        "database is defragmented and the alarm is disarmed. CORRUPT: the\n" +
        "member's data differ from the data of the others. Remove the member and\n" +
        "add it again.",
      value: () => 1,
    },
    {
      name: "alarm.type",
      item: 2,
      from: "alarmInstances",
      type: "STRING",
      indom,
      sem: "instant",
      oneline: "kind of the alarm",
      help: "The kind of the alarm: NOSPACE or CORRUPT. See etcd.alarm.active.",
      value: (alarms, { inst }) => alarms.get(inst)?.alarm,
    },
    {
      name: "alarm.member_id",
      item: 3,
      from: "alarmInstances",
      type: "STRING",
      indom,
      sem: "instant",
      oneline: "id of the member that the alarm is raised for",
      help: "The id of the member that has the problem, in hexadecimal; see\n" +
        "etcd.member.id. It need not be the member that the agent asks.",
      value: (alarms, { inst }) => alarms.get(inst)?.id,
    },
  ];
}
