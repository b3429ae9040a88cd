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
  PM_SEM_COUNTER,
  PM_SEM_INSTANT,
  PM_TIME_MSEC,
  PM_TIME_SEC,
  PM_TYPE_DOUBLE,
  PM_TYPE_U32,
  PM_TYPE_U64,
  pmUnits,
} from "../../pmda/mod.ts";

const CLUSTER = 8;
const SERIAL = 8;
const COUNT = pmUnits(0, 0, 1, 0, 0, 0);

/** The requests for one thing. */
interface Requests {
  requests: number;
  errors: number;
  milliseconds: number;
  /** Whether the last of them had an answer. */
  up: boolean;
  /** When there was an answer last. */
  answered: number | undefined;
}

/** Counts the agent's requests to etcd, by what they ask for. */
export class RequestStatistics {
  /** What has been asked for. */
  readonly indom: InstanceCache<Requests> = new InstanceCache({
    serial: SERIAL,
    persistent: false,
    oneline: "what the agent asks of etcd",
    help: "Each URL that the agent has sent a request to since it was started.",
  });
  /** The cluster that shows them. */
  readonly cluster: Cluster;
  readonly #now: () => number;

  /** Makes statistics of no requests. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.cluster = cluster({
      cluster: CLUSTER,
      refresh: () => this.#now(),
      metrics: this.#metrics(),
    });
  }

  /** Counts a request. */
  record(url: string, milliseconds: number, ok: boolean): void {
    const known = this.indom.lookupName(url)?.private;
    const requests = known ?? {
      requests: 0,
      errors: 0,
      milliseconds: 0,
      up: ok,
      answered: undefined,
    };
    requests.requests++;
    requests.milliseconds += milliseconds;
    requests.up = ok;
    if (ok) requests.answered = this.#now();
    else requests.errors++;
    if (known === undefined) this.indom.storeKey(url, undefined, requests);
  }

  #metrics(): readonly MetricOf<number>[] {
    const { indom } = this;
    const of = (inst: number) => indom.lookup(inst)?.private;
    const whole = (value: number | undefined) =>
      value === undefined ? undefined : BigInt(value);
    return [
      {
        name: "agent.requests",
        item: 0,
        type: PM_TYPE_U64,
        indom,
        sem: PM_SEM_COUNTER,
        units: COUNT,
        oneline: "requests that the agent has sent to etcd",
        help:
          "Requests since the agent was started, one for each URL that a\n" +
          "fetch needs.",
        value: (_, { inst }) => whole(of(inst)?.requests),
      },
      {
        name: "agent.errors",
        item: 1,
        type: PM_TYPE_U64,
        indom,
        sem: PM_SEM_COUNTER,
        units: COUNT,
        oneline: "requests without an answer that could be used",
        help:
          "Requests since the agent was started that had no answer in time,\n" +
          "or one that is not what it should be. The agent's log says why.",
        value: (_, { inst }) => whole(of(inst)?.errors),
      },
      {
        name: "agent.time",
        item: 2,
        type: PM_TYPE_DOUBLE,
        indom,
        sem: PM_SEM_COUNTER,
        units: pmUnits(0, 1, 0, 0, PM_TIME_MSEC, 0),
        oneline: "time that requests have taken",
        help:
          "Milliseconds from sending a request to having read its answer,\n" +
          "in all. Divided by agent.requests it is the mean.",
        value: (_, { inst }) => of(inst)?.milliseconds,
      },
      {
        name: "agent.answer_age",
        item: 3,
        type: PM_TYPE_DOUBLE,
        indom,
        sem: PM_SEM_INSTANT,
        units: pmUnits(0, 1, 0, 0, PM_TIME_SEC, 0),
        oneline: "time since the last answer that could be used",
        help:
          "Seconds. It grows while nobody asks for what comes out of it, and\n" +
          "while etcd does not answer; agent.up tells which. Without a value\n" +
          "where there has been no answer yet.",
        value: (now, { inst }) => {
          const answered = of(inst)?.answered;
          return answered === undefined ? undefined : (now - answered) / 1000;
        },
      },
      {
        name: "agent.up",
        item: 4,
        type: PM_TYPE_U32,
        indom,
        sem: PM_SEM_INSTANT,
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
}
