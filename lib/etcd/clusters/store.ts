/**
 * Cluster 1: the statistics of the v2 store, from `/v2/stats/store`.
 *
 * @module
 */

import {
  type Instance,
  InstanceDomain,
  type MetricOf,
} from "../../pmda/mod.ts";
import type { JsonObject } from "../api/mod.ts";

/** An operation of the store; its fields begin with its name. */
function operation(inst: number, name: string): Instance {
  return { inst, name, labels: [{ name: "operation", value: name }] };
}

const OPERATIONS = new InstanceDomain({
  serial: 0,
  oneline: "operations of etcd's v2 store",
  help: "The operations that the v2 store counts, named as in the answer of\n" +
    "/v2/stats/store: gets, sets, delete, update, create, compareAndSwap and\n" +
    "compareAndDelete.",
  instances: [
    operation(0, "gets"),
    operation(1, "sets"),
    operation(2, "delete"),
    operation(3, "update"),
    operation(4, "create"),
    operation(5, "compareAndSwap"),
    operation(6, "compareAndDelete"),
  ],
});

/** The metrics of cluster 1. */
export const STORE_METRICS: readonly MetricOf<JsonObject>[] = [
  {
    name: "store.success",
    item: 0,
    type: "U64",
    indom: OPERATIONS,
    sem: "counter",
    oneline: "operations of the v2 store that succeeded",
    help:
      "Operations of the v2 store that succeeded since this member was started.\n" +
      "A read is counted only by the member that was asked, a write by all\n" +
      "members. Operations of the v3 API are not counted here.",
    value: (store, { name }) => store.u64(`${name}Success`),
  },
  {
    name: "store.fail",
    item: 1,
    type: "U64",
    indom: OPERATIONS,
    sem: "counter",
    oneline: "operations of the v2 store that failed",
    help:
      "Operations of the v2 store that failed since this member was started,\n" +
      "for example reads of keys that do not exist, or comparisons that failed.\n" +
      "Operations of the v3 API are not counted here.",
    value: (store, { name }) => store.u64(`${name}Fail`),
  },
  {
    name: "store.expire",
    item: 2,
    type: "U64",
    sem: "counter",
    oneline: "keys of the v2 store that expired",
    help:
      "Keys of the v2 store whose time to live ran out since this member\n" +
      "was started. Leases of the v3 API are not counted here.",
    value: (store) => store.u64("expireCount"),
  },
  {
    name: "store.watchers",
    item: 3,
    type: "U64",
    sem: "instant",
    oneline: "current watchers of the v2 store",
    help:
      "Clients that are waiting for a change in the v2 store of this member.\n" +
      "Watchers of the v3 API are not counted here.",
    value: (store) => store.u64("watchers"),
  },
];
