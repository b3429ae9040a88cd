/**
 * The agent on etcds that answer from recordings, without what comes out of
 * /metrics.
 *
 * @module
 */

import { etcdPmda } from "../../lib/etcd/agent.ts";
import { FAMILY_GROUPS } from "../../lib/etcd/families/tables/mod.ts";
import { type PmDesc, pmIDCluster, pmIDItem } from "../../lib/pcp/mod.ts";
import { Log } from "../../lib/pmda/mod.ts";
import { type Agent, Fetcher } from "../../lib/pmda/testing.ts";
import { CLIENT } from "../pmda/agent.ts";
import { type Answers, clientOf, RecordedEtcd } from "./recorded.ts";

/** Values by name of metric; by instance where it has any; an error's code in place of them. */
export type Shown = Record<string, unknown>;

/** An agent of its own for one test. */
export class EveryMetric implements Disposable {
  /** The agent. */
  readonly pmda: Agent;
  /** What it asks. */
  readonly etcd: RecordedEtcd;
  /** What it has logged. */
  readonly lines: string[] = [];
  readonly #fetcher: Fetcher;

  /** Makes one on etcds that answer like this. */
  constructor(answers: Answers, budget = 1000) {
    const log = new Log({
      progname: "pmdaetcd",
      write: (text) => this.lines.push(text),
    });
    this.etcd = new RecordedEtcd(answers);
    const client = clientOf(this.etcd, log);
    const groups = [
      "overview",
      "agent",
      ...FAMILY_GROUPS.map(({ name }) => name),
    ];
    this.pmda = etcdPmda(client, log, { budget, groupsOff: new Set(groups) });
    this.#fetcher = new Fetcher(this.pmda, log);
  }

  /** The names of all metrics, or of those below a name. */
  names(below = "etcd"): string[] {
    return [...this.pmda.names.traverse(below)].sort(
      (a, b) => this.pmda.names.pmid(a) - this.pmda.names.pmid(b),
    );
  }

  /** What is said of a metric. */
  desc(name: string): PmDesc {
    const metric = this.pmda.metric(this.pmda.names.pmid(name));
    if (metric === undefined) throw new Error(`no ${name}`);
    return metric.desc;
  }

  /** Its cluster and item. */
  numbers(name: string): string {
    const pmid = this.pmda.names.pmid(name);
    return `${pmIDCluster(pmid)}.${pmIDItem(pmid)}`;
  }

  /** Fetches metrics, all in one fetch. */
  async fetch(names = this.names()): Promise<Shown> {
    const pmids = names.map((name) => this.pmda.names.pmid(name));
    const sets = await this.#fetcher.fetch(pmids, CLIENT);
    return Object.fromEntries(sets.map((set, i) => {
      if ("error" in set) return [names[i], set.error];
      const indom = this.pmda.metric(set.pmid)?.info.indom;
      if (indom === undefined) return [names[i], set.values[0]?.value];
      const values = set.values.map(({ inst, value }) => [
        indom.byInst(inst)?.name,
        value,
      ]);
      return [names[i], Object.fromEntries(values)];
    }));
  }

  /** The instances of a metric's domain: number and name. */
  instances(name: string): [number, string][] {
    const { indom } = this.desc(name);
    return (this.pmda.indom(indom)?.instances ?? [])
      .map(({ inst, name }) => [inst, name]);
  }

  [Symbol.dispose](): void {
    this.#fetcher[Symbol.dispose]();
  }
}

/** The values of all metrics below a name, without that name. */
export async function below(name: string, answers: Answers): Promise<Shown> {
  using agent = new EveryMetric(answers);
  const values = await agent.fetch(agent.names(name));
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key.slice(name.length + 1),
      value,
    ]),
  );
}
