/**
 * Agents: metrics and instance domains under the numbers of a domain. See
 * pmdaInit(3).
 *
 * @module
 */

import { join } from "@std/path";
import {
  PM_DOMAIN_MAX,
  PMCD_LABEL_CHANGE,
  PMCD_NAMES_CHANGE,
  type PmID,
  type PmInDom,
  pmInDomStr,
} from "../pcp/mod.ts";
import { type MetricEntry, Tables } from "./_tables.ts";
import { CacheSaver } from "./_cache_saver.ts";
import { CacheFile } from "./cache_file.ts";
import type { ClientContext } from "./client_context.ts";
import type { Cluster } from "./cluster.ts";
import { DefinitionError } from "./definition_error.ts";
import type { HelpFile } from "./help_file.ts";
import { InstanceCache } from "./instance_cache.ts";
import type { PmdaIndom } from "./instance_domain.ts";
import type { Log } from "./log.ts";
import type { PmdaLabels } from "./pmda_labels.ts";
import type { NameSpace } from "./name_space.ts";

/** Milliseconds that a request may take where the agent says nothing else. */
const BUDGET = 1000;

/** Milliseconds after which pmcd drops an agent that does not answer. */
const PMCD_WAITS = 5000;

/** A request of a client, as hooks see it. */
export interface PmdaRequest {
  /** What is asked: one of the PDU codes. */
  readonly type: number;
  /** The client. */
  readonly context: ClientContext;
}

/** What there is to say of an agent besides its name, domain and metrics. */
export interface PmdaSettings {
  /** Instance domains that it has besides those of its metrics. */
  readonly indoms?: readonly PmdaIndom[];
  /** Its labels; `agent` with its name by default, which is what others have. */
  readonly labels?: PmdaLabels;
  /** Help for what has none in its table. */
  readonly help?: HelpFile;
  /** Milliseconds that a request may take; 1000 by default, pmcd waits 5000. */
  readonly budget?: number;
  /**
   * Whether pmcd should tell who its clients are (user, group, process,
   * container); `false` by default. See pmdaattribute(3).
   */
  readonly attributes?: boolean;
  /**
   * When the agent is ready to answer; at once by default. Until then clients
   * are told to try again (PM_ERR_PMDANOTREADY).
   */
  readonly ready?: Promise<void>;
  /**
   * Whether the agent's line in pmcd.conf says `notready`: pmcd asks nothing
   * then before it has been told that the agent is ready. Only with `ready`.
   */
  readonly notready?: boolean;
  /**
   * The PM_ERR code that an error of a class of the agent's own stands for, as
   * a PmError would have it; undefined for all other errors.
   */
  readonly errorCode?: (error: unknown) => number | undefined;
  /**
   * Called before each request, what pmdaSetCheckCallBack(3) is for: a
   * PmError that it throws is the answer.
   */
  readonly check?: (request: PmdaRequest) => undefined;
  /**
   * Called before each request, to bring names, metrics, instances and labels
   * up to date. It has half of the budget; whatever
   * becomes of it, the request is answered from what there is then.
   */
  readonly refresh?: (request: PmdaRequest) => void | Promise<void>;
  /**
   * Called after each request has been answered, what
   * pmdaSetDoneCallBack(3) is for.
   */
  readonly done?: () => void;
  /** Called when a client has ended that has asked for something. */
  readonly endContext?: (context: ClientContext) => void;
}

/** What there is to say of an agent besides its metrics. */
export interface AgentSettings extends PmdaSettings {
  /** Its name, the root of the names of its metrics. */
  readonly name: string;
  /** Its domain, 1 to 510. */
  readonly domain: number;
}

/** An agent whatever its sources are: what can be asked of it, apart from values. */
export class Agent {
  /** Its name. */
  readonly name: string;
  /** Its domain. */
  readonly domain: number;
  /** Its labels. */
  readonly labels: PmdaLabels;
  /** Milliseconds that a request may take. */
  readonly budget: number;
  /** What else there was to say of it. */
  readonly definition: PmdaSettings;
  #tables: Tables;
  #changes = 0;
  /** Those of clusters that are gone are kept: they may come again. */
  readonly #caches = new Map<PmInDom, CacheSaver>();

  /**
   * Makes the agent.
   *
   * @throws {DefinitionError} Where numbers or names are duplicate or none.
   */
  constructor(definition: AgentSettings, clusters: readonly Cluster[]) {
    const { name, domain, labels } = definition;
    if (!Number.isInteger(domain) || domain < 1 || domain > PM_DOMAIN_MAX) {
      throw new DefinitionError(
        `domain ${domain} is not within 1 to ${PM_DOMAIN_MAX}`,
      );
    }
    this.name = name;
    this.domain = domain;
    this.labels = labels ?? [{ name: "agent", value: name }];
    this.budget = definition.budget ?? BUDGET;
    if (!(this.budget > 0 && this.budget < PMCD_WAITS)) {
      throw new DefinitionError(
        `budget of ${this.budget} ms is not between 0 and ${PMCD_WAITS}, ` +
          "which is how long pmcd waits",
      );
    }
    // Who serves the agent hears of it too, but perhaps only later.
    definition.ready?.catch(() => {});
    this.definition = definition;
    this.#tables = this.#build(clusters);
  }

  /** The names of its metrics. */
  get names(): NameSpace {
    return this.#tables.names;
  }

  /** Its metrics, in the order of their clusters' definitions. */
  get metrics(): readonly MetricEntry[] {
    return [...this.#tables.metrics.values()];
  }

  /** The metric with a pmID, undefined where there is none. */
  metric(pmid: PmID): MetricEntry | undefined {
    return this.#tables.metrics.get(pmid);
  }

  /** The cluster with a number, undefined where there is none. */
  cluster(number: number): Cluster | undefined {
    return this.#tables.clusters.get(number);
  }

  /** The instance domain with an identifier, undefined where there is none. */
  indom(indom: PmInDom): PmdaIndom | undefined {
    return this.#tables.indoms.get(indom);
  }

  /**
   * Removes the clusters with these numbers, with their metrics and names,
   * while the agent runs. Numbers that are not there do no harm.
   */
  deleteClusters(...numbers: readonly number[]): void {
    const clusters = [...this.#tables.clusters.values()];
    const kept = clusters.filter(({ cluster }) => !numbers.includes(cluster));
    if (kept.length < clusters.length) this.#change(kept);
  }

  /**
   * Says that labels have changed. The next fetch tells pmcd, and pmcd its
   * clients; what PMDA_EXT_LABEL_CHANGE of pmdaSetFlags(3) does.
   */
  labelsChanged(): void {
    this.#changes |= PMCD_LABEL_CHANGE;
  }

  /**
   * What has changed since this was asked the last time.
   *
   * @returns PMCD_NAMES_CHANGE and PMCD_LABEL_CHANGE, or 0.
   */
  takeChanges(): number {
    for (const indom of this.#tables.indoms.values()) {
      if (indom.takeLabelChange?.()) this.#changes |= PMCD_LABEL_CHANGE;
    }
    const changes = this.#changes;
    this.#changes = 0;
    return changes;
  }

  /**
   * Opens the file of each dynamic instance domain, named after the domain
   * (`400.0`), and takes over what it says. To be called once, while the
   * agent may still read and write files, under the user that it runs as.
   * Instance domains of clusters that are added later have no file, unless
   * the agent's definition names them among its `indoms`.
   *
   * @param folder Where the files are: `config/pmda` in PCP_VAR_DIR for C
   * agents. It is made where it is missing.
   * @param log The agent's log, which has a line for each file that can't be
   * used.
   * @param open Opens one of the files; undefined where there is none.
   */
  openCaches(
    folder: string,
    log: Log,
    open: (path: string, log: Log) => CacheFile | undefined = CacheFile.open,
  ): void {
    if (this.#caches.size === 0) return;
    try {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o755 });
    } catch {
      // What is wrong with it is told with each file.
    }
    for (const [indom, cache] of this.#caches) {
      const file = open(join(folder, pmInDomStr(indom)), log);
      if (file !== undefined) cache.load(file);
    }
  }

  /**
   * Saves the dynamic instance domains that have changed, and once an hour
   * when their instances have last been seen. Costs next to nothing where
   * there is nothing to save.
   */
  saveCaches(): void {
    for (const cache of this.#caches.values()) cache.autosave();
  }

  /** Saves all there is of the dynamic instance domains and closes their files. */
  closeCaches(): void {
    for (const cache of this.#caches.values()) cache.close();
  }

  /** Adds clusters, or puts them in the place of those with their numbers. */
  protected put(clusters: readonly Cluster[]): void {
    const all = new Map(this.#tables.clusters);
    for (const cluster of clusters) all.set(cluster.cluster, cluster);
    this.#change([...all.values()]);
  }

  #change(clusters: readonly Cluster[]): void {
    this.#tables = this.#build(clusters);
    this.#changes |= PMCD_NAMES_CHANGE;
  }

  #build(clusters: readonly Cluster[]): Tables {
    const tables = new Tables(this.domain);
    for (const indom of this.definition.indoms ?? []) tables.addIndom(indom);
    for (const cluster of clusters) tables.addCluster(cluster, this.name);
    for (const [indom, domain] of tables.indoms) {
      if (!(domain instanceof InstanceCache) || !domain.persistent) continue;
      const known = this.#caches.get(indom);
      if (known !== undefined && known.cache !== domain) {
        throw new DefinitionError(
          `instance domain ${
            pmInDomStr(indom)
          } has an InstanceCache already, ` +
            "whose numbers would be lost: keep that one",
        );
      }
      if (known === undefined) this.#caches.set(indom, new CacheSaver(domain));
    }
    return tables;
  }
}
