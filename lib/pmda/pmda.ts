/**
 * An agent: its metrics and instance domains under the numbers of its domain.
 *
 * @module
 */

import {
  PM_DOMAIN_MAX,
  PM_INDOM_NULL,
  type PmDesc,
  type PmID,
  pmIDBuild,
  pmIDStr,
  type PmInDom,
  pmInDomBuild,
  pmInDomStr,
  type PmLabel,
  pmUnits,
} from "../pcp/mod.ts";
import type { ClientContext } from "./client_context.ts";
import type { Cluster, MetricInfo } from "./cluster.ts";
import { DefinitionError } from "./definition_error.ts";
import type { InstanceDomain } from "./instance_domain.ts";
import { NameSpace } from "./name_space.ts";

/** What there is to say of an agent. */
export interface PmdaDefinition {
  /** Its name, the root of the names of its metrics. */
  readonly name: string;
  /** Its domain, 1 to 510. */
  readonly domain: number;
  /** Its metrics. */
  readonly clusters: readonly Cluster[];
  /** Its labels besides `agent`. */
  readonly labels?: readonly PmLabel[];
  /**
   * Whether pmcd should tell who its clients are (user, group, process,
   * container); `false` by default. See pmdaattribute(3).
   */
  readonly attributes?: boolean;
  /** Called when a client has ended that has asked for something. */
  readonly endContext?: (context: ClientContext) => void;
}

/** A metric of an agent. */
export interface MetricEntry {
  /** Its row in the table. */
  readonly info: MetricInfo;
  /** The cluster that it belongs to. */
  readonly cluster: Cluster;
  /** Its full name. */
  readonly name: string;
  /** Its descriptor. */
  readonly desc: PmDesc;
}

/**
 * An agent: what can be asked of it, apart from values.
 *
 * @example
 * ```ts
 * import { PM_SEM_INSTANT, PM_TYPE_STRING, pmIDBuild } from "@pmdaetcd/pcp";
 * import { cluster, Pmda } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const pmda = new Pmda({
 *   name: "etcd",
 *   domain: 400,
 *   clusters: [cluster({
 *     cluster: 0,
 *     refresh: () => "hello PMDA",
 *     metrics: [{
 *       name: "demo",
 *       item: 0,
 *       type: PM_TYPE_STRING,
 *       sem: PM_SEM_INSTANT,
 *       oneline: "a greeting",
 *       value: (greeting) => greeting,
 *     }],
 *   })],
 * });
 * assertEquals(pmda.metric(pmIDBuild(400, 0, 0))?.name, "etcd.demo");
 * ```
 */
export class Pmda {
  /** Its name. */
  readonly name: string;
  /** Its domain. */
  readonly domain: number;
  /** Its labels. */
  readonly labels: readonly PmLabel[];
  /** Whether pmcd should tell who its clients are. */
  readonly attributes: boolean;
  /** Called when a client has ended. */
  readonly endContext: (context: ClientContext) => void;
  /** The names of its metrics. */
  readonly names: NameSpace = new NameSpace();
  readonly #metrics = new Map<PmID, MetricEntry>();
  readonly #clusters = new Map<number, Cluster>();
  readonly #indoms = new Map<PmInDom, InstanceDomain>();

  /**
   * Makes the agent.
   *
   * @param definition What there is to say of it.
   * @throws {DefinitionError} Where numbers or names stand twice or are none.
   */
  constructor(definition: PmdaDefinition) {
    const { name, domain, clusters, labels } = definition;
    if (!Number.isInteger(domain) || domain < 1 || domain > PM_DOMAIN_MAX) {
      throw new DefinitionError(
        `domain ${domain} is not within 1 to ${PM_DOMAIN_MAX}`,
      );
    }
    this.name = name;
    this.domain = domain;
    this.labels = [{ name: "agent", value: name }, ...labels ?? []];
    this.attributes = definition.attributes ?? false;
    this.endContext = definition.endContext ?? (() => {});
    for (const cluster of clusters) this.#addCluster(cluster);
  }

  /**
   * A metric.
   *
   * @param pmid Its pmID.
   * @returns The metric, undefined where there is none.
   */
  metric(pmid: PmID): MetricEntry | undefined {
    return this.#metrics.get(pmid);
  }

  /**
   * A cluster.
   *
   * @param number Its number.
   * @returns The cluster, undefined where there is none.
   */
  cluster(number: number): Cluster | undefined {
    return this.#clusters.get(number);
  }

  /**
   * An instance domain.
   *
   * @param indom Its identifier.
   * @returns The instance domain, undefined where there is none.
   */
  indom(indom: PmInDom): InstanceDomain | undefined {
    return this.#indoms.get(indom);
  }

  #addCluster(cluster: Cluster): void {
    if (this.#clusters.has(cluster.cluster)) {
      throw new DefinitionError(`cluster ${cluster.cluster} stands twice`);
    }
    this.#clusters.set(cluster.cluster, cluster);
    for (const info of cluster.metrics) {
      const pmid = pmIDBuild(this.domain, cluster.cluster, info.item);
      if (this.#metrics.has(pmid)) {
        throw new DefinitionError(`pmID ${pmIDStr(pmid)} stands twice`);
      }
      const name = `${this.name}.${info.name}`;
      this.names.insert(name, pmid);
      const desc: PmDesc = {
        pmid,
        type: info.type,
        indom: info.indom ? this.#addIndom(info.indom) : PM_INDOM_NULL,
        sem: info.sem,
        units: info.units ?? pmUnits(),
      };
      this.#metrics.set(pmid, { info, cluster, name, desc });
    }
  }

  #addIndom(domain: InstanceDomain): PmInDom {
    const indom = pmInDomBuild(this.domain, domain.serial);
    const known = this.#indoms.get(indom);
    if (known !== undefined && known !== domain) {
      throw new DefinitionError(
        `instance domain ${pmInDomStr(indom)} stands twice`,
      );
    }
    this.#indoms.set(indom, domain);
    return indom;
  }
}
