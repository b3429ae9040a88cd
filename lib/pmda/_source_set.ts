import { bindTo, type BoundMetric, RowReading } from "./_bound_metric.ts";
import { Source } from "./_source.ts";
import { type Ask, Request } from "./_source_request.ts";
import type { Cluster, ClusterDefinition } from "./cluster.ts";
import { DefinitionError } from "./definition_error.ts";
import type { MetricFrom, MetricWithin, OtherwiseFrom } from "./metric.ts";
import type { Sources } from "./source.ts";
import type { PmTypeName } from "../pcp/mod.ts";

/** The sources of an agent, and what binds rows to them. */
export class SourceSet<Samples> {
  readonly #definitions: Sources<Samples> | undefined;
  readonly #made: { [Name in keyof Samples]?: Source<Samples[Name]> } = {};

  constructor(definitions: Sources<Samples> | undefined) {
    this.#definitions = definitions;
  }

  /**
   * Binds the rows of a cluster; `root` is the agent's name.
   *
   * @throws {DefinitionError} Where a row names a source that there is not.
   */
  bind(definition: ClusterDefinition<Samples>, root: string): Cluster {
    const { cluster, labels = [] } = definition;
    return { cluster, labels, bound: this.#bindAll(definition, root) };
  }

  #bindAll(
    definition: ClusterDefinition<Samples>,
    root: string,
  ): BoundMetric[] {
    if (namesSource(definition)) {
      const { from, metrics } = definition;
      return metrics.map((row) => {
        const name = `${root}.${row.name}`;
        return namesSource(row)
          ? this.#bindRow(row, name)
          : this.#bindWithin(from, row, name);
      });
    }
    return definition.metrics.map((row) =>
      this.#bindRow(row, `${root}.${row.name}`)
    );
  }

  #bindRow<Name extends keyof Samples>(
    row: MetricFrom<Samples, Name>,
    name: string,
  ): BoundMetric {
    const otherwise = row.otherwise && this.#other(row.otherwise, name);
    return bindTo(this.#source(row.from, name), row, otherwise);
  }

  #bindWithin<Name extends keyof Samples>(
    from: Name,
    row: MetricWithin<Samples, Samples[Name]>,
    name: string,
  ): BoundMetric {
    const otherwise = row.otherwise && this.#other(row.otherwise, name);
    return bindTo(this.#source(from, name), row, otherwise);
  }

  #other<Name extends keyof Samples>(
    other: OtherwiseFrom<Samples, Name, PmTypeName>,
    metric: string,
  ): RowReading<Samples[Name]> {
    return new RowReading(this.#source(other.from, metric), other);
  }

  /** The source of a metric. */
  #source<Name extends keyof Samples>(
    name: Name,
    metric: string,
  ): Source<Samples[Name]> {
    const source = this.#get(name);
    if (source !== undefined) return source;
    const names = Object.keys(this.#definitions ?? {});
    const all = names.length === 0 ? "there are none" : names.join(", ");
    throw new DefinitionError(
      `${metric}: no source "${String(name)}" among sources: ${all}`,
    );
  }

  #get<Name extends keyof Samples>(
    name: Name,
  ): Source<Samples[Name]> | undefined {
    const definitions = this.#definitions;
    if (definitions === undefined || !Object.hasOwn(definitions, name)) {
      return undefined;
    }
    const source: Source<Samples[Name]> = this.#made[name] ??
      new Source(
        `source ${String(name)}`,
        (fetch) => definitions[name](new Request(fetch, source, this.#ask)),
      );
    this.#made[name] = source;
    return source;
  }

  /** The sample of a source, for another one. */
  readonly #ask: Ask<Samples> = (name, fetch, asker) => {
    const source = this.#get(name);
    return source === undefined
      ? Promise.reject(new TypeError(`there is no source ${String(name)}`))
      : source.ask(fetch, asker);
  };
}

function namesSource<Row extends { readonly from?: PropertyKey }>(
  row: Row,
): row is Row & { readonly from: PropertyKey } {
  return row.from !== undefined;
}
