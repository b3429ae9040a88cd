import { assertEquals, assertThrows } from "@std/assert";
import { encodeCreds, encodeFetch } from "../../lib/pcp/mod.ts";
import {
  InstanceCache,
  InstanceDomain,
  InstanceError,
  Log,
} from "../../lib/pmda/mod.ts";
import { type Connection, serve } from "../../lib/pmda/testing.ts";
import { CacheSaver } from "../../lib/pmda/_cache_saver.ts";
import { active, counts, DISK, diskPmda, newCache } from "./caches.ts";
import { pduOf } from "../exchange.ts";
import { cacheFile } from "./memory_file.ts";

Deno.test("save writes after additions and culls, sync also after stores", () => {
  const { cache, clock, saver } = newCache("a");
  const { memory, file, lines } = cacheFile();
  saver.load(file);
  assertEquals([saver.save(), saver.save(), saver.sync()], [1, 0, 0]);
  assertEquals(memory.text, "2 0 2147483647\n0 1700000000 a\n");
  clock.seconds += 5;
  cache.store("a");
  assertEquals([saver.save(), memory.rewrites], [0, 1]);
  assertEquals([saver.sync(), saver.sync()], [1, 0]);
  assertEquals(memory.text, "2 0 2147483647\n0 1700000005 a\n");
  clock.seconds += 5;
  cache.storeKey("k", new Uint8Array([0xab, 1]));
  assertEquals([saver.save(), saver.sync()], [2, 0]);
  assertEquals(
    memory.text,
    `2 1 2147483647\n0 1700000005 a\n${
      cache.lookupName("k")?.inst
    } 1700000010 [ab01] k\n`,
  );
  cache.hide("a");
  assertEquals([saver.save(), saver.sync()], [0, 0]);
  cache.cull("k");
  assertEquals(saver.save(), 1);
  cache.resize(50);
  assertEquals([saver.save(), saver.sync()], [0, 1]);
  assertEquals(memory.text, "2 1 50\n0 1700000005 a\n");
  cache.cullAll();
  saver.save();
  assertEquals(memory.text, "2 1 50\n");
  saver.close();
  assertEquals([memory.closed, lines], [true, []]);
});

Deno.test("reuse and its end are remembered", () => {
  const { cache, saver } = newCache();
  const { memory, file } = cacheFile("1 0\n5 1 a\n");
  saver.load(file);
  assertEquals(saver.sync(), 0);
  cache.reuse();
  saver.close();
  assertEquals(memory.text, "2 1 2147483647\n5 1 a\n");
  const { cache: next, saver: nextSaver } = newCache();
  nextSaver.load(cacheFile(memory.text).file);
  assertEquals(next.store("b"), 0);
});

Deno.test("what is loaded is inactive, and goes on where it was", () => {
  const { cache, saver } = newCache();
  const { file, lines } = cacheFile("2 0 99\n9 5 z\n3 5 [0a] c d\n");
  saver.load(file);
  assertEquals([active(cache), counts(cache)], [[], [2, 0, 2]]);
  assertEquals(cache.entries.map(({ inst }) => inst), [3, 9]);
  assertEquals(cache.lookupKey(new Uint8Array([10]))?.name, "c d");
  assertEquals([cache.store("new"), cache.store("z")], [10, 9]);
  assertThrows(() => cache.resize(9), InstanceError);
  const { cache: full, saver: fullSaver } = newCache();
  fullSaver.load(cacheFile("2 0 1\n1 5 b\n").file);
  assertEquals(full.store("a"), 0);
  assertThrows(() => full.store("c"), InstanceError, "up to 1");
  assertEquals(lines, []);
});

Deno.test("what does not fit to what is known is ignored with a warning", () => {
  const { cache, saver } = newCache("a", "b b");
  const { file, lines } = cacheFile(
    "2 0 99\n0 5 a\n1 5 b\n2 5 a\n1 5 c\n5 5 b c\n7 5 [0a] k\n8 5 [0a] l\n" +
      "7 5 [0b] k\n0 5 [0a] a\n9 5 ok\n9 5 ok\n",
  );
  saver.load(file);
  assertEquals(
    cache.entries.map(({ inst, name }) => `${inst}=${name}`),
    ["0=a", "1=b b", "7=k", "9=ok"],
  );
  assertEquals(active(cache), ["0=a", "1=b b"]);
  assertEquals(cache.lookup(0)?.private, 1);
  assertEquals(lines.map((line) => line.replace(/.*?:(\d+): /, "$1 ")), [
    '4 instance 2 ("a") is already known as 0 ("a"); line ignored',
    '5 instance 1 ("c") is already known as 1 ("b b"); line ignored',
    '6 instance 5 ("b c") is already known as 1 ("b b"); line ignored',
    '8 instance 8 ("l") is already known as 7 ("k"); line ignored',
    '9 instance 7 ("k") is already known as 7 ("k"); line ignored',
    '10 instance 0 ("a") is already known as 0 ("a"); line ignored',
  ]);
});

Deno.test("a key from a file is that of an instance known without one", () => {
  const { cache, saver } = newCache("a");
  saver.load(cacheFile("2 0 99\n0 5 [0a] a\n").file);
  assertEquals(cache.storeKey("a", new Uint8Array([10])), 0);
});

Deno.test("a file that can't be read is not written", () => {
  const { saver } = newCache("a");
  const { memory, file } = cacheFile("2 0 9\n5 1 x\n");
  memory.failure = "Input/output error";
  saver.load(file);
  memory.failure = undefined;
  saver.save();
  assertEquals([memory.closed, memory.rewrites], [true, 0]);
});

Deno.test("autosave: what is new at once, mere times hourly, after a failure later", () => {
  const { cache, clock, saver } = newCache("a");
  const { memory, file, lines } = cacheFile();
  saver.load(file);
  const saved = (seconds: number) => {
    clock.seconds += seconds;
    const before = memory.text;
    saver.autosave();
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
  const { cache, saver } = newCache("a", "b");
  const { memory, file } = cacheFile();
  saver.load(file);
  memory.room = 3;
  assertEquals([saver.save(), saver.sync()], [0, 0]);
  assertEquals([cache.store("c"), cache.store("b")], [2, 1]);
  memory.room = Infinity;
  saver.close();
  assertEquals(/^0 \d+ a\n1 \d+ b\n2 \d+ c$/m.test(memory.text), true);
});

Deno.test("an agent saves after each answer, and times at its end", async () => {
  const cache = new InstanceCache<number>({ serial: 7, oneline: "disks" });
  const { memory, file } = cacheFile();
  let answers = 0;
  const rewrites: number[] = [];
  const seen: string[] = [];
  const pdus = [encodeCreds({ version: 2, flags: 0 }, 1)].map(pduOf);
  for (let i = 0; i < 3; i++) pdus.push(pduOf(encodeFetch([DISK])));
  const connection: Connection = {
    next: () => {
      rewrites.push(memory.rewrites);
      seen.push(memory.text.replace(/ \d{9,}/g, " T"));
      return pdus.shift() ?? null;
    },
    write: () => {
      answers++;
    },
  };
  const names = ["a", "b", "b"];
  const pmda = diskPmda(cache, () => void cache.replace([names[answers - 1]]));
  pmda.openCaches("", new Log({ progname: "p" }), () => file);
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

Deno.test("a fixed instance domain has nothing to save", () => {
  const indom = new InstanceDomain({ serial: 3, instances: [] });
  assertThrows(() => new CacheSaver(indom), TypeError, "3 is not dynamic");
});
