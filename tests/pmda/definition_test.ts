import { assertEquals, assertThrows } from "@std/assert";
import { PM_ERR_GENERIC } from "../../lib/pcp/mod.ts";
import {
  type Cluster,
  cluster,
  DefinitionError,
  InstanceCache,
  InstanceDomain,
  type MetricOf,
  Pmda,
  PmError,
} from "../../lib/pmda/mod.ts";
import { NameSpace } from "../../lib/pmda/testing.ts";

/** A cluster of metrics with these names and items. */
function table(
  number: number,
  ...rows: [name: string, item: number, indom?: InstanceDomain][]
): Cluster {
  return cluster({
    cluster: number,
    from: () => 0,
    metrics: rows.map(([name, item, indom]) => ({
      name,
      item,
      indom,
      type: "32",
      sem: "instant",
      oneline: name,
      value: () => 0,
    })),
  });
}

function pmda(...clusters: Cluster[]): Pmda {
  return new Pmda({ name: "test", domain: 253, clusters });
}

const indom = () =>
  new InstanceDomain({ serial: 0, oneline: "", instances: [] });

const WRONG: [what: string, make: () => unknown, message: string][] = [
  [
    "a duplicate pmID",
    () => pmda(table(0, ["a", 0], ["b", 0])),
    "duplicate pmID 253.0.0: test.a and test.b",
  ],
  [
    "an item that is none",
    () => pmda(table(0, ["a", 1024])),
    "item 1024 of test.a is not within 0 to 1023",
  ],
  ["a duplicate cluster", () => pmda(table(7), table(7)), "cluster 7"],
  [
    "a duplicate name",
    () => pmda(table(0, ["a", 0], ["a", 1])),
    '"test.a"',
  ],
  [
    "a metric below a metric",
    () => pmda(table(0, ["a", 0], ["a.b", 1])),
    '"test.a.b"',
  ],
  [
    "a metric above a metric",
    () => pmda(table(0, ["a.b", 0], ["a", 1])),
    '"test.a"',
  ],
  [
    "a duplicate instance domain",
    () => pmda(table(0, ["a", 0, indom()], ["b", 1, indom()])),
    "253.0",
  ],
  [
    "a domain that is none",
    () => new Pmda({ name: "test", domain: 511, clusters: [] }),
    "domain 511",
  ],
  ["a name that is none", () => new NameSpace().insert("a..b", 1), '"a..b"'],
  [
    "a name that begins with a digit",
    () => new NameSpace().insert("a.1b", 1),
    '"a.1b"',
  ],
  [
    "a serial that is none",
    () => new InstanceDomain({ serial: -1, oneline: "", instances: [] }),
    "serial -1",
  ],
  [
    "two instances with one first word",
    () =>
      new InstanceDomain({
        serial: 0,
        oneline: "",
        instances: [{ inst: 0, name: "a b" }, { inst: 1, name: "a c" }],
      }),
    '"a c"',
  ],
  [
    "an instance that is none",
    () =>
      new InstanceDomain({
        serial: 0,
        oneline: "",
        instances: [{ inst: 2 ** 31, name: "a" }],
      }),
    "instance 2147483648",
  ],
];

for (const [what, make, message] of WRONG) {
  Deno.test(`${what} is refused`, () => {
    assertThrows(make, DefinitionError, message);
  });
}

const WORDS: [what: string, row: object, message: string][] = [
  ["type", { type: "U65" }, 'a: no type "U65"; there are 32, '],
  [
    "semantics",
    { sem: "gauge" },
    'a: no semantics "gauge"; there are counter, ',
  ],
  ["unit", { units: "byte / sek" }, 'a: units "byte / sek": no unit "sek"'],
];
for (const [what, wrong, message] of WORDS) {
  Deno.test(`a word for no ${what} is refused when the agent is made`, () => {
    const row = { name: "a", item: 0, type: "32", sem: "instant" } as const;
    const metrics = [{ ...row, value: () => 0, ...wrong }];
    assertThrows(
      () => pmda(cluster({ cluster: 0, from: () => 0, metrics })),
      DefinitionError,
      message,
    );
  });
}

Deno.test("the compiler holds a value against its metric's type", () => {
  const row = { name: "a", item: 0, sem: "instant" } as const;
  const rows: MetricOf<number>[] = [
    { ...row, type: "32", value: (sample) => sample },
    // @ts-expect-error A string is no 32-bit integer.
    { ...row, type: "32", value: String },
    // @ts-expect-error A number may not hold a 64-bit integer.
    { ...row, type: "U64", value: (sample) => sample },
    // @ts-expect-error A number is no string.
    { ...row, type: "STRING", value: (sample) => sample },
    // @ts-expect-error What is stored is a number.
    { ...row, type: "32", value: () => 0, store: (_: string) => {} },
    // @ts-expect-error There is no type U8.
    { ...row, type: "U8", value: () => 0 },
    // @ts-expect-error There is no unit sek.
    { ...row, type: "32", value: () => 0, units: "byte / sek" },
    // @ts-expect-error There is no semantics gauge.
    { ...row, type: "32", value: () => 0, sem: "gauge" },
  ];
  assertEquals(rows.length, 8);
});

for (const budget of [0, -1, NaN, Infinity, 5000]) {
  Deno.test(`a budget of ${budget} ms is none`, () => {
    assertThrows(
      () => new Pmda({ name: "a", domain: 1, clusters: [], budget }),
      DefinitionError,
      `budget of ${budget}`,
    );
  });
}

for (const number of [-1, 4096, 1.5]) {
  Deno.test(`there is no cluster ${number}`, () => {
    assertThrows(
      () => new Pmda({ name: "a", domain: 1, clusters: [table(number)] }),
      DefinitionError,
      `cluster ${number}`,
    );
  });
}

for (const name of ["", " a", "a\0b", "a\nb"]) {
  Deno.test(`no instance is called ${JSON.stringify(name)}`, () => {
    assertThrows(
      () => new InstanceDomain({ serial: 0, instances: [{ inst: 0, name }] }),
      DefinitionError,
      "the name",
    );
  });
}

Deno.test("an InstanceCache can't be put in the place of another", () => {
  const withCache = (cache: InstanceCache) =>
    cluster({
      cluster: 0,
      from: () => 0,
      metrics: [{
        name: "a",
        item: 0,
        type: "32",
        sem: "instant",
        indom: cache,
        value: () => 0,
      }],
    });
  const pmda = new Pmda({
    name: "a",
    domain: 1,
    clusters: [withCache(new InstanceCache({ serial: 3 }))],
  });
  assertThrows(
    () => pmda.setClusters(withCache(new InstanceCache({ serial: 3 }))),
    DefinitionError,
    "1.3 has an InstanceCache",
  );
});

Deno.test("an error's code is an error's", () => {
  for (const code of [0, 5, NaN, -1.5, Infinity]) {
    assertEquals(new PmError(code).code, PM_ERR_GENERIC);
  }
});
