/**
 * A small agent for the tests of the framework.
 *
 * @module
 */

import { pmIDBuild, PROFILE_ALL } from "../../lib/pcp/mod.ts";
import {
  type ClientContext,
  type ClusterDefinition,
  type FetchRequest,
  InstanceDomain,
  PM_ERR_APPVERSION,
  PM_ERR_BADSTORE,
  Pmda,
  PmError,
} from "../../lib/pmda/mod.ts";
import type { PmdaSettings } from "../../lib/pmda/testing.ts";

/** The agent's domain. */
export const DOMAIN = 253;

/** A client of which nothing is known. */
export const CLIENT: ClientContext = {
  id: 0,
  attributes: new Map(),
  profile: PROFILE_ALL,
};

/** The instance domain 253.0. */
export const COLOURS = new InstanceDomain({
  serial: 0,
  oneline: "colours",
  help: "Colours of light.",
  labels: [{ name: "kind", value: "colour" }],
  instances: [
    { inst: 0, name: "red", labels: [{ name: "hue", value: 0 }] },
    { inst: 1, name: "green light", labels: [{ name: "hue", value: 120 }] },
    { inst: 2, name: "blue" },
  ],
});

/** The metrics: what each of them is there to show. */
export const PMID = {
  text: pmIDBuild(DOMAIN, 0, 0),
  counter: pmIDBuild(DOMAIN, 0, 1),
  colour: pmIDBuild(DOMAIN, 0, 2),
  absent: pmIDBuild(DOMAIN, 0, 3),
  refusing: pmIDBuild(DOMAIN, 0, 4),
  broken: pmIDBuild(DOMAIN, 0, 5),
  misfit: pmIDBuild(DOMAIN, 0, 6),
  partly: pmIDBuild(DOMAIN, 0, 7),
  other: pmIDBuild(DOMAIN, 1, 0),
  writable: pmIDBuild(DOMAIN, 2, 0),
  colourWritable: pmIDBuild(DOMAIN, 2, 1),
};

/** What its sources give. */
export interface Samples {
  readonly zero: bigint;
  readonly one: bigint;
  readonly stored: ReadonlyMap<string, bigint | number>;
}

/** What has been stored, by metric and instance. */
export const STORED = new Map<string, bigint | number>();

/** Cluster 2: metrics that take values. */
const stored = {
  cluster: 2,
  from: "stored",
  metrics: [
    {
      name: "stored.limit",
      item: 0,
      type: "U32",
      sem: "discrete",
      oneline: "takes values below 2^31 or above 3 * 10^9",
      value: (values) => Number(values.get("limit") ?? 0),
      store: async (value) => {
        await Promise.resolve();
        if (value >= 2 ** 31 && value < 3e9) {
          throw new PmError(PM_ERR_BADSTORE, `${value} is too much`);
        }
        if (value === 13) await new Promise(() => {});
        if (value === 14) throw new TypeError("a bug");
        STORED.set("limit", value);
      },
    },
    {
      name: "stored.colour",
      item: 1,
      type: "U64",
      indom: COLOURS,
      sem: "discrete",
      oneline: "takes any value",
      value: (values, { name }) => BigInt(values.get(name) ?? 0),
      store: (value, { name }) => {
        STORED.set(name, value);
      },
    },
  ],
} as const satisfies ClusterDefinition<Samples>;

/**
 * Makes the agent.
 *
 * @param zero The source of cluster 0.
 * @param one The source of cluster 1.
 */
export function testPmda(
  zero: (request: FetchRequest) => bigint | Promise<bigint>,
  one: (request: FetchRequest) => bigint | Promise<bigint> = () => 0n,
  more: Partial<PmdaSettings> = {},
): Pmda<Samples> {
  return new Pmda<Samples>({
    ...more,
    name: "test",
    domain: DOMAIN,
    sources: { zero, one, stored: () => STORED },
    clusters: [
      {
        cluster: 0,
        from: "zero",
        labels: [{ name: "cluster", value: "zero" }],
        metrics: [
          {
            name: "text",
            item: 0,
            type: "STRING",
            sem: "instant",
            oneline: "the sample as text",
            help: "The sample,\nas text.",
            labels: [{ name: "unit", value: "none", optional: true }],
            value: String,
          },
          {
            name: "counter",
            item: 1,
            type: "U64",
            sem: "counter",
            oneline: "the sample",
            value: (sample) => sample,
          },
          {
            name: "colour.value",
            item: 2,
            type: "32",
            indom: COLOURS,
            sem: "instant",
            oneline: "one value a colour",
            value: (_, { inst }) => inst * 10,
          },
          {
            name: "absent",
            item: 3,
            type: "32",
            sem: "instant",
            oneline: "has no value",
            value: () => undefined,
          },
          {
            name: "refusing",
            item: 4,
            type: "32",
            sem: "instant",
            oneline: "fails with a code",
            value: () => {
              throw new PmError(PM_ERR_APPVERSION);
            },
          },
          {
            name: "broken",
            item: 5,
            type: "32",
            sem: "instant",
            oneline: "fails with a bug",
            value: () => {
              throw new TypeError("a bug");
            },
          },
          {
            name: "misfit",
            item: 6,
            type: "32",
            sem: "instant",
            oneline: "has a value that does not fit",
            value: () => 2 ** 40,
          },
          {
            name: "partly",
            item: 7,
            type: "32",
            indom: COLOURS,
            sem: "instant",
            oneline: "fails for one instance",
            value: (_, { inst }) => {
              if (inst === 1) throw new PmError(PM_ERR_APPVERSION);
              return inst;
            },
          },
        ],
      },
      {
        cluster: 1,
        from: "one",
        metrics: [{
          name: "other",
          item: 0,
          type: "U64",
          sem: "instant",
          oneline: "the other sample",
          value: (sample) => sample,
        }],
      },
      stored,
    ],
  });
}
