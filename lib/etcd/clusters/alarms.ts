/**
 * Cluster 4: the alarms of the cluster, by the v3 API.
 *
 * @module
 */

import {
  type Instance,
  InstanceCache,
  type MetricOf,
  PM_COUNT_ONE,
  PM_ERR_INST,
  PM_SEM_INSTANT,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  PmError,
  pmUnits,
} from "../../pmda/mod.ts";
import { hexId } from "../api/hex_id.ts";
import { replaceKeyed } from "../keyed_instances.ts";
import {
  instanceNames,
  type Member,
  memberLabels,
} from "../api/member_list.ts";
import { outcome } from "../api/settled.ts";
import type { JsonObject } from "../api/json_object.ts";
import type { Round } from "../api/questions.ts";

/** An alarm that is raised. */
export interface Alarm {
  /** What it is: NOSPACE or CORRUPT. */
  readonly alarm: string;
  /** The id of the member that it is raised for, in hexadecimal. */
  readonly id: string;
  /** That member, where the member list knows it. */
  readonly member?: Member;
}

/** The instance domain of alarms. */
export type AlarmDomain = InstanceCache<Alarm>;

/** The alarms of a fetch. */
export interface AlarmSample {
  /** How many are raised. */
  readonly count: number;
  /** The alarm of an instance. */
  readonly alarm: (instance: Instance) => Alarm;
}

/** Text of an alarm among the errors of a status. */
const ERROR = /^(?:memberID:\s*(\d{1,20})\s+)?alarm:\s*(\w+)\s*$/;

/** Makes the instance domain of alarms. */
export function alarmDomain(): AlarmDomain {
  return new InstanceCache<Alarm>({
    serial: 3,
    oneline: "alarms that are raised in the etcd cluster",
    help:
      "The alarms that are raised at the moment, each with the name of its\n" +
      'member, or the id, and its kind: "m1:NOSPACE". Their numbers are made\n' +
      "of ids and kinds. Labels: alarm, member_id, member_name, peer_url.",
    instanceLabels: ({ private: alarm }) =>
      alarm === undefined ? [] : [
        { name: "alarm", value: alarm.alarm },
        ...memberLabels(alarm.member ?? { id: alarm.id }),
      ],
  });
}

/**
 * The alarms that a status names among its errors; undefined where it does not
 * name them, as before etcd 3.4, or not as expected.
 */
export function alarmsOf(status: JsonObject): readonly Alarm[] | undefined {
  if (!status.has("raftAppliedIndex")) return undefined;
  const errors = status.strings("errors")
    .filter((error) => error.includes("alarm:"));
  const alarms = errors.flatMap((error) => {
    const [, id = "0", alarm] = ERROR.exec(error) ?? [];
    return alarm === undefined ? [] : [{ id: hexId(BigInt(id)), alarm }];
  });
  return alarms.length === errors.length ? alarms : undefined;
}

/**
 * Gets the alarms of a fetch and brings their instances up to date. They are
 * taken out of the status: etcd writes each question for alarms into the raft
 * log, on the disks of all members, and can't answer it without a majority.
 * It is asked only where the status does not tell. The member list is asked
 * for names where there are alarms and the fetch needs instances.
 *
 * @throws {PmError} Where the alarms are not to be had.
 */
export async function refreshAlarms(
  round: Round,
  domain: AlarmDomain,
  items: ReadonlySet<number>,
  onLabels?: () => void,
): Promise<AlarmSample> {
  const alarms = alarmsOf(await round.status()) ??
    (await round.alarms()).objects("alarms").map((alarm) => ({
      id: hexId(alarm.proto64("memberID")),
      alarm: alarm.has("alarm") ? alarm.string("alarm") : "NONE",
    }));
  const needed = items.size > 1 || !items.has(COUNT_ITEM);
  const found = alarms.length === 0
    ? replaceKeyed(domain, [])
    : needed
    ? await nameAlarms(alarms, round, domain, onLabels)
    : new Map<number, Alarm>();
  return {
    count: alarms.length,
    alarm: ({ inst }) => {
      const alarm = found.get(inst);
      if (alarm === undefined) throw new PmError(PM_ERR_INST, `alarm ${inst}`);
      return alarm;
    },
  };
}

/** Makes the instances of alarms. */
async function nameAlarms(
  alarms: readonly Alarm[],
  round: Round,
  domain: AlarmDomain,
  onLabels?: () => void,
): Promise<ReadonlyMap<number, Alarm>> {
  const listed = await outcome(round.members());
  const members = listed instanceof PmError ? [] : listed.members;
  const names = instanceNames(members);
  return replaceKeyed(
    domain,
    alarms.map(({ id, alarm }) => {
      const key = `${id}:${alarm}`;
      const before = listed instanceof PmError
        ? domain.lookupKey(key)
        : undefined;
      return {
        key,
        name: before?.name ?? `${names.get(id) ?? id}:${alarm}`,
        value: before?.private ??
          { id, alarm, member: members.find((member) => member.id === id) },
      };
    }),
    onLabels,
  );
}

const COUNT_ITEM = 0;
const COUNT = pmUnits(0, 0, 1, 0, 0, PM_COUNT_ONE);

/** The metrics of cluster 4. */
export function alarmMetrics(
  indom: AlarmDomain,
): readonly MetricOf<AlarmSample>[] {
  return [
    {
      name: "alarm.count",
      item: COUNT_ITEM,
      type: PM_TYPE_U32,
      sem: PM_SEM_INSTANT,
      units: COUNT,
      oneline: "number of alarms that are raised",
      help:
        "How many alarms are raised in the whole cluster. 0 is well; any\n" +
        "other number keeps clients from writing.",
      value: ({ count }) => count,
    },
    {
      name: "alarm.active",
      item: 1,
      type: PM_TYPE_U32,
      indom,
      sem: PM_SEM_INSTANT,
      oneline: "1 for each alarm that is raised",
      help:
        "1 for each alarm that is raised in the cluster; one that is not has\n" +
        "no instance. NOSPACE: the member's database has reached its quota. The\n" +
        "cluster takes no writes until history is compacted, the database is\n" +
        "defragmented and the alarm disarmed. CORRUPT: the member's data differ\n" +
        "from the others'; it should be removed and added anew.",
      value: () => 1,
    },
    {
      name: "alarm.type",
      item: 2,
      type: PM_TYPE_STRING,
      indom,
      sem: PM_SEM_INSTANT,
      oneline: "kind of the alarm",
      help: "What the alarm is: NOSPACE or CORRUPT; see etcd.alarm.active.",
      value: (sample, instance) => sample.alarm(instance).alarm,
    },
    {
      name: "alarm.member_id",
      item: 3,
      type: PM_TYPE_STRING,
      indom,
      sem: PM_SEM_INSTANT,
      oneline: "id of the member that the alarm is raised for",
      help: "The member that has the trouble, by its id in hexadecimal; see\n" +
        "etcd.member.id. It need not be the one that was asked.",
      value: (sample, instance) => sample.alarm(instance).id,
    },
  ];
}
