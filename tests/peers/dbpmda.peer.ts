import { assert, assertEquals } from "@std/assert";
import { BINARY, ROOT } from "./agent.ts";
import { RealEtcd } from "./etcd.ts";

/** Runs commands in dbpmda on an agent and gives what it prints. */
async function dbpmda(agent: string[], commands: string[]): Promise<string> {
  const varDir = await Deno.makeTempDir();
  await Deno.chmod(varDir, 0o777);
  const process = new Deno.Command("dbpmda", {
    args: ["-n", `${ROOT}/pmns-for-testing`, "-ie"],
    env: { PCP_VAR_DIR: varDir },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  const open = ["open pipe", BINARY, ...agent].join(" ");
  await writer.write(
    new TextEncoder().encode([open, ...commands, ""].join("\n")),
  );
  await writer.close();
  const { stdout, stderr } = await process.output();
  await Deno.remove(varDir, { recursive: true });
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}

/** What dbpmda prints for one command. */
function section(output: string, command: string): string {
  const start = output.indexOf(`dbpmda> ${command}\n`);
  assert(start >= 0, `no "${command}" in:\n${output}`);
  const end = output.indexOf("dbpmda> ", start + 8);
  return output.slice(start, end < 0 ? undefined : end);
}

Deno.test("dbpmda sees the tutorial's metrics with a real etcd's values", async () => {
  await using etcd = await RealEtcd.start();
  await etcd.set("a", "1");
  await etcd.set("b", "2");
  const log = await Deno.makeTempFile();
  const output = await dbpmda(["-e", etcd.url, "-l", log], [
    "getdesc on",
    "fetch etcd.name",
    "fetch etcd.state",
    "fetch etcd.store.success",
    "fetch etcd.store.watchers",
    "desc etcd.recv_append_request",
    "desc etcd.store.fail",
    "instance 400.0",
    "text etcd.id",
    "text indom 400.0",
    "label instances 400.0",
    "children etcd",
    "pmid etcd.store.expire",
    "name 400.1.3",
    'store etcd.name "x"',
    "fetch 400.99.0",
  ]);
  assert(section(output, "fetch etcd.name").includes('value "etcd0"'), output);
  assert(
    section(output, "fetch etcd.state").includes('value "StateLeader"'),
    output,
  );
  const success = section(output, "fetch etcd.store.success");
  assert(/inst \[1 or \?\?\?\] value [2-9]\n/.test(success), success);
  assertEquals(success.match(/inst \[/g)?.length, 7);
  assert(
    section(output, "fetch etcd.store.watchers").includes("value 0"),
    output,
  );
  const desc = section(output, "desc etcd.recv_append_request");
  assert(
    desc.includes("64-bit unsigned int") &&
      desc.includes("Semantics: counter  Units: none"),
    desc,
  );
  assert(
    section(output, "desc etcd.store.fail").includes("InDom: 400.0 "),
    output,
  );
  assert(
    section(output, "instance 400.0").includes(
      '[  6] inst: 6 name: "compareAndDelete"',
    ),
    output,
  );
  assert(
    section(output, "text etcd.id").includes("[id of this etcd member"),
    output,
  );
  assert(
    section(output, "text indom 400.0").includes(
      "[operations of etcd's v2 store]",
    ),
    output,
  );
  assert(
    section(output, "label instances 400.0").includes(
      'operation="compareAndSwap"',
    ),
    output,
  );
  assert(section(output, "children etcd").includes("non-leaf store"), output);
  assert(section(output, "pmid etcd.store.expire").includes("400.1.2"), output);
  assert(
    section(output, "name 400.1.3").includes("etcd.store.watchers"),
    output,
  );
  assert(
    section(output, 'store etcd.name "x"').includes("No permission"),
    output,
  );
  assert(
    section(output, "fetch 400.99.0").includes(
      "Unknown or illegal metric identifier",
    ),
    output,
  );
  await Deno.remove(log);
});
