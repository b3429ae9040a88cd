import { assert, assertEquals } from "@std/assert";
import {
  decodeInstance,
  encodeInstanceReq,
  PM_IN_NULL,
  pmInDomBuild,
} from "../../lib/pcp/mod.ts";
import {
  cluster,
  InstanceCache,
  Log,
  Pmda,
  pmGetConfig,
} from "../../lib/pmda/mod.ts";
import { CacheFile, type PmdaIndom, serve } from "../../lib/pmda/testing.ts";
import { CacheSaver } from "../../lib/pmda/_cache_saver.ts";
import { Agent, ROOT } from "./agent.ts";

const INDOM = pmInDomBuild(253, 0);

/** A folder of its own for one test, and a log. */
class Place implements Disposable {
  readonly path = Deno.makeTempDirSync();
  readonly lines: string[] = [];
  readonly log = new Log({
    progname: "p",
    write: (text) => {
      this.lines.push(
        text.replace(/^\[.*?\] p\(\d+\) /, "").trimEnd()
          .replaceAll(this.path, ""),
      );
    },
  });

  readonly #savers = new Map<PmdaIndom, CacheSaver>();

  /** Opens a file in it, for a cache that is filled from it. */
  cache(name = "253.0"): InstanceCache<string> {
    const cache = new InstanceCache<string>({ serial: 0, oneline: "" });
    const file = CacheFile.open(`${this.path}/${name}`, this.log);
    const saver = new CacheSaver(cache);
    if (file !== undefined) saver.load(file);
    this.#savers.set(cache, saver);
    return cache;
  }

  save(cache: PmdaIndom): number | undefined {
    return this.#savers.get(cache)?.save();
  }

  /** Saves what a cache has and closes its file. */
  close(cache: PmdaIndom): void {
    this.#savers.get(cache)?.close();
  }

  read(name = "253.0"): string {
    return Deno.readTextFileSync(`${this.path}/${name}`);
  }

  write(text: string, name = "253.0"): void {
    Deno.writeTextFileSync(`${this.path}/${name}`, text);
  }

  [Symbol.dispose](): void {
    for (const saver of this.#savers.values()) saver.close();
    Deno.removeSync(this.path, { recursive: true });
  }
}

const INFO = `5 transactions (4 requested), each up to 8192 blocks
average: 
  0ms waiting for transaction
`;

/**
 * Asks PCP's agent for journals, which keeps its instances in a file, for
 * them: `inst=name`.
 */
async function journals(place: Place, ...names: string[]): Promise<string[]> {
  const folder = `${place.path}/jbd2`;
  Deno.mkdirSync(`${place.path}/config/pmda`, { recursive: true });
  Deno.mkdirSync(folder, { recursive: true });
  for (const { name } of [...Deno.readDirSync(folder)]) {
    Deno.removeSync(`${folder}/${name}`, { recursive: true });
  }
  for (const name of names) {
    Deno.mkdirSync(`${folder}/${name}`);
    Deno.writeTextFileSync(`${folder}/${name}/info`, INFO);
  }
  await using agent = await Agent.start(
    ["-d", "253", "-j", folder, "-U", "root"],
    { PCP_VAR_DIR: place.path },
    `${pmGetConfig("PCP_PMDAS_DIR")}/jbd2/pmdajbd2`,
  );
  await agent.send(encodeInstanceReq({ indom: INDOM, inst: PM_IN_NULL }));
  const { instances } = decodeInstance((await agent.next()).bytes);
  await agent.end();
  return instances.map(({ inst, name }) => `${inst}=${name}`).sort();
}

const all = (cache: InstanceCache<string>) =>
  cache.entries.map(({ inst, name }) => `${inst}=${name}`);

Deno.test("the file of an agent in C gives the same instances here", async () => {
  using place = new Place();
  const names = ["sda1-8", "dm-0-8", "loop 0", "größe-8"];
  const theirs = await journals(place, ...names);
  assertEquals(theirs.length, 4);
  const cache = place.cache("config/pmda/253.0");
  assertEquals(all(cache), theirs);
  assertEquals(cache.instances, []);
  cache.replace(["new", ...names]);
  assertEquals(
    cache.instances.map(({ inst, name }) => `${inst}=${name}`),
    [...theirs, "4=new"],
  );
  assertEquals(place.lines, []);
});

Deno.test("an agent in C gives the instances of a file from here", async () => {
  using place = new Place();
  Deno.mkdirSync(`${place.path}/config/pmda`, { recursive: true });
  const cache = place.cache("config/pmda/253.0");
  cache.store("gone");
  cache.store("[ab] c");
  const sda = cache.storeKey("sda1-8", new Uint8Array([0, 0xff]));
  cache.store("[0a]");
  cache.store("loop 0");
  cache.cull("gone");
  place.close(cache);
  const theirs = await journals(place, "sda1-8", "loop 0", "[ab] c", "new");
  assertEquals(
    theirs,
    ["0=new", "1=[ab] c", `${sda}=sda1-8`, "3=loop 0"].sort(),
  );
  const again = place.cache("config/pmda/253.0");
  assertEquals(again.lookupName("sda1-8")?.inst, sda);
  assertEquals(again.lookupName("new")?.inst, 0);
});

Deno.test("a file is made with mode 0644, and opened again", () => {
  using place = new Place();
  const first = place.cache();
  const { mode } = Deno.statSync(`${place.path}/253.0`);
  assertEquals((mode ?? 0) & 0o777, 0o644 & ~Deno.umask());
  first.store("a");
  first.store("b c");
  place.close(first);
  const next = place.cache();
  assertEquals(all(next), ["0=a", "1=b c"]);
  place.close(next);
  assertEquals(place.lines, []);
});

Deno.test("an agent that has given up its permissions still saves", async () => {
  using place = new Place();
  const program = `
    import { CacheSaver } from "${ROOT}/lib/pmda/_cache_saver.ts";
    import { CacheFile, InstanceCache, Log } from "${ROOT}/lib/pmda/testing.ts";
    const log = new Log({ progname: "p" });
    const cache = new InstanceCache({ serial: 0, oneline: "" });
    const saver = new CacheSaver(cache);
    const file = CacheFile.open("${place.path}/253.0", log);
    if (file !== undefined) saver.load(file);
    for (const name of ["read", "write"] as const) {
      await Deno.permissions.revoke({ name });
    }
    cache.store("a name that takes room");
    saver.save();
    cache.cullAll();
    cache.store("b");
    saver.close();
  `;
  place.write(program, "program.ts");
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      `--config=${ROOT}/deno.json`,
      "--allow-read",
      "--allow-write",
      `${place.path}/program.ts`,
    ],
  }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  assert(/^2 0 2147483647\n1 \d+ b\n$/.test(place.read()), place.read());
});

Deno.test("what is no regular file is left alone, and told of once", async () => {
  using place = new Place();
  place.write("untouched", "target");
  Deno.symlinkSync(`${place.path}/target`, `${place.path}/link`);
  Deno.symlinkSync(`${place.path}/nowhere`, `${place.path}/dangling`);
  Deno.mkdirSync(`${place.path}/folder`);
  await new Deno.Command("mkfifo", { args: [`${place.path}/fifo`] }).output();
  for (const name of ["link", "dangling", "folder", "fifo", "no/where"]) {
    const cache = place.cache(name);
    cache.store("a");
    assertEquals(place.save(cache), 1);
    place.close(cache);
  }
  const cache = new InstanceCache({ serial: 0, oneline: "" });
  assertEquals(CacheFile.open("/dev/full", place.log), undefined);
  assertEquals(cache.store("a"), 0);
  const not = "not a regular file; its instance domain is not saved";
  assertEquals(place.lines.slice(0, 4), [
    `Warning: /link: ${not}`,
    `Warning: /dangling: ${not}`,
    `Warning: /folder: ${not}`,
    `Warning: /fifo: ${not}`,
  ]);
  assertEquals(place.lines[5], `Warning: /dev/full: ${not}`);
  assertEquals(place.lines.length, 6);
  assertEquals(place.read("target"), "untouched");
});

Deno.test("a foreign file is kept aside, and a new one begun", () => {
  using place = new Place();
  place.write("#!/bin/sh\necho precious\n");
  place.write("older", "253.0.bad");
  const cache = place.cache();
  assertEquals(place.read("253.0.bad"), "#!/bin/sh\necho precious\n");
  cache.store("a");
  place.close(cache);
  assert(/^2 0 2147483647\n0 \d+ a\n$/.test(place.read()), place.read());
  assertEquals(place.lines, [
    "Warning: /253.0: not a file of an instance domain; replaced by a new one, the old content kept as /253.0.bad",
  ]);
  Deno.removeSync(`${place.path}/253.0.bad`);
  Deno.mkdirSync(`${place.path}/253.0.bad/x`, { recursive: true });
  place.write("\0".repeat(100));
  place.close(place.cache());
  assertEquals(place.lines.length, 2);
  assert(place.lines[1].includes("can't be kept"), place.lines[1]);
});

Deno.test("a file system without room leaves whole lines", async () => {
  using place = new Place();
  const program = `
    import { CacheSaver } from "${ROOT}/lib/pmda/_cache_saver.ts";
    import { CacheFile, InstanceCache, Log } from "${ROOT}/lib/pmda/testing.ts";
    const log = new Log({ progname: "p" });
    const cache = new InstanceCache({ serial: 0, oneline: "" });
    const saver = new CacheSaver(cache);
    const file = CacheFile.open("${place.path}/253.0", log);
    if (file !== undefined) saver.load(file);
    cache.replace(Array.from({ length: 1000 }, (_, i) => "disk" + i));
    saver.save();
    saver.save();
    if (cache.store("disk999") !== 999) throw new Error("wrong");
  `;
  place.write(program, "program.ts");
  // Files of at most 8 blocks of 512 bytes; the limit is an error, no signal.
  const command = `trap '' XFSZ; ulimit -f 8; exec "$@"`;
  const { code, stderr } = await new Deno.Command("sh", {
    args: [
      "-c",
      command,
      "sh",
      Deno.execPath(),
      "run",
      "-A",
      "--quiet",
      `--config=${ROOT}/deno.json`,
      `${place.path}/program.ts`,
    ],
  }).output();
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  assertEquals([code, lines.length], [0, 1], lines.join("\n"));
  assert(/File too large|File size limit/.test(lines[0]), lines[0]);
  const cache = place.cache();
  assert(cache.size > 100 && cache.size < 300, `${cache.size}`);
  assertEquals(
    all(cache),
    Array.from({ length: cache.size }, (_, i) => `${i}=disk${i}`),
  );
  assertEquals(place.lines, []);
});

Deno.test("an agent opens the files of its dynamic instance domains", async () => {
  using place = new Place();
  const agent = () => {
    const caches = [3, 4].map((serial) =>
      new InstanceCache({ serial, oneline: "" })
    );
    const pmda = new Pmda({
      name: "test",
      domain: 253,
      clusters: [cluster({
        cluster: 0,
        from: () => 0,
        metrics: caches.map((indom, item) => ({
          name: `m${item}`,
          item,
          indom,
          type: "32",
          sem: "instant",
          oneline: "",
          value: () => 0,
        })),
      })],
    });
    return { pmda, caches };
  };
  const folder = `${place.path}/config/pmda`;
  const first = agent();
  first.pmda.openCaches(folder, place.log);
  first.caches[0].store("a");
  first.pmda.saveCaches();
  assert(place.read("config/pmda/253.3").endsWith(" a\n"));
  assertEquals(place.read("config/pmda/253.4"), "");
  first.caches[1].store("b");
  first.pmda.closeCaches();
  const { pmda, caches } = agent();
  const connection = { next: () => null, write: () => {} };
  pmda.openCaches(folder, place.log);
  await serve(pmda, connection, place.log);
  assertEquals(caches.map((cache) => cache.entries[0].name), ["a", "b"]);
  assertEquals(place.lines, []);
});
