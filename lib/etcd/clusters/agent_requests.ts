/**
 * Cluster 8: the agent about itself, its requests to etcd.
 *
 * @module
 */

import {
  type Cluster,
  cluster,
  InstanceCache,
  type MetricOf,
} from "../../pmda/mod.ts";
import type { RequestCounts, RequestStatistics } from "../api/mod.ts";

/** Makes the cluster of an agent whose requests are counted there. */
export function agentRequests(statistics: RequestStatistics): Cluster {
  const indom = new InstanceCache<RequestCounts>({
    serial: 8,
    persistent: false,
    oneline: "what the agent asks of etcd",
    help: "Each URL that the agent has sent a request to since it was started.",
  });
  statistics.listen((url, counts) =>
    // The path of a socket may have blanks, which end an instance's first word.
    indom.storeKey(url.replaceAll(" ", "%20"), undefined, counts)
  );
  return cluster({
    cluster: 8,
    metrics: requestMetrics(indom),
    from: () => undefined,
  });
}

function requestMetrics(
  indom: InstanceCache<RequestCounts>,
): readonly MetricOf<undefined>[] {
  const of = (inst: number) => indom.lookup(inst)?.private;
  const whole = (value: number | undefined) =>
    value === undefined ? undefined : BigInt(value);
  return [
    {
      name: "agent.requests",
      item: 0,
      type: "U64",
      indom,
      sem: "counter",
      units: "count",
      oneline: "requests that the agent has sent to etcd",
      help: "Requests since the agent was started, one for each URL that a\n" +
        "fetch needs.",
      value: (_, { inst }) => whole(of(inst)?.requests),
    },
    {
      name: "agent.errors",
      item: 1,
      type: "U64",
      indom,
      sem: "counter",
      units: "count",
      oneline: "requests without an answer that could be used",
      help:
        "Requests since the agent was started that had no answer in time,\n" +
        "or one that is not what it should be. The agent's log says why.",
      value: (_, { inst }) => whole(of(inst)?.errors),
    },
    {
      name: "agent.time",
      item: 2,
      type: "DOUBLE",
      indom,
      sem: "counter",
      units: "millisec",
      oneline: "time that requests have taken",
      help: "Milliseconds from sending a request to having read its answer,\n" +
        "in all. Divided by etcd.agent.requests it is the mean.",
      value: (_, { inst }) => of(inst)?.milliseconds,
    },
    {
      name: "agent.answer_age",
      item: 3,
      type: "DOUBLE",
      indom,
      sem: "instant",
      units: "sec",
      oneline: "time since the last answer that could be used",
      help:
        "Seconds. It grows while nobody asks for what comes out of it, and\n" +
        "while etcd does not answer; etcd.agent.up tells which. Without a value\n" +
        "where there has been no answer yet.",
      value: (_, { inst }) => of(inst)?.answerAge,
    },
    {
      name: "agent.up",
      item: 4,
      type: "U32",
      indom,
      sem: "instant",
      oneline: "whether the last request had an answer: 1 or 0",
      help:
        "1 where the last request had an answer that could be used, else 0.",
      value: (_, { inst }) => {
        const requests = of(inst);
        return requests && (requests.up ? 1 : 0);
      },
    },
  ];
}
