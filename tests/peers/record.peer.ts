import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import $, { type CommandResult } from "dax";
import { ROOT } from "./agent.ts";
import { freePort, RealEtcd } from "./etcd.ts";

/** What `deno task record` does where it is called in a folder. */
async function record(
  folder: string,
  ...args: string[]
): Promise<CommandResult> {
  return await $`${Deno.execPath()} run -A scripts/record.ts ${args}`
    .cwd(ROOT).env({ INIT_CWD: folder, NO_COLOR: "1" }).stdin("null")
    .stdout("piped").stderr("piped").noThrow();
}

/** The names in a folder. */
function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

for (
  const [what, args, message] of [
    ["without a folder", [], "name the folder to write to"],
    ["with a third argument", ["a", "http://b", "c"], "unexpected argument c"],
    ["with an unknown option", ["--all", "a"], "unknown option --all"],
    ["with a URL that is none", ["a", "ftp://b"], '"ftp://b"'],
  ] satisfies [string, string[], string][]
) {
  Deno.test(`record ${what} is a usage error, and writes nothing`, async () => {
    const folder = await Deno.makeTempDir();
    const { code, stdout, stderr } = await record(folder, ...args);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, message);
    assertStringIncludes(stderr, "usage: deno task record FOLDER [URL]");
    assertEquals(namesIn(folder), []);
    await Deno.remove(folder);
  });
}

for (const option of ["-h", "--help"]) {
  Deno.test(`record ${option} says how it is used`, async () => {
    const { code, stdout, stderr } = await record(ROOT, option);
    assertEquals([code, stderr], [0, ""]);
    assert(stdout.startsWith("usage: deno task record FOLDER [URL]"), stdout);
  });
}

Deno.test("record writes what an etcd answers into the folder that it is given", async () => {
  await using etcd = await RealEtcd.start();
  const folder = await Deno.makeTempDir();
  const { code, stderr } = await record(folder, "new/leader", etcd.url);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    namesIn(`${folder}/new/leader`),
    [
      "health",
      "metrics",
      "v2_stats_leader",
      "v2_stats_self",
      "v2_stats_store",
      "v3_cluster_member_list",
      "v3_maintenance_alarm",
      "v3_maintenance_status",
      "version",
    ].map((name) => `${name}.http`),
  );
  const version = await Deno.readTextFile(`${folder}/new/leader/version.http`);
  const [status, ...rest] = version.split("\n");
  assertEquals(status, "HTTP/1.1 200 OK");
  assertStringIncludes(rest.at(-1) ?? "", '"etcdserver":"3.');
  await Deno.remove(folder, { recursive: true });
});

Deno.test("record says so where no etcd answers", async () => {
  const folder = await Deno.makeTempDir();
  const url = `http://127.0.0.1:${freePort()}`;
  const { code, stderr } = await record(folder, "a", url);
  assertEquals(code, 1);
  assertStringIncludes(stderr, `record: error sending request for url (${url}`);
  assertEquals(namesIn(folder), []);
  await Deno.remove(folder);
});
