/**
 * Answers fetches: runs each source that is needed once, all at the same time,
 * and waits for none of them longer than the budget. See pmdaFetch(3).
 *
 * @module
 */

import {
  checkValue,
  errorText,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
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
import type { BoundMetric, Values } from "./_bound_metric.ts";
import { Deadline } from "./_deadline.ts";
import { EndOfAnswer } from "./_end_of_answer.ts";
import { Fetch } from "./_fetch.ts";
import { LogOnce } from "./_log_once.ts";
import { selectInstances } from "./_select_instances.ts";
import type { Source } from "./_source.ts";
import type { MetricEntry } from "./_tables.ts";
import { isComing, whenThere } from "./_when_there.ts";
import { type Instance, SINGULAR } from "./instance_domain.ts";
import type { Log } from "./log.ts";
import type { Agent } from "./agent.ts";

/** What a single value should not fail with: somebody should hear of it. */
const REPORTED: ReadonlySet<number> = new Set([
  PM_ERR_AGAIN,
  PM_ERR_CONV,
  PM_ERR_VALUE,
]);

/**
 * Answers fetches for an agent.
 *
 * @example
 * ```ts
 * import { PM_ERR_PMID, pmIDBuild, PROFILE_ALL } from "@pmdaetcd/pcp";
 * import { Log, Pmda } from "@pmdaetcd/pmda";
 * import { Fetcher } from "@pmdaetcd/pmda/testing";
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
  readonly #pmda: Agent;
  readonly #log: Log;
  readonly #once: LogOnce;
  readonly #deadline = new Deadline();
  /** Lists of values that have been found right, for the type that they are right for. */
  readonly #checked = new WeakMap<readonly PmValue[], PmType>();
  /** The code of an error that a source fails with. */
  readonly #codeOf = (error: unknown, place: string): number =>
    this.#knownCode(error) ?? this.#code(error, place, PM_ERR_AGAIN);

  /** Makes a fetcher. */
  constructor(pmda: Agent, log: Log) {
    this.#pmda = pmda;
    this.#log = log;
    this.#once = new LogOnce(log);
  }

  /**
   * Answers a fetch of a client, whose profile says which instances it wants.
   *
   * @param due When the answer must be there, on the clock of
   * performance.now(); after the agent's budget by default.
   * @returns One value set for each metric, in their order. It is there at
   * once where all samples are.
   */
  fetch(
    pmids: readonly PmID[],
    context: ClientContext,
    due: number = performance.now() + this.#pmda.budget,
  ): PmValueSet[] | Promise<PmValueSet[]> {
    const metrics = pmids.map((pmid) => this.#pmda.metric(pmid));
    const fetch = new Fetch(context, this.#codeOf);
    return whenThere(this.#sample(metrics, fetch, due), () => {
      const end = new EndOfAnswer(due);
      return metrics.map((metric, i) =>
        metric === undefined
          ? { pmid: pmids[i], error: PM_ERR_PMID }
          : this.#valueSet(metric, fetch, end)
      );
    });
  }

  /** Ends the timer that watches over the budget. */
  [Symbol.dispose](): void {
    this.#deadline[Symbol.dispose]();
  }

  /** Runs the sources, up to the end of the time. */
  #sample(
    metrics: readonly (MetricEntry | undefined)[],
    fetch: Fetch,
    due: number,
  ): void | Promise<void> {
    const coming = startSources(metrics, fetch);
    if (coming.length === 0) return;
    return new Promise((resolve) => {
      let turn: ReturnType<typeof setTimeout> | undefined;
      const expired = () => {
        fetch.abort(this.#noAnswer());
        // Reading the next request blocks the event loop: one more turn of it
        // lets what was aborted come to its end.
        turn = setTimeout(resolve, 0);
      };
      this.#deadline.start(expired, due - performance.now());
      Promise.all(coming).then(() => {
        this.#deadline.clear(expired);
        clearTimeout(turn);
        resolve();
      });
    });
  }

  #valueSet(metric: MetricEntry, fetch: Fetch, end: EndOfAnswer): PmValueSet {
    const { pmid } = metric.desc;
    const { profile } = fetch.context;
    const sampled = this.#read(metric.bound, fetch);
    if (typeof sampled === "number") return { pmid, error: sampled };
    const { type } = metric.bound;
    const all = end.isPast() ? undefined : this.#all(type, sampled, profile);
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
        const value: PmAtomValue | undefined = sampled.of(instance);
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

  /** The values of a metric in a fetch, or the PM_ERR code that stands for all of them. */
  #read({ reading, otherwise }: BoundMetric, fetch: Fetch): Values | number {
    const own = reading.read(fetch);
    if (own === undefined) return this.#late(reading.source.place);
    if (typeof own !== "number") return own;
    if (!otherwise?.source.isStarted(fetch)) return own;
    const other = otherwise.read(fetch) ?? this.#late(otherwise.source.place);
    if (typeof other !== "number") return other;
    return own === PM_ERR_APPVERSION ? other : own;
  }

  /**
   * The values of all instances, where the metric gives them at once and the
   * fetch wants them all. Those that are not right are asked for one by one, to
   * lose only what is wrong.
   */
  #all(
    type: PmType,
    sampled: Values,
    profile: PmProfile,
  ): readonly PmValue[] | undefined {
    if (!profile.include || profile.indoms.size > 0) return undefined;
    try {
      const all = sampled.all();
      if (all === undefined || this.#checked.get(all) === type) return all;
      for (const { value } of all) checkValue(type, value);
      this.#checked.set(all, type);
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

  /** The code of an error that has one; undefined of any other. */
  #knownCode(error: unknown): number | undefined {
    return error instanceof PmError
      ? error.code
      : this.#pmda.definition.errorCode?.(error);
  }

  #late(where: string): number {
    return this.#code(this.#noAnswer(), where, PM_ERR_AGAIN);
  }

  #noAnswer(): PmError {
    return new PmError(
      PM_ERR_AGAIN,
      `no answer within ${this.#pmda.budget} ms`,
    );
  }

  /** The code of an error, after a line in the log where somebody should know, once each. */
  #code(error: unknown, where: string, otherwise: number): number {
    const known = this.#knownCode(error);
    const code = known ?? otherwise;
    if (known === undefined || REPORTED.has(known)) {
      this.#once.error(where, error, `; answered with ${pmErrStr(code)}`);
    }
    this.#log.debug(
      "fetch",
      () => `${where}: ${pmErrStr(code)}: ${errorText(error)}`,
    );
    return code;
  }
}

/**
 * Starts the sources that metrics need, and where one fails those that stand in
 * for it. Those that are not there at once are in the list, which never
 * rejects.
 */
function startSources(
  metrics: readonly (MetricEntry | undefined)[],
  fetch: Fetch,
): Promise<void>[] {
  const needed = new Set<Source<unknown>>();
  const substitutes = new Map<Source<unknown>, Set<Source<unknown>>>();
  for (const metric of metrics) {
    if (metric === undefined) continue;
    const { reading: { source }, otherwise } = metric.bound;
    needed.add(source);
    if (otherwise === undefined) continue;
    const others = substitutes.get(source) ?? new Set();
    substitutes.set(source, others.add(otherwise.source));
  }
  const coming: Promise<void>[] = [];
  for (const source of needed) {
    const others = substitutes.get(source);
    const started = source.start(fetch);
    const both = others === undefined ? started : whenThere(
      started,
      () => startSubstitutes(source, others, fetch),
    );
    if (isComing(both)) coming.push(both);
  }
  return coming;
}

function startSubstitutes(
  source: Source<unknown>,
  others: ReadonlySet<Source<unknown>>,
  fetch: Fetch,
): void | Promise<void> {
  if (fetch.isAborted || !source.hasFailed(fetch)) return;
  const coming = Array.from(others, (other) => other.start(fetch))
    .filter(isComing);
  if (coming.length > 0) return Promise.all(coming).then(() => {});
}
