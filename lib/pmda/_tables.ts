import {
  PM_CLUSTER_MAX,
  PM_INDOM_NULL,
  PM_ITEM_MAX,
  type PmDesc,
  type PmID,
  pmIDBuild,
  pmIDStr,
  type PmInDom,
  pmInDomBuild,
  pmInDomStr,
} from "../pcp/mod.ts";
import type { BoundMetric } from "./_bound_metric.ts";
import type { Cluster } from "./cluster.ts";
import { DefinitionError } from "./definition_error.ts";
import type { PmdaIndom } from "./instance_domain.ts";
import type { MetricInfo } from "./metric.ts";
import { NameSpace } from "./name_space.ts";

/** A metric of an agent. */
export interface MetricEntry {
  /** Its row in the table. */
  readonly info: MetricInfo;
  /** @internal Where its values come from. */
  readonly bound: BoundMetric;
  /** The cluster that it belongs to. */
  readonly cluster: Cluster;
  /** Its full name. */
  readonly name: string;
  /** Its descriptor. */
  readonly desc: PmDesc;
}

/** All that an agent has, found by number and by name. */
export class Tables {
  readonly #domain: number;
  readonly names = new NameSpace();
  readonly metrics = new Map<PmID, MetricEntry>();
  readonly clusters = new Map<number, Cluster>();
  readonly indoms = new Map<PmInDom, PmdaIndom>();

  constructor(domain: number) {
    this.#domain = domain;
  }

  addCluster(cluster: Cluster, root: string): void {
    const number = cluster.cluster;
    if (!Number.isInteger(number) || number < 0 || number > PM_CLUSTER_MAX) {
      throw new DefinitionError(
        `cluster ${number} is not within 0 to ${PM_CLUSTER_MAX}`,
      );
    }
    if (this.clusters.has(cluster.cluster)) {
      throw new DefinitionError(`duplicate cluster ${number}`);
    }
    this.clusters.set(cluster.cluster, cluster);
    for (const bound of cluster.bound) {
      const { info } = bound;
      const name = `${root}.${info.name}`;
      const { item } = info;
      if (!Number.isInteger(item) || item < 0 || item > PM_ITEM_MAX) {
        throw new DefinitionError(
          `item ${item} of ${name} is not within 0 to ${PM_ITEM_MAX}`,
        );
      }
      const pmid = pmIDBuild(this.#domain, number, item);
      const other = this.metrics.get(pmid);
      if (other !== undefined) {
        throw new DefinitionError(
          `duplicate pmID ${pmIDStr(pmid)}: ${other.name} and ${name}`,
        );
      }
      this.names.insert(name, pmid);
      const desc: PmDesc = {
        pmid,
        type: bound.type,
        indom: info.indom ? this.addIndom(info.indom) : PM_INDOM_NULL,
        sem: bound.sem,
        units: bound.units,
      };
      this.metrics.set(pmid, { info, bound, cluster, name, desc });
    }
  }

  addIndom(domain: PmdaIndom): PmInDom {
    const indom = pmInDomBuild(this.#domain, domain.serial);
    const known = this.indoms.get(indom);
    if (known !== undefined && known !== domain) {
      throw new DefinitionError(
        `duplicate instance domain ${pmInDomStr(indom)}`,
      );
    }
    this.indoms.set(indom, domain);
    return indom;
  }
}
