import { decodeHex } from "@std/encoding/hex";
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  decodeInstance,
  decodeLabels,
  decodeResult,
  encodeFetch,
  encodeInstanceReq,
  encodeLabelReq,
  encodeProfile,
  PDU_ERROR,
  PM_ERR_INST,
  PM_IN_NULL,
  PM_LABEL_INSTANCES,
  PMCD_LABEL_CHANGE,
  resultChanges,
} from "../../lib/pcp/mod.ts";
import {
  DefinitionError,
  InstanceCache,
  InstanceError,
  Log,
} from "../../lib/pmda/mod.ts";
import { Dispatcher } from "../../lib/pmda/testing.ts";
import { active, counts, DISK, diskPmda, DISKS, newCache } from "./caches.ts";
import { CLIENT } from "./agent.ts";
import instanceKeys from "../fixtures/instance_keys.json" with { type: "json" };
import { pduOf } from "../exchange.ts";
import { cacheFile } from "./memory_file.ts";
import { assertLinear } from "../growth.ts";

Deno.test("names keep their numbers while they come and go", () => {
  const { cache } = newCache("a", "b", "c");
  assertEquals(active(cache), ["0=a", "1=b", "2=c"]);
  assertEquals(cache.hide("b"), true);
  assertEquals(active(cache), ["0=a", "2=c"]);
  assertEquals(cache.lookup(1)?.active, false);
  assertEquals(cache.lookupName("b")?.inst, 1);
  assertEquals([cache.byInst(1), cache.byName("b")], [undefined, undefined]);
  assertEquals(counts(cache), [3, 2, 1]);
  assertEquals(cache.store("b", "new"), 1);
  assertEquals(cache.byInst(1)?.private, "new");
  assertEquals(cache.byName("b"), cache.byInst(1));
  assertEquals(counts(cache), [3, 3, 0]);
});

Deno.test("hiding and culling what is unknown says so", () => {
  const { cache } = newCache("a b");
  assertEquals([cache.hide("x"), cache.cull("x")], [false, false]);
  assertEquals([cache.hide("a c"), cache.cull("a c")], [false, false]);
  assertEquals([cache.hide("a"), cache.hide("a")], [true, true]);
  assertEquals(counts(cache), [1, 0, 1]);
});

Deno.test("a culled name is forgotten, and its number not given again", () => {
  const { cache } = newCache("a", "b", "c");
  assertEquals(cache.cull("c"), true);
  assertEquals([cache.lookup(2), cache.lookupName("c")], [
    undefined,
    undefined,
  ]);
  assertEquals(cache.store("c"), 3);
  assertEquals(active(cache), ["0=a", "1=b", "3=c"]);
  cache.cullAll();
  assertEquals(counts(cache), [0, 0, 0]);
  assertEquals(active(cache), []);
  assertEquals(cache.store("a"), 4);
});

Deno.test("all at once: inactive, active", () => {
  const { cache } = newCache("a", "b", "c");
  cache.replace([]);
  assertEquals([active(cache), counts(cache)], [[], [3, 0, 3]]);
  cache.replace(cache.entries.map(({ name }) => name));
  assertEquals([active(cache).length, counts(cache)], [3, [3, 3, 0]]);
  assertEquals(cache.byName("c")?.private, 1);
});

Deno.test("names match up to their first space", () => {
  const { cache } = newCache("foo bar", "baz");
  assertEquals(cache.store("foo"), 0);
  assertEquals(cache.store("foo bar"), 0);
  assertEquals(cache.lookup(0)?.name, "foo bar");
  assertEquals(cache.lookupName("foo")?.inst, 0);
  assertEquals(cache.lookupName("foo blah"), undefined);
  assertEquals(cache.lookupName("foodle"), undefined);
  assertEquals(cache.lookupName("baz x"), undefined);
  const wrong = { "foo blah": '"foo bar"; cull', "baz x": '"baz"; cull' };
  for (const [name, message] of Object.entries(wrong)) {
    assertThrows(() => cache.store(name), InstanceError, message);
    assertThrows(() => cache.replace([name]), InstanceError, message);
    assertThrows(() => cache.storeKey(name, undefined), InstanceError, message);
  }
  cache.cull("foo");
  assertEquals(cache.store("foo blah"), 2);
});

Deno.test("names that a file can't have are refused", () => {
  const { cache } = newCache("a");
  for (
    const [name, message] of [
      ["", "empty"],
      [" x", "begins with a space"],
      ["x\n1 2 y", "control"],
      ["x\0", "control"],
      ["x\t", "control"],
      ["x\ud800", "Unicode"],
    ]
  ) {
    assertThrows(() => cache.store(name), InstanceError, message);
    assertThrows(() => cache.storeKey(name, undefined), InstanceError, message);
    assertThrows(() => cache.replace(["b", name]), InstanceError, message);
  }
  assertEquals(active(cache), ["0=a"]);
});

Deno.test("a serial that is none is refused", () => {
  for (const serial of [-1, 0.5, 0x400000]) {
    assertThrows(
      () => new InstanceCache({ serial, oneline: "" }),
      DefinitionError,
      `serial ${serial}`,
    );
  }
});

Deno.test("reuse gives the lowest free number", () => {
  const { cache } = newCache("a", "b", "c", "d");
  cache.cull("b");
  cache.cull("c");
  cache.reuse();
  assertEquals(["e", "f", "g"].map((name) => cache.store(name)), [1, 2, 4]);
  cache.cull("a");
  assertEquals(active(cache), ["1=e", "2=f", "3=d", "4=g"]);
  assertEquals([cache.store("h"), cache.store("i")], [0, 5]);
  cache.cullAll();
  assertEquals([cache.store("j"), cache.store("k")], [0, 1]);
});

Deno.test("the lowest free number is right whatever comes and goes", () => {
  const { cache } = newCache();
  cache.reuse();
  const taken = new Map<number, string>();
  let seed = 3;
  for (let i = 0; i < 5000; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    const name = `n${(seed >>> 8) % 200}`;
    const known = cache.lookupName(name);
    if (known !== undefined && seed % 3 > 0) {
      cache.cull(name);
      taken.delete(known.inst);
      continue;
    }
    let lowest = 0;
    while (taken.has(lowest)) lowest++;
    assertEquals(cache.store(name), known?.inst ?? lowest);
    taken.set(known?.inst ?? lowest, name);
  }
  const sorted = [...taken].sort(([a], [b]) => a - b);
  assertEquals(active(cache), sorted.map(([inst, name]) => `${inst}=${name}`));
});

Deno.test("at the maximum, free numbers are looked for; then there are none", () => {
  const { cache } = newCache("a", "b");
  assertThrows(() => cache.resize(0), InstanceError, 'below 1 ("b")');
  for (const wrong of [-1, 1.5, 2 ** 31, NaN]) {
    assertThrows(() => cache.resize(wrong), InstanceError, `${wrong}`);
  }
  cache.resize(3);
  assertEquals([cache.store("c"), cache.store("d")], [2, 3]);
  assertThrows(() => cache.store("e"), InstanceError, '"e"');
  assertThrows(() => cache.replace(["x", "y"]), InstanceError, "up to 3");
  assertEquals(counts(cache), [4, 4, 0]);
  cache.cull("b");
  assertThrows(() => cache.replace(["x", "y"]), InstanceError, "up to 3");
  assertEquals(counts(cache), [3, 3, 0]);
  assertEquals(cache.store("e"), 1);
  cache.cull("a");
  cache.cull("c");
  cache.replace(["x", "y", "d"]);
  assertEquals(active(cache), ["0=x", "2=y", "3=d"]);
});

Deno.test("replace makes a set of names the active one", () => {
  const { cache } = newCache("a", "b", "c");
  cache.replace(["d", "b"]);
  assertEquals(active(cache), ["1=b", "3=d"]);
  assertEquals([cache.lookup(1)?.private, cache.lookup(3)?.private], [
    1,
    undefined,
  ]);
  cache.replace([{ name: "a", value: "A" }, { name: "b", value: "B" }]);
  assertEquals(active(cache), ["0=a", "1=b"]);
  assertEquals(cache.lookup(1)?.private, "B");
  cache.replace(new Set(["b", "a"]));
  assertEquals(active(cache), ["0=a", "1=b"]);
  cache.replace(["a", "a"]);
  assertEquals(active(cache), ["0=a"]);
  cache.replace([]);
  assertEquals([active(cache), counts(cache)], [[], [4, 0, 4]]);
});

Deno.test("replace changes nothing where one of the names can't be stored", () => {
  const { cache } = newCache("a", "b");
  assertThrows(
    () => cache.replace(["c", "x y", "x z"]),
    InstanceError,
    '"x y"',
  );
  assertThrows(() => cache.replace(["c", "b x"]), InstanceError, '"b x"');
  assertEquals([active(cache), counts(cache)], [["0=a", "1=b"], [2, 2, 0]]);
});

Deno.test("what instances gave before stays as it is", () => {
  const { cache } = newCache("a", "b");
  const before = cache.instances;
  assert(cache.instances === before);
  cache.byName("a");
  cache.store("a", "again");
  assert(cache.instances === before);
  cache.replace(["a", "b"]);
  assert(cache.instances === before);
  cache.hide("a");
  cache.store("c");
  assertEquals(before.map(({ name }) => name), ["a", "b"]);
  assertEquals(active(cache), ["1=b", "2=c"]);
});

Deno.test("keys give the numbers that libpcp gives, also after collisions", () => {
  for (const { name, key, insts } of instanceKeys) {
    const bytes = key === "" ? undefined : decodeHex(key);
    for (let taken = 0; taken <= insts.length; taken++) {
      const { cache, saver } = newCache();
      const others = insts.slice(0, taken).map((inst, i) =>
        `${inst} 1 o${i}\n`
      );
      saver.load(cacheFile(`2 0 2147483647\n${others.join("")}`).file);
      if (taken === insts.length) {
        assertThrows(() => cache.storeKey(name, bytes), InstanceError, name);
      } else {
        assertEquals(
          cache.storeKey(name, bytes),
          insts[taken],
          `${name} ${key}`,
        );
      }
    }
  }
});

Deno.test("a name and its key belong together", () => {
  const { cache } = newCache("plain");
  const [one, two] = [new Uint8Array([1, 0xff]), new Uint8Array([2])];
  const inst = cache.storeKey("a", one, "A");
  assertEquals(cache.storeKey("a", one.slice(), "B"), inst);
  assertEquals(cache.lookupKey(one)?.private, "B");
  assertEquals(cache.lookupKey(two), undefined);
  assertThrows(() => cache.storeKey("a", two), InstanceError, "than 02");
  assertThrows(() => cache.storeKey("b", one), InstanceError, 'to "a"');
  assertThrows(() => cache.storeKey("plain", two), InstanceError, '"plain"');
  const named = cache.storeKey("c", undefined);
  assertEquals(cache.lookupKey("c")?.inst, named);
  assertEquals(cache.storeKey("c", new Uint8Array()), named);
  assertEquals(cache.store("a", "C"), inst);
  assertEquals(cache.storeKey("a", one), inst);
  cache.cull("a");
  assertEquals(cache.lookupKey(one), undefined);
  assertEquals(cache.storeKey("b", one), inst);
  cache.cullAll();
  assertEquals(cache.lookupKey(one), undefined);
});

Deno.test("a key that changes in the caller's hands stays what it was", () => {
  const { cache } = newCache();
  const key = new Uint8Array([1]);
  const inst = cache.storeKey("a", key);
  key[0] = 2;
  assertEquals(cache.lookupKey(new Uint8Array([1]))?.inst, inst);
  cache.cull("a");
  assertEquals(cache.lookupKey(new Uint8Array([1])), undefined);
});

Deno.test("after a key, new instances get the lowest free number", () => {
  const { cache } = newCache("a", "b");
  cache.cull("a");
  cache.storeKey("k", new Uint8Array([1]));
  assertEquals([cache.store("c"), cache.store("d")], [0, 2]);
});

Deno.test("labels of instances are made when they are asked for", () => {
  let asked = 0;
  const cache = new InstanceCache<number>({
    serial: 0,
    oneline: "",
    instanceLabels: ({ name, private: size }, { id }) => {
      asked++;
      return [{ name: "size", value: [id, size ?? name] }];
    },
  });
  cache.store("a", 7);
  assertEquals(cache.instances.length + asked, 1);
  const labels = () => cache.instanceLabels(cache.instances[0], CLIENT);
  assertEquals(labels(), [{ name: "size", value: [0, 7] }]);
  cache.store("a", 8);
  assertEquals(labels(), [{ name: "size", value: [0, 8] }]);
  assertEquals(asked, 2);
  assertEquals(cache.instanceLabels({ inst: 7, name: "none" }, CLIENT), []);
});

Deno.test("purge forgets what has not been stored for some time", () => {
  const { cache, clock, saver } = newCache();
  saver.load(cacheFile("2 0 99\n0 1699999989 old\n1 1699999990 new\n").file);
  cache.store("stored", "S");
  const purged: unknown[] = [];
  assertEquals(cache.purge(10, (value) => purged.push(value)), 1);
  assertEquals(cache.entries.map(({ name }) => name), ["new", "stored"]);
  clock.seconds += 100;
  assertEquals(cache.purge(10, (value) => purged.push(value)), 1);
  saver.save();
  clock.seconds += 11;
  assertEquals(cache.purge(11), 0);
  assertEquals(cache.purge(10, (value) => purged.push(value)), 1);
  assertEquals(purged, ["S"]);
  assertEquals([saver.save(), counts(cache)], [0, [0, 0, 0]]);
});

/** Does what there is to do with as many instances. */
function manage(count: number): void {
  const { cache, saver } = newCache();
  const { memory, file } = cacheFile();
  saver.load(file);
  const names = Array.from({ length: count }, (_, i) => `disk${i} of ${i}`);
  for (const name of names) cache.store(name, 1);
  for (let i = 0; i < names.length; i++) {
    assert(
      cache.byInst(i) !== undefined && cache.byName(names[i]) !== undefined,
    );
    cache.store(names[i], 2);
  }
  assertEquals(cache.instances.length, count);
  cache.replace(names.slice(1));
  assertEquals(cache.instances.length, count - 1);
  assertEquals(saver.save(), count);
  const { cache: next, saver: nextSaver } = newCache();
  nextSaver.load(cacheFile(memory.bytes).file);
  assertEquals(next.size, count);
  next.reuse();
  const some = count / 5;
  // Each store but the first would have to look through all numbers again.
  for (let i = 0; i < some; i++) {
    next.cull(names[i]);
    next.store(`x${i}`);
    next.store(`y${i}`);
  }
  assertEquals(next.lookupName(`y${some - 1}`)?.inst, count + some - 1);
  for (let i = 0; i < some; i++) {
    next.storeKey(`k${i}`, new Uint8Array([i, i >> 8]));
  }
  assertEquals(next.entries.length, count + 2 * some);
}

Deno.test("30,000 instances take a time that grows with their number", async () => {
  await assertLinear(() => manage(30_000), () => {
    for (let part = 0; part < 10; part++) manage(3000);
  });
});

Deno.test("clients see active instances alone", async () => {
  const cache = new InstanceCache<number>({
    serial: 7,
    oneline: "disks",
    instanceLabels: (disk) => [{ name: "size", value: disk.private ?? 0 }],
  });
  cache.replace([
    { name: "a", value: 10 },
    { name: "b 2", value: 20 },
    { name: "c", value: 30 },
  ]);
  cache.hide("c");
  const pmda = diskPmda(cache, () => {
    if (cache.instances.length === 2) cache.store("d", 40);
  });
  using dispatcher = new Dispatcher(pmda, new Log({ progname: "p" }));
  const ask = async (request: Uint8Array) => {
    const answer = await dispatcher.dispatch(pduOf(request));
    return answer ?? new Uint8Array();
  };
  const fetched = async () => {
    const [set] = decodeResult(await ask(encodeFetch([DISK])));
    return "error" in set ? set.error : set.values.map(({ inst }) => inst);
  };
  const instances = async (inst = PM_IN_NULL, name?: string) => {
    const answer = await ask(encodeInstanceReq({ indom: DISKS, inst, name }));
    return pduOf(answer).type === PDU_ERROR
      ? "error"
      : decodeInstance(answer).instances;
  };
  const profile = (...insts: number[]) => {
    const entry = { include: false, instances: new Set(insts) };
    const indoms = new Map([[DISKS, entry]]);
    return ask(encodeProfile({ include: true, indoms }));
  };
  assertEquals(await instances(), [{ inst: 0, name: "a" }, {
    inst: 1,
    name: "b 2",
  }]);
  // The refresh adds d before its values are asked for.
  assertEquals(await fetched(), [0, 1, 3]);
  assertEquals(await instances(1), [{ name: "b 2" }]);
  assertEquals(await instances(PM_IN_NULL, "b"), [{ inst: 1 }]);
  assertEquals(await instances(2), "error");
  assertEquals(await instances(PM_IN_NULL, "c"), "error");
  await profile(1, 2);
  assertEquals(await fetched(), [1]);
  await profile(2);
  assertEquals(await fetched(), PM_ERR_INST);
  await profile(3);
  const request = encodeLabelReq({ ident: DISKS, type: PM_LABEL_INSTANCES });
  assertEquals(decodeLabels(await ask(request)).sets, [
    { inst: 3, labels: [{ name: "size", value: 40 }] },
  ]);
});

Deno.test("with keys, an instance keeps its number under another name", () => {
  const { cache } = newCache();
  const a = { key: "ka", name: "a", value: "A" };
  const b = { key: new Uint8Array([1, 0xff]), name: "b x", value: "B" };
  const values = cache.replace([a, b]);
  const [ka, kb] = ["a", "b"].map((name) => cache.lookupName(name)?.inst ?? -1);
  assertEquals(values, new Map([[ka, "A"], [kb, "B"]]));
  assertEquals(newCache().cache.storeKey("z", new Uint8Array([1, 0xff])), kb);
  assertEquals(
    cache.replace([{ ...b, name: "c" }]),
    new Map([[kb, "B"]]),
  );
  assertEquals(active(cache), [`${kb}=c`]);
  assertEquals([cache.lookupName("a")?.active, cache.lookupName("b")], [
    false,
    undefined,
  ]);
  // What is kept stays where there is no other value.
  assertEquals(
    cache.replace([{ key: "ka", name: "a2" }]),
    new Map([[ka, "A"]]),
  );
  assertEquals(active(cache), [`${ka}=a2`]);
  assertEquals(cache.replace([{ key: "new", name: "n" }]), new Map());
  assertEquals(cache.replace([]), new Map());
  assertEquals(counts(cache), [3, 0, 3]);
});

Deno.test("with keys, two instances may exchange their names", () => {
  const { cache } = newCache();
  cache.replace([
    { key: "k1", name: "a", value: 1 },
    { key: "k2", name: "b", value: 2 },
  ]);
  const [k1, k2] = ["k1", "k2"].map((key) => cache.lookupKey(key)?.inst ?? -1);
  cache.replace([{ key: "k1", name: "b" }, { key: "k2", name: "a" }]);
  assertEquals([cache.lookup(k1)?.name, cache.lookup(k2)?.name], ["b", "a"]);
  assertEquals([cache.lookup(k1)?.private, cache.lookup(k2)?.private], [1, 2]);
  assertEquals(counts(cache), [2, 2, 0]);
});

Deno.test("with keys, a name that another key had is a new instance", () => {
  const { cache } = newCache("plain");
  cache.replace([{ key: "old", name: "a x", value: 1 }]);
  const old = cache.lookupKey("old")?.inst;
  assertEquals(cache.replace([{ key: "new", name: "a y" }]), new Map());
  assertEquals(cache.lookupKey("old"), undefined);
  assertEquals(cache.lookupName("a y"), cache.lookupKey("new"));
  assertEquals(cache.lookupKey("new")?.inst !== old, true);
  cache.replace([{ key: "other", name: "plain" }]);
  assertEquals(cache.lookup(0), undefined);
  assertEquals(counts(cache), [2, 1, 1]);
});

Deno.test("with keys, the first word stands for the same instance", () => {
  const { cache } = newCache();
  cache.replace([{ key: "k", name: "a b", value: 1 }]);
  cache.replace([{ key: "k", name: "a", value: 2 }]);
  assertEquals(cache.instances.map(({ name }) => name), ["a b"]);
  cache.replace([{ key: "k", name: "a c", value: 3 }]);
  assertEquals(cache.instances.map(({ name }) => name), ["a c"]);
});

Deno.test("a number that was the second choice of a key stays under another name", () => {
  for (const { name, key, insts } of instanceKeys) {
    if (insts.length < 2 || key === "") continue;
    const bytes = decodeHex(key);
    const { cache, saver } = newCache();
    saver.load(cacheFile(`2 0 2147483647\n${insts[0]} 1 other\n`).file);
    cache.replace([{ key: bytes, name }]);
    cache.cull("other");
    cache.replace([{ key: bytes, name: "renamed" }]);
    assertEquals(active(cache), [`${insts[1]}=renamed`]);
  }
});

Deno.test("with keys, nothing is changed where an instance can't be stored", () => {
  const { cache } = newCache("a");
  cache.replace([{ key: "k", name: "b", value: "B" }]);
  const before = [active(cache), counts(cache)];
  const renamed = { key: "k", name: "c" };
  for (
    const [instance, message] of [
      [{ key: "k", name: "d" }, 'belongs to "c"'],
      [{ key: "l", name: "c d" }, 'first word as "c"'],
      [{ key: "l", name: "" }, "empty"],
      [{ name: "a" }, '"a" has no key'],
    ] as const
  ) {
    assertThrows(
      () => cache.replace([renamed, instance]),
      InstanceError,
      message,
    );
    assertEquals([active(cache), counts(cache)], before);
  }
});

/** A cache whose instances have labels. */
function labelled() {
  return new InstanceCache<{ size: bigint; tags: readonly string[] }>({
    serial: 7,
    instanceLabels: (disk) => [
      { name: "size", value: `${disk.private?.size}` },
    ],
  });
}

Deno.test("a cache notices what changes the labels of its instances", () => {
  const cache = labelled();
  const disk = (size: bigint, ...tags: string[]) => ({ size, tags });
  const changes = (change: () => void) => {
    change();
    return [cache.takeLabelChange(), cache.takeLabelChange()];
  };
  const [yes, no] = [[true, false], [false, false]];
  assertEquals(changes(() => {}), no);
  assertEquals(changes(() => cache.store("a", disk(1n, "x"))), yes);
  assertEquals(changes(() => cache.store("a", disk(1n, "x"))), no);
  assertEquals(changes(() => cache.store("a", disk(1n, "y"))), yes);
  assertEquals(changes(() => cache.store("a", disk(2n, "y"))), yes);
  assertEquals(changes(() => cache.replace(["a"])), no);
  assertEquals(changes(() => cache.replace(["a", "b"])), no);
  assertEquals(changes(() => cache.replace(["a"])), no);
  assertEquals(changes(() => cache.replace(["b"])), no);
  assertEquals(changes(() => cache.replace([])), no);
  const keyed = (name: string) => ({ key: "k", name, value: disk(3n) });
  assertEquals(changes(() => cache.replace([keyed("k")])), yes);
  assertEquals(changes(() => cache.replace([keyed("k")])), no);
  assertEquals(changes(() => cache.replace([keyed("l")])), yes);
  assertEquals(changes(() => cache.cull("l")), no);
  assertEquals(changes(() => cache.replace([keyed("l")])), yes);
});

Deno.test("a cache without labels of instances has none that change", () => {
  const { cache } = newCache("a", "b");
  cache.store("a", "other");
  cache.replace([{ key: "k", name: "c" }]);
  assertEquals(cache.takeLabelChange(), false);
});

Deno.test("an agent tells pmcd that labels of instances have changed", async () => {
  const cache = new InstanceCache<number>({
    serial: 7,
    instanceLabels: (disk) => [{ name: "size", value: disk.private ?? 0 }],
  });
  let sizes = [1, 2];
  const pmda = diskPmda(cache, () => {
    cache.replace(sizes.map((value, i) => ({ name: `d${i}`, value })));
  });
  using dispatcher = new Dispatcher(pmda, new Log({ progname: "p" }));
  const changes = async () => {
    const answer = await dispatcher.dispatch(pduOf(encodeFetch([DISK])));
    return resultChanges(answer ?? new Uint8Array());
  };
  assertEquals([await changes(), await changes()], [PMCD_LABEL_CHANGE, 0]);
  sizes = [1, 3];
  assertEquals([await changes(), await changes()], [PMCD_LABEL_CHANGE, 0]);
  sizes = [1];
  assertEquals(await changes(), 0);
});
