/**
 * The agent for etcd: all metric tables, and the client that fills them.
 *
 * @module
 */

import { cluster, type Metric, Pmda } from "../pmda/mod.ts";
import type { EtcdClient } from "./client.ts";
import type { Payload } from "./payload.ts";
import { SELF_METRICS, SELF_PATH } from "./self.ts";
import { STORE_METRICS, STORE_PATH } from "./store.ts";

/** The agent's name, the root of its metrics' names. */
export const ETCD_NAME = "etcd";

/** The agent's domain where the command line names no other. */
export const ETCD_DOMAIN = 400;

/**
 * Makes the agent for etcd.
 *
 * @example
 * ```ts
 * import { Log, pmIDBuild } from "@pmdaetcd/pmda";
 * import { etcdPmda } from "./agent.ts";
 * import { EtcdClient } from "./client.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const log = new Log({ progname: "pmdaetcd" });
 * const client = new EtcdClient(new URL("http://127.0.0.1:2379"), log, {
 *   get: () => Promise.resolve({ status: 200, body: "{}", reusable: true }),
 * });
 * const pmda = etcdPmda(client);
 * assertEquals(pmda.metric(pmIDBuild(400, 1, 0))?.name, "etcd.store.success");
 * ```
 *
 * @param client What asks etcd.
 * @param options The agent's domain, and the milliseconds that a request may
 * take.
 * @returns The agent.
 */
export function etcdPmda(
  client: EtcdClient,
  options: { readonly domain?: number; readonly budget?: number } = {},
): Pmda {
  const from = (
    number: number,
    path: string,
    metrics: readonly Metric<Payload>[],
  ) =>
    cluster({
      cluster: number,
      metrics,
      refresh: ({ signal }) => client.get(path, signal),
    });
  return new Pmda({
    name: ETCD_NAME,
    domain: options.domain ?? ETCD_DOMAIN,
    budget: options.budget,
    clusters: [
      from(0, SELF_PATH, SELF_METRICS),
      from(1, STORE_PATH, STORE_METRICS),
    ],
  });
}
