/**
 * Answers fetches: asks each cluster once, all at the same time, and waits
 * for none of them longer than the budget. See pmdaFetch(3).
 *
 * @module
 */

import {
  checkValue,
  errorText,
  PM_ERR_AGAIN,
  PM_ERR_CONV,
  PM_ERR_INST,
  PM_ERR_PMID,
  PM_ERR_VALUE,
  PM_INDOM_NULL,
  type PmAtomValue,
  PmError,
  pmErrStr,
  type PmID,
  type PmProfile,
  type PmType,
  type PmValue,
  type PmValueSet,
} from "../pcp/mod.ts";
import type { ClientContext } from "./client_context.ts";
import type { Cluster, FetchRequest, Values } from "./cluster.ts";
import { Deadline } from "./_deadline.ts";
import { EndOfAnswer } from "./_end_of_answer.ts";
import { LogOnce } from "./_log_once.ts";
import { selectInstances } from "./_select_instances.ts";
import { type Instance, SINGULAR } from "./instance_domain.ts";
import type { Log } from "./log.ts";
import type { MetricEntry, Pmda } from "./pmda.ts";

/** What a single value should not fail with: somebody should hear of it. */
const REPORTED: ReadonlySet<number> = new Set([
  PM_ERR_AGAIN,
  PM_ERR_CONV,
  PM_ERR_VALUE,
]);

/** A sample's values, or the PM_ERR code that stands for all of them. */
type Sampled = Values | number;

/**
 * Answers fetches for an agent.
 *
 * @example
 * ```ts
 * import { PM_ERR_PMID, pmIDBuild, PROFILE_ALL } from "@pmdaetcd/pcp";
 * import { Fetcher, Log, Pmda } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const pmda = new Pmda({ name: "none", domain: 400, clusters: [] });
 * const log = new Log({ progname: "pmdanone" });
 * using fetcher = new Fetcher(pmda, log);
 * const pmid = pmIDBuild(400, 0, 0);
 * const context = { id: 0, attributes: new Map(), profile: PROFILE_ALL };
 * assertEquals(await fetcher.fetch([pmid], context), [
 *   { pmid, error: PM_ERR_PMID },
 * ]);
 * ```
 */
export class Fetcher {
  readonly #pmda: Pmda;
  readonly #log: Log;
  readonly #once: LogOnce;
  readonly #deadline = new Deadline();
  /** Lists of values that have been found right, for the type that they are right for. */
  readonly #checked = new WeakMap<readonly PmValue[], PmType>();

  /**
   * Makes a fetcher.
   *
   * @param pmda The agent.
   * @param log Its log.
   */
  constructor(pmda: Pmda, log: Log) {
    this.#pmda = pmda;
    this.#log = log;
    this.#once = new LogOnce(log);
  }

  /**
   * Answers a fetch.
   *
   * @param pmids The metrics.
   * @param context The client; its profile says which instances it wants.
   * @param due When the answer must be there, on the clock of
   * performance.now(); after the agent's budget by default.
   * @returns One value set for each metric, in their order. It is there at
   * once where no cluster has to wait for its sample.
   */
  fetch(
    pmids: readonly PmID[],
    context: ClientContext,
    due: number = performance.now() + this.#pmda.budget,
  ): PmValueSet[] | Promise<PmValueSet[]> {
    const metrics = pmids.map((pmid) => this.#pmda.metric(pmid));
    const samples = this.#sample(metrics, context, due);
    const answer = (samples: ReadonlyMap<Cluster, Sampled>) => {
      const end = new EndOfAnswer(due);
      return metrics.map((metric, i) => {
        if (metric === undefined) return { pmid: pmids[i], error: PM_ERR_PMID };
        const sampled = samples.get(metric.cluster);
        return this.#valueSet(metric, sampled, context.profile, end);
      });
    };
    return samples instanceof Promise ? samples.then(answer) : answer(samples);
  }

  /** Ends the timer that watches over the budget. */
  [Symbol.dispose](): void {
    this.#deadline[Symbol.dispose]();
  }

  /** A sample of each cluster; those that come too late are not among them. */
  #sample(
    metrics: readonly (MetricEntry | undefined)[],
    context: ClientContext,
    due: number,
  ): Map<Cluster, Sampled> | Promise<Map<Cluster, Sampled>> {
    const samples = new Map<Cluster, Sampled>();
    const waiting: Promise<void>[] = [];
    const controller = new AbortController();
    const { signal } = controller;
    for (const [cluster, items] of itemsByCluster(metrics)) {
      const values = this.#refresh(cluster, { context, items, signal });
      if (values instanceof Promise) {
        waiting.push(values.then((sampled) => {
          samples.set(cluster, sampled);
        }));
      } else {
        samples.set(cluster, values);
      }
    }
    if (waiting.length === 0) return samples;
    return new Promise((resolve) => {
      let turn: ReturnType<typeof setTimeout> | undefined;
      const expired = () => {
        controller.abort(
          new PmError(
            PM_ERR_AGAIN,
            `no answer within ${this.#pmda.budget} ms`,
          ),
        );
        // Reading the next request blocks the event loop: one more turn of it
        // lets what was aborted come to its end.
        turn = setTimeout(() => resolve(new Map(samples)), 0);
      };
      this.#deadline.start(expired, due - performance.now());
      Promise.all(waiting).then(() => {
        this.#deadline.clear(expired);
        clearTimeout(turn);
        resolve(samples);
      });
    });
  }

  #refresh(
    cluster: Cluster,
    request: FetchRequest,
  ): Sampled | Promise<Sampled> {
    const failed = (error: unknown) =>
      error instanceof PmError ? error.code : this.#code(
        error,
        `refresh of cluster ${cluster.cluster}`,
        PM_ERR_AGAIN,
      );
    try {
      const values = cluster.refresh(request);
      return values instanceof Promise ? values.catch(failed) : values;
    } catch (error) {
      return failed(error);
    }
  }

  #valueSet(
    metric: MetricEntry,
    sampled: Sampled | undefined,
    profile: PmProfile,
    end: EndOfAnswer,
  ): PmValueSet {
    const { pmid } = metric.desc;
    if (sampled === undefined) {
      return { pmid, error: this.#late(`cluster ${metric.cluster.cluster}`) };
    }
    if (typeof sampled === "number") return { pmid, error: sampled };
    const { type } = metric.info;
    const all = end.isPast() ? undefined : this.#all(metric, sampled, profile);
    if (all !== undefined) return { pmid, type, values: all };
    const values: PmValue[] = [];
    let error: number | undefined;
    const instances = this.#instances(metric, profile);
    if (typeof instances === "number") return { pmid, error: instances };
    for (const instance of instances) {
      if (end.isPast()) {
        return { pmid, error: this.#late(metric.name) };
      }
      try {
        const value: PmAtomValue | undefined = sampled(
          metric.info.item,
          instance,
        );
        if (value === undefined) continue;
        checkValue(type, value);
        values.push({ inst: instance.inst, value });
      } catch (thrown) {
        error = this.#code(thrown, metric.name, PM_ERR_VALUE);
      }
    }
    if (values.length === 0 && error !== undefined) return { pmid, error };
    return { pmid, type, values };
  }

  /**
   * The values of all instances, where the metric gives them at once and the
   * fetch wants them all. Those that are not right are asked for one by one, to
   * lose only what is wrong.
   */
  #all(
    { info }: MetricEntry,
    sampled: Values,
    profile: PmProfile,
  ): readonly PmValue[] | undefined {
    if (!profile.include || profile.indoms.size > 0) return undefined;
    try {
      const all = sampled.all(info.item);
      if (all === undefined || this.#checked.get(all) === info.type) return all;
      for (const { value } of all) checkValue(info.type, value);
      this.#checked.set(all, info.type);
      return all;
    } catch {
      return undefined;
    }
  }

  /**
   * The instances that a fetch wants of a metric, or why there are none: a
   * profile that lists instances of which none exists is PM_ERR_INST, where
   * pmdaFetch(3) would answer with no values. Somebody has asked for something
   * by its number, and should hear that it is not there.
   */
  #instances(
    metric: MetricEntry,
    profile: PmProfile,
  ): readonly Instance[] | number {
    const { indom } = metric.desc;
    const domain = metric.info.indom;
    if (indom === PM_INDOM_NULL || domain === undefined) return [SINGULAR];
    const wanted = selectInstances(domain, indom, profile);
    const asked = profile.indoms.get(indom);
    const unknown = wanted.length === 0 && asked !== undefined &&
      !asked.include && asked.instances.size > 0;
    return unknown ? PM_ERR_INST : wanted;
  }

  #late(where: string): number {
    const error = new PmError(
      PM_ERR_AGAIN,
      `no answer within ${this.#pmda.budget} ms`,
    );
    return this.#code(error, where, PM_ERR_AGAIN);
  }

  /** The code of an error, after a line in the log where somebody should know, once each. */
  #code(error: unknown, where: string, otherwise: number): number {
    const code = error instanceof PmError ? error.code : otherwise;
    const expected = error instanceof PmError &&
      !REPORTED.has(code);
    if (!expected) {
      this.#once.error(where, error, `; answered with ${pmErrStr(code)}`);
    }
    this.#log.debug(
      "fetch",
      () => `${where}: ${pmErrStr(code)}: ${errorText(error)}`,
    );
    return code;
  }
}

/** The items that a fetch asks for of each cluster. */
function itemsByCluster(
  metrics: readonly (MetricEntry | undefined)[],
): Map<Cluster, Set<number>> {
  const items = new Map<Cluster, Set<number>>();
  for (const metric of metrics) {
    if (metric === undefined) continue;
    const known = items.get(metric.cluster);
    if (known === undefined) {
      items.set(metric.cluster, new Set([metric.info.item]));
    } else {
      known.add(metric.info.item);
    }
  }
  return items;
}
