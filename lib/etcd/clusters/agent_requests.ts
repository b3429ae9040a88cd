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

/** Makes the cluster from the statistics of the agent's requests. */
export function agentRequests(statistics: RequestStatistics): Cluster {
  const indom = new InstanceCache<RequestCounts>({
    serial: 8,
    persistent: false,
    oneline: "what the agent asks of etcd",
    help:
      "Each URL to which the agent has sent a request since it was started.",
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
      help:
        "Requests since the agent was started. A fetch sends one request to each\n" +
        "URL that it needs.",
      value: (_, { inst }) => whole(of(inst)?.requests),
    },
    {
      name: "agent.errors",
      item: 1,
      type: "U64",
      indom,
      sem: "counter",
      units: "count",
      oneline: "requests without a usable answer",
      help:
        "Requests since the agent was started that got no answer in time, or an\n" +
        "answer that the agent could not use. The agent's log gives the reason.",
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
      help:
        "Milliseconds from sending a request to having read its answer, summed\n" +
        "over all requests. Divide it by etcd.agent.requests for the mean.",
      value: (_, { inst }) => of(inst)?.milliseconds,
    },
    {
      name: "agent.answer_age",
      item: 3,
      type: "DOUBLE",
      indom,
      sem: "instant",
      units: "sec",
      oneline: "time since the last usable answer",
      help:
        "Seconds since the last usable answer. The value grows while nobody\n" +
        "fetches metrics that need this URL, and while etcd does not answer;\n" +
        "etcd.agent.up tells which. There is no value before the first usable\n" +
        "answer.",
      value: (_, { inst }) => of(inst)?.answerAge,
    },
    {
      name: "agent.up",
      item: 4,
      type: "U32",
      indom,
      sem: "instant",
      oneline: "whether the last request got a usable answer: 1 or 0",
      help: "1 if the last request got a usable answer, otherwise 0.",
      value: (_, { inst }) => {
        const requests = of(inst);
        return requests && (requests.up ? 1 : 0);
      },
    },
  ];
}
