import { assert, assertEquals } from "@std/assert";
import { MemberNames } from "../../../lib/etcd/families/member_names.ts";
import { SeriesIndom } from "../../../lib/etcd/families/series_indom.ts";
import { parsedLatin1 } from "../exposition/parsed.ts";

/** The instances of label sets, as number and name by the text of the labels. */
function instances(...keys: string[]): Record<string, [number, string]> {
  const indom = new SeriesIndom(7, "labels");
  indom.update(new Map(keys.map((key) => [key, "1"])));
  assertEquals(indom.instances.map(({ inst }) => indom.keyOf(inst)), keys);
  for (const instance of indom.instances) {
    assertEquals(indom.byInst(instance.inst), instance);
    assertEquals(indom.byName(instance.name), instance);
  }
  return Object.fromEntries(
    indom.instances.map(({ inst, name }) => [
      indom.keyOf(inst),
      [inst, name],
    ]),
  );
}

Deno.test("numbers are what they have always been", () => {
  assertEquals(
    instances(
      "",
      'To="a"',
      'grpc_method="Range",grpc_code="OK"',
      'le="0.001"',
      'le="8.192"',
      'le="+Inf"',
      'quantile="0"',
      'quantile="0.5"',
      'To="a",le="1"',
    ),
    {
      "": [529266685, "none"],
      'To="a"': [141318295, "a"],
      'grpc_method="Range",grpc_code="OK"': [768295090, "Range/OK"],
      'le="0.001"': [981668463, "0.001"],
      'le="8.192"': [1090720367, "8.192"],
      'le="+Inf"': [2139095040, "+Inf"],
      'quantile="0"': [0, "0"],
      'quantile="0.5"': [1056964608, "0.5"],
      'To="a",le="1"': [1430128707, "a/1"],
    },
  );
});

Deno.test("bounds have numbers that grow with them", () => {
  const bounds = ["0.0001", "0.001", "0.5", "1", "8.192", "1e+06", "+Inf"];
  const found = instances(...bounds.map((bound) => `le="${bound}"`));
  const numbers = Object.values(found).map(([inst]) => inst);
  assertEquals(numbers, numbers.toSorted((a, b) => a - b));
  assertEquals(Object.values(found).map(([, name]) => name), bounds);
});

const ALIKE: [what: string, keys: string[]][] = [
  ["values with slashes", ['a="x/y",b="z"', 'a="x",b="y/z"', 'a="x/y/z"']],
  ["values with blanks", ['a="x y"', 'a="x_y"', 'a="x\\ty"', 'a="x\\ny"']],
  ["other names of labels", ['a="x"', 'b="x"', 'c="x"']],
  ["no values", ["", 'a=""', 'a="none"', 'b=""']],
  ["bounds that are one as 32 bits", ['le="1"', 'le="1.00000000001"']],
  ["bounds that are no numbers", [
    'le="x"',
    'le="-1"',
    'le="NaN"',
    'le="+Inf"',
  ]],
  ["bounds beyond 32 bits", ['le="+Inf"', 'le="1e+300"', 'le="1e+200"']],
  ["labels in another order", ['a="1",b="2"', 'b="2",a="1"']],
  ["all kinds of text", ['a="größe"', 'a="日本語"', 'a="\\u0000"', 'a="\\\\"']],
];

for (const [what, keys] of ALIKE) {
  Deno.test(`instances with ${what} differ, and are the same in any order`, () => {
    const found = instances(...keys);
    assertEquals(Object.keys(found).length, keys.length);
    const all = Object.values(found);
    assertEquals(new Set(all.map(([inst]) => inst)).size, keys.length);
    assertEquals(new Set(all.map(([, name]) => name)).size, keys.length);
    for (const [inst, name] of all) {
      assert(inst >= 0 && inst <= 0x7fffffff && Number.isInteger(inst));
      assert(name !== "" && !/[\s\p{Cc}]/u.test(name), JSON.stringify(name));
    }
    if (what !== "labels in another order") {
      assertEquals(instances(...keys.toReversed()), found);
    }
  });
}

Deno.test("numbers stay while others come and go", () => {
  const key = (i: number) => `method="m${i}",code="${i % 7}"`;
  const all = instances(...Array.from({ length: 5000 }, (_, i) => key(i)));
  for (let i = 0; i < 5000; i += 500) {
    const alone = instances(key(i));
    assertEquals(alone[key(i)], all[key(i)]);
  }
});

Deno.test("an instance that has gone is none any more", () => {
  const indom = new SeriesIndom(7, "labels");
  indom.update(new Map([['a="1"', "1"], ['a="2"', "1"]]));
  const [first, second] = indom.instances;
  indom.update(new Map([['a="2"', "5"]]));
  assertEquals(indom.instances, [second]);
  assertEquals(indom.byInst(first.inst), undefined);
  assertEquals(indom.byName("1"), undefined);
  assertEquals(indom.keyOf(first.inst), undefined);
  assertEquals(indom.instanceLabels(first), []);
  indom.update(new Map());
  assertEquals(indom.instances, []);
});

Deno.test("values alone make nothing new", () => {
  const indom = new SeriesIndom(7, "labels");
  indom.update(new Map([['a="1"', "1"], ['a="2"', "1"]]));
  const before = indom.instances;
  indom.update(new Map([['a="1"', "2"], ['a="2"', "3"]]));
  assert(indom.instances === before);
  indom.update(new Map([['a="2"', "2"], ['a="1"', "3"]]));
  assertEquals(indom.instances.map(({ name }) => name), ["2", "1"]);
});

Deno.test("labels keep their values as they are", () => {
  const indom = new SeriesIndom(7, "labels");
  indom.update(new Map([['a="x y\\n",b="\\""', "1"]]));
  const [instance] = indom.instances;
  assertEquals(instance.name, 'x_y_/"');
  assertEquals(indom.instanceLabels(instance), [
    { name: "a", value: "x y\n" },
    { name: "b", value: '"' },
  ]);
});

Deno.test("members have their names as soon as these are known, and their numbers always", () => {
  const members = new MemberNames();
  const indom = new SeriesIndom(7, "labels", members);
  const keys = ['To="a1"', 'To="a1",le="0.5"', 'From="0"', 'To="b2"', 'x="a1"'];
  indom.update(new Map(keys.map((key) => [key, "1"])));
  const before = indom.instances;
  const names = () => indom.instances.map(({ name }) => name);
  assertEquals(names(), ["a1", "a1/0.5", "0", "b2", "x=a1"]);
  members.update(new Map([["a1", "m 1"], ["b2", ""]]));
  assertEquals(names(), ["m_1", "m_1/0.5", "0", "b2", "a1"]);
  assertEquals(
    indom.instances.map(({ inst }) => inst),
    before.map(({ inst }) => inst),
  );
  const [first] = indom.instances;
  assertEquals(indom.byName("m_1"), first);
  assertEquals(indom.byInst(first.inst), first);
  assertEquals(indom.byName("a1/0.5"), undefined);
  assertEquals(indom.keyOf(first.inst), keys[0]);
  assertEquals(indom.instanceLabels(first), [
    { name: "To", value: "a1" },
    { name: "member_id", value: "a1" },
    { name: "member_name", value: "m 1" },
  ]);
  const [, , nobody] = indom.instances;
  assertEquals(indom.instanceLabels(nobody), [{ name: "From", value: "0" }]);
  members.update(new Map([["a1", "m"], ["b2", "m"]]));
  assertEquals(names(), ["a1", "a1/0.5", "0", "b2", "x=a1"]);
});

Deno.test("labels that are no UTF-8 make no instance, and others stay", () => {
  const { series } = parsedLatin1('up{a="\xff"} 1\nup{a="x"} 2\n');
  const indom = new SeriesIndom(7, "labels");
  indom.update(series.get("up") ?? new Map());
  assertEquals(indom.instances.map(({ name }) => name), ["x"]);
  const before = indom.instances;
  indom.update(series.get("up") ?? new Map());
  assert(indom.instances === before);
});

Deno.test("labels have changed when a member's name is known or another", () => {
  const members = new MemberNames();
  const indom = new SeriesIndom(7, "labels", members);
  indom.update(new Map([['To="a1"', "1"]]));
  assertEquals(indom.takeLabelChange(), false, "a new instance is none");
  members.update(new Map([["a1", "m1"]]));
  assertEquals(indom.takeLabelChange(), true);
  assertEquals(indom.takeLabelChange(), false, "it is said once");
  members.update(new Map([["a1", "m1"], ["b2", "m2"]]));
  assertEquals(indom.takeLabelChange(), false, "another member's name");
  members.update(new Map([["a1", "m0"], ["b2", "m2"]]));
  assertEquals(indom.takeLabelChange(), true);
});
