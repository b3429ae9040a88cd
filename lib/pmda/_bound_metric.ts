import {
  checkValue,
  type PmAtomValue,
  type PmType,
  type PmValue,
} from "../pcp/mod.ts";
import type { Fetch } from "./_fetch.ts";
import type { Source } from "./_source.ts";
import type { ClientContext } from "./client_context.ts";
import type { Instance } from "./instance_domain.ts";
import type { MetricInfo, MetricOf, Row } from "./metric.ts";

/** The values of a metric in one fetch. */
export interface Values {
  /** The value of an instance. */
  of(instance: Instance): PmAtomValue | undefined;
  /** The values of all instances, where the metric gives them at once. */
  all(): readonly PmValue[] | undefined;
}

/** A metric's values out of one source, whatever its samples look like. */
export interface Reading {
  readonly source: Source<unknown>;
  /** The values in a fetch, the PM_ERR code of the source's failure, or undefined while the source runs. */
  read(fetch: Fetch): Values | number | undefined;
}

/** A metric with where its values come from. */
export interface BoundMetric {
  readonly info: MetricInfo;
  readonly reading: Reading;
  /** Where they come from if the first source fails. */
  readonly otherwise?: Reading;
  /** Takes a value of whatever type for an instance. */
  readonly store?: (
    value: unknown,
    instance: Instance,
    context: ClientContext,
  ) => void | Promise<void>;
}

/** Binds a row to its source. */
export function bindTo<Sample>(
  source: Source<Sample>,
  row: MetricOf<Sample>,
  otherwise?: Reading,
): BoundMetric {
  const store = row.store === undefined ? undefined : storeInto(row);
  return { info: row, reading: new RowReading(source, row), otherwise, store };
}

/** What a reading needs of a row. */
export type RowValues<Sample> = Pick<Row<Sample, PmType>, "value" | "values">;

/** The values of a row. */
export class RowReading<Sample> implements Reading {
  readonly source: Source<Sample>;
  readonly #row: RowValues<Sample>;

  constructor(source: Source<Sample>, row: RowValues<Sample>) {
    this.source = source;
    this.#row = row;
  }

  read(fetch: Fetch): Values | number | undefined {
    const outcome = this.source.outcome(fetch);
    if (outcome === undefined) return undefined;
    if ("code" in outcome) return outcome.code;
    return new SampleValues(this.#row, outcome.sample);
  }
}

class SampleValues<Sample> implements Values {
  readonly #row: RowValues<Sample>;
  readonly #sample: Sample;

  constructor(row: RowValues<Sample>, sample: Sample) {
    this.#row = row;
    this.#sample = sample;
  }

  of(instance: Instance): PmAtomValue | undefined {
    return this.#row.value(this.#sample, instance);
  }

  all(): readonly PmValue[] | undefined {
    return this.#row.values?.(this.#sample);
  }
}

function storeInto<Sample, Type extends PmType>(
  row: Row<Sample, Type>,
): BoundMetric["store"] {
  return (value, instance, context) => {
    checkValue(row.type, value);
    return row.store?.(value, instance, context);
  };
}
