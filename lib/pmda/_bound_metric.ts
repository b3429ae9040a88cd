import {
  checkValue,
  errorText,
  PM_SEMS,
  PM_TYPES,
  type PmAtomValue,
  pmParseUnitsStr,
  type PmSem,
  type PmType,
  type PmTypeName,
  type PmUnits,
  type PmValue,
} from "../pcp/mod.ts";
import type { Fetch } from "./_fetch.ts";
import type { Source } from "./_source.ts";
import type { ClientContext } from "./client_context.ts";
import { DefinitionError } from "./definition_error.ts";
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
  readonly type: PmType;
  readonly sem: PmSem;
  readonly units: PmUnits;
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

/**
 * Binds a row to its source.
 *
 * @throws {DefinitionError} Where the row has words that do not exist.
 */
export function bindTo<Sample>(
  source: Source<Sample>,
  row: MetricOf<Sample>,
  otherwise?: Reading,
): BoundMetric {
  return {
    info: row,
    type: codeOf("type", PM_TYPES, row.type, row),
    sem: codeOf("semantics", PM_SEMS, row.sem, row),
    units: unitsOf(row),
    reading: new RowReading(source, row),
    otherwise,
    store: row.store === undefined ? undefined : storeInto(row),
  };
}

function codeOf<Codes extends object, Word extends keyof Codes>(
  what: string,
  codes: Codes,
  word: Word,
  { name }: MetricInfo,
): Codes[Word] {
  if (Object.hasOwn(codes, word)) return codes[word];
  const words = Object.keys(codes).join(", ");
  throw new DefinitionError(
    `${name}: no ${what} "${String(word)}"; there are ${words}`,
  );
}

function unitsOf({ name, units = "" }: MetricInfo): PmUnits {
  try {
    return pmParseUnitsStr(units);
  } catch (error) {
    throw new DefinitionError(`${name}: ${errorText(error)}`);
  }
}

/** What a reading needs of a row. */
export type RowValues<Sample> = Pick<
  Row<Sample, PmTypeName>,
  "value" | "values"
>;

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

function storeInto<Sample, Type extends PmTypeName>(
  row: Row<Sample, Type>,
): BoundMetric["store"] {
  return (value, instance, context) => {
    checkValue(PM_TYPES[row.type], value);
    return row.store?.(value, instance, context);
  };
}
