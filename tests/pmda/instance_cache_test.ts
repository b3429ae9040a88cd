import { decodeHex } from "@std/encoding/hex";
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  cluster,
  type Connection,
  decodeInstance,
  decodeLabels,
  decodeResult,
  DefinitionError,
  Dispatcher,
  encodeCreds,
  encodeFetch,
  encodeInstanceReq,
  encodeLabelReq,
  encodeProfile,
  InstanceCache,
  InstanceError,
  Log,
  PDU_ERROR,
  PM_ERR_INST,
  PM_IN_NULL,
  PM_LABEL_INSTANCES,
  PM_SEM_INSTANT,
  PM_TYPE_U32,
  Pmda,
  pmIDBuild,
  pmInDomBuild,
  serve,
} from "../../lib/pmda/mod.ts";
import { CLIENT } from "./agent.ts";
import instanceKeys from "../fixtures/instance_keys.json" with { type: "json" };
import { pduOf } from "../exchange.ts";
import { cacheFile } from "./memory_file.ts";
import { assertLinear } from "../growth.ts";

/** A cache with a clock that stands still, in seconds. */
function newCache(...names: string[]) {
  const clock = { seconds: 1_700_000_000 };
  const cache = new InstanceCache<number | string>({
    serial: 7,
    oneline: "",
    now: () => new Date(1000 * clock.seconds),
  });
  for (const name of names) cache.store(name, name.length);
  return { cache, clock };
}

const active = (cache: InstanceCache<number | string>) =>
  cache.instances.map(({ inst, name }) => `${inst}=${name}`);

const counts = (cache: InstanceCache<number | string>) => [
  cache.size,
  cache.sizeActive,
  cache.sizeInactive,
];

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

Deno.test("all at once: active, inactive", () => {
  const { cache } = newCache("a", "b", "c");
  cache.deactivateAll();
  assertEquals([active(cache), counts(cache)], [[], [3, 0, 3]]);
  cache.activateAll();
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
  cache.replace(new Map([["a", "A"], ["b", "B"]]));
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
      const { cache } = newCache();
      const others = insts.slice(0, taken).map((inst, i) =>
        `${inst} 1 o${i}\n`
      );
      cache.load(cacheFile(`2 0 2147483647\n${others.join("")}`).file);
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
  assertThrows(() => cache.storeKey("b", one), InstanceError, 'of "a"');
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

Deno.test("save writes after additions and culls, sync also after stores", () => {
  const { cache, clock } = newCache("a");
  const { memory, file, lines } = cacheFile();
  cache.load(file);
  assertEquals([cache.save(), cache.save(), cache.sync()], [1, 0, 0]);
  assertEquals(memory.text, "2 0 2147483647\n0 1700000000 a\n");
  clock.seconds += 5;
  cache.store("a");
  assertEquals([cache.save(), memory.rewrites], [0, 1]);
  assertEquals([cache.sync(), cache.sync()], [1, 0]);
  assertEquals(memory.text, "2 0 2147483647\n0 1700000005 a\n");
  clock.seconds += 5;
  cache.storeKey("k", new Uint8Array([0xab, 1]));
  assertEquals([cache.save(), cache.sync()], [2, 0]);
  assertEquals(
    memory.text,
    `2 1 2147483647\n0 1700000005 a\n${
      cache.lookupName("k")?.inst
    } 1700000010 [ab01] k\n`,
  );
  cache.hide("a");
  assertEquals([cache.save(), cache.sync()], [0, 0]);
  cache.cull("k");
  assertEquals(cache.save(), 1);
  cache.resize(50);
  assertEquals([cache.save(), cache.sync()], [0, 1]);
  assertEquals(memory.text, "2 1 50\n0 1700000005 a\n");
  cache.cullAll();
  cache.save();
  assertEquals(memory.text, "2 1 50\n");
  cache.close();
  assertEquals([memory.closed, lines], [true, []]);
});

Deno.test("reuse and its end are remembered", () => {
  const { cache } = newCache();
  const { memory, file } = cacheFile("1 0\n5 1 a\n");
  cache.load(file);
  assertEquals(cache.sync(), 0);
  cache.reuse();
  cache.close();
  assertEquals(memory.text, "2 1 2147483647\n5 1 a\n");
  const { cache: next } = newCache();
  next.load(cacheFile(memory.text).file);
  assertEquals(next.store("b"), 0);
});

Deno.test("what is loaded is inactive, and goes on where it was", () => {
  const { cache } = newCache();
  const { file, lines } = cacheFile("2 0 99\n9 5 z\n3 5 [0a] c d\n");
  cache.load(file);
  assertEquals([active(cache), counts(cache)], [[], [2, 0, 2]]);
  assertEquals(cache.entries.map(({ inst }) => inst), [3, 9]);
  assertEquals(cache.lookupKey(new Uint8Array([10]))?.name, "c d");
  assertEquals([cache.store("new"), cache.store("z")], [10, 9]);
  assertThrows(() => cache.resize(9), InstanceError);
  const { cache: full } = newCache();
  full.load(cacheFile("2 0 1\n1 5 b\n").file);
  assertEquals(full.store("a"), 0);
  assertThrows(() => full.store("c"), InstanceError, "up to 1");
  assertEquals(lines, []);
});

Deno.test("what does not fit to what is known is ignored with a warning", () => {
  const { cache } = newCache("a", "b b");
  const { file, lines } = cacheFile(
    "2 0 99\n0 5 a\n1 5 b\n2 5 a\n1 5 c\n5 5 b c\n7 5 [0a] k\n8 5 [0a] l\n" +
      "7 5 [0b] k\n0 5 [0a] a\n9 5 ok\n9 5 ok\n",
  );
  cache.load(file);
  assertEquals(
    cache.entries.map(({ inst, name }) => `${inst}=${name}`),
    ["0=a", "1=b b", "7=k", "9=ok"],
  );
  assertEquals(active(cache), ["0=a", "1=b b"]);
  assertEquals(cache.lookup(0)?.private, 1);
  assertEquals(lines.map((line) => line.replace(/.*?:(\d+): /, "$1 ")), [
    '4 instance 2 ("a") is known as 0 ("a"); ignored',
    '5 instance 1 ("c") is known as 1 ("b b"); ignored',
    '6 instance 5 ("b c") is known as 1 ("b b"); ignored',
    '8 instance 8 ("l") is known as 7 ("k"); ignored',
    '9 instance 7 ("k") is known as 7 ("k"); ignored',
    '10 instance 0 ("a") is known as 0 ("a"); ignored',
  ]);
});

Deno.test("a key from a file is that of an instance known without one", () => {
  const { cache } = newCache("a");
  cache.load(cacheFile("2 0 99\n0 5 [0a] a\n").file);
  assertEquals(cache.storeKey("a", new Uint8Array([10])), 0);
});

Deno.test("a file that can't be read is not written", () => {
  const { cache } = newCache("a");
  const { memory, file } = cacheFile("2 0 9\n5 1 x\n");
  memory.failure = "Input/output error";
  cache.load(file);
  memory.failure = undefined;
  cache.save();
  assertEquals([memory.closed, memory.rewrites], [true, 0]);
});

Deno.test("purge forgets what has not been stored for some time", () => {
  const { cache, clock } = newCache();
  cache.load(cacheFile("2 0 99\n0 1699999989 old\n1 1699999990 new\n").file);
  cache.store("stored", "S");
  const purged: unknown[] = [];
  assertEquals(cache.purge(10, (value) => purged.push(value)), 1);
  assertEquals(cache.entries.map(({ name }) => name), ["new", "stored"]);
  clock.seconds += 100;
  assertEquals(cache.purge(10, (value) => purged.push(value)), 1);
  cache.save();
  clock.seconds += 11;
  assertEquals(cache.purge(11), 0);
  assertEquals(cache.purge(10, (value) => purged.push(value)), 1);
  assertEquals(purged, ["S"]);
  assertEquals([cache.save(), counts(cache)], [0, [0, 0, 0]]);
});

Deno.test("autosave: what is new at once, mere times hourly, after a failure later", () => {
  const { cache, clock } = newCache("a");
  const { memory, file, lines } = cacheFile();
  cache.load(file);
  const saved = (seconds: number) => {
    clock.seconds += seconds;
    const before = memory.text;
    cache.autosave();
    return memory.text !== before;
  };
  assertEquals([saved(0), saved(0)], [true, false]);
  cache.store("a");
  assertEquals([saved(3599), saved(1), saved(7200)], [false, true, false]);
  cache.store("a");
  assertEquals(saved(-86400), true);
  memory.failure = "No space left on device";
  cache.store("b");
  assertEquals(saved(0), false);
  memory.failure = undefined;
  assertEquals([saved(9), saved(1)], [false, true]);
  assertEquals(lines.length, 2);
});

Deno.test("a full disk costs no number", () => {
  const { cache } = newCache("a", "b");
  const { memory, file } = cacheFile();
  cache.load(file);
  memory.room = 3;
  assertEquals([cache.save(), cache.sync()], [0, 0]);
  assertEquals([cache.store("c"), cache.store("b")], [2, 1]);
  memory.room = Infinity;
  cache.close();
  assertEquals(/^0 \d+ a\n1 \d+ b\n2 \d+ c$/m.test(memory.text), true);
});

/** Does what there is to do with as many instances. */
function manage(count: number): void {
  const { cache } = newCache();
  const { memory, file } = cacheFile();
  cache.load(file);
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
  assertEquals(cache.sizeActive, count - 1);
  assertEquals(cache.save(), count);
  const { cache: next } = newCache();
  next.load(cacheFile(memory.bytes).file);
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

const DISK = pmIDBuild(253, 0, 0);
const DISKS = pmInDomBuild(253, 7);

/** An agent with a dynamic instance domain. */
function diskPmda(cache: InstanceCache<number>, refresh = () => {}): Pmda {
  return new Pmda({
    name: "disk",
    domain: 253,
    clusters: [cluster({
      cluster: 0,
      refresh,
      metrics: [{
        name: "size",
        item: 0,
        type: PM_TYPE_U32,
        indom: cache,
        sem: PM_SEM_INSTANT,
        oneline: "the size",
        value: (_, { inst }) => cache.lookup(inst)?.private,
      }],
    })],
  });
}

Deno.test("clients see active instances alone", async () => {
  const cache = new InstanceCache<number>({
    serial: 7,
    oneline: "disks",
    instanceLabels: (disk) => [{ name: "size", value: disk.private ?? 0 }],
  });
  cache.replace(new Map([["a", 10], ["b 2", 20], ["c", 30]]));
  cache.hide("c");
  const pmda = diskPmda(cache, () => {
    if (cache.sizeActive === 2) cache.store("d", 40);
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

Deno.test("an agent saves after each answer, and times at its end", async () => {
  const cache = new InstanceCache<number>({ serial: 7, oneline: "disks" });
  const { memory, file } = cacheFile();
  cache.load(file);
  let answers = 0;
  const rewrites: number[] = [];
  const seen: string[] = [];
  const chunks = [encodeCreds({ version: 2, flags: 0 }, 1)];
  for (let i = 0; i < 3; i++) chunks.push(encodeFetch([DISK]));
  const connection: Connection = {
    read: () => {
      rewrites.push(memory.rewrites);
      seen.push(memory.text.replace(/ \d{9,}/g, " T"));
      return chunks.shift() ?? null;
    },
    write: () => {
      answers++;
    },
  };
  const names = ["a", "b", "b"];
  const pmda = diskPmda(cache, () => cache.replace([names[answers - 1]]));
  await serve(pmda, connection, new Log({ progname: "p", write: () => {} }));
  assertEquals(seen, [
    "",
    "",
    "2 0 T\n0 T a\n",
    "2 0 T\n0 T a\n1 T b\n",
    "2 0 T\n0 T a\n1 T b\n",
  ]);
  assertEquals(rewrites, [0, 0, 1, 2, 2]);
  assertEquals([answers, memory.rewrites, memory.closed], [4, 3, true]);
});
