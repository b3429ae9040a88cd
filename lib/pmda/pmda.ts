/**
 * Agents and what there is to say of them. See pmdaInit(3).
 *
 * @module
 */

import { SourceSet } from "./_source_set.ts";
import { Agent, type AgentSettings, type PmdaSettings } from "./agent.ts";
import type { Cluster, ClusterDefinition } from "./cluster.ts";
import type { Sources } from "./source.ts";

/** What there is to say of an agent besides its name and domain. */
export interface PmdaParts<Samples> extends PmdaSettings {
  /** Where the values of its metrics come from, by names of its choice. */
  readonly sources?: Sources<Samples>;
  /** Its metrics. */
  readonly clusters: readonly (
    | ClusterDefinition<NoInfer<Samples>>
    | Cluster
  )[];
}

/** What there is to say of an agent. */
export interface PmdaDefinition<Samples>
  extends PmdaParts<Samples>, AgentSettings {}

/**
 * An agent. `Samples` has the types of what its sources give.
 *
 * @example
 * ```ts
 * import { pmIDBuild } from "@pmdaetcd/pcp";
 * import { Pmda } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const pmda = new Pmda({
 *   name: "etcd",
 *   domain: 400,
 *   sources: { greeting: () => "hello PMDA" },
 *   clusters: [{
 *     cluster: 0,
 *     from: "greeting",
 *     metrics: [{
 *       name: "demo",
 *       item: 0,
 *       type: "STRING",
 *       sem: "instant",
 *       oneline: "a greeting",
 *       value: (greeting) => greeting,
 *     }],
 *   }],
 * });
 * assertEquals(pmda.metric(pmIDBuild(400, 0, 0))?.name, "etcd.demo");
 * ```
 */
export class Pmda<Samples = never> extends Agent {
  readonly #sources: SourceSet<Samples>;

  /**
   * Makes the agent.
   *
   * @throws {DefinitionError} Where numbers or names are duplicate or none,
   * and where a metric names a source that there is not.
   */
  constructor(definition: PmdaDefinition<Samples>) {
    const { name, clusters } = definition;
    const sources = new SourceSet(definition.sources);
    super(definition, clusters.map((cluster) => bind(sources, cluster, name)));
    this.#sources = sources;
  }

  /**
   * Adds clusters, or puts them in the place of those with their numbers,
   * while the agent runs. The next fetch tells pmcd that names have changed,
   * and pmcd its clients; what PMDA_EXT_NAMES_CHANGE of pmdaSetFlags(3) does.
   *
   * @throws {DefinitionError} As the constructor; nothing is changed then.
   */
  setClusters(
    ...clusters: readonly (ClusterDefinition<Samples> | Cluster)[]
  ): void {
    this.put(
      clusters.map((cluster) => bind(this.#sources, cluster, this.name)),
    );
  }
}

function bind<Samples>(
  sources: SourceSet<Samples>,
  cluster: ClusterDefinition<Samples> | Cluster,
  agent: string,
): Cluster {
  return "bound" in cluster ? cluster : sources.bind(cluster, agent);
}
