import { relative } from "@std/path";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { pmGetConfig } from "../../lib/pmda/mod.ts";
import { baseBinary } from "../../scripts/base_binary.ts";
import { ROOT } from "./agent.ts";
import { PrivateHost } from "./private_host.ts";

const TEMPLATE = `${ROOT}/examples/template`;

/** What its user copies to a host, besides the program. */
const FILES = ["Install", "Remove", "pmns", "domain.h", "jobs.json"];

/** The folder of the agent on a host. */
const HOME = `${pmGetConfig("PCP_PMDAS_DIR")}/load`;

/** What its user does there; each part is printed under its name. */
const VISIT = `
cd ${HOME}
echo "==> install"; ./Install
echo "==> values"; pminfo -f load
echo "==> descriptor"; pminfo -d load.job.written
echo "==> again"; ./Install; pminfo -f load.job
echo "==> remove"; ./Remove
echo "==> afterwards"; pminfo load; ls
`;

/** A copy of the template in a folder of its own, as a stranger has it. */
async function copyTemplate(folder: string): Promise<void> {
  for (const { name, isFile } of Deno.readDirSync(TEMPLATE)) {
    if (!isFile || name === "deno.lock") continue;
    await Deno.copyFile(`${TEMPLATE}/${name}`, `${folder}/${name}`);
  }
  const path = `${folder}/deno.json`;
  const manifest = await Deno.readTextFile(path);
  assert(manifest.includes('"../.."'), manifest);
  const here = JSON.stringify(relative(folder, ROOT));
  await Deno.writeTextFile(path, manifest.replace('"../.."', here));
}

/** Runs Deno in a folder and gives what it prints. Throws where it fails. */
async function deno(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const text = decoder.decode(stdout) + decoder.decode(stderr);
  if (!success) throw new Error(`deno ${args.join(" ")} fails:\n${text}`);
  return text;
}

/** What a visit printed, by part. */
function parts(text: string): Map<string, string> {
  return new Map(
    text.split("==> ").slice(1).map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  );
}

/** The number and the value of an instance, as `pminfo -f` prints them. */
function instance(text: string, name: string): string[] {
  const line = new RegExp(`inst \\[(\\d+) or "${name}"\\] value (\\S+)`);
  return line.exec(text)?.slice(1) ?? [];
}

Deno.test("the template becomes an agent that is tested, compiled, installed and removed", async (t) => {
  const folder = await Deno.makeTempDir({ dir: "/tmp" });
  try {
    await copyTemplate(folder);

    await t.step("its types fit", async () => {
      await deno(folder, ["check"]);
    });

    await t.step("its test runs", async () => {
      assertMatch(
        await deno(folder, ["task", "test"]),
        /\nok \| 3 passed \| 0 failed/,
      );
    });

    await t.step("it is compiled", async () => {
      await deno(folder, ["task", "compile"], await baseBinary());
      const program = `${folder}/dist/pmdaload`;
      const { stderr } = await new Deno.Command(program, { args: ["-V"] })
        .output();
      const { version } = JSON.parse(
        await Deno.readTextFile(`${folder}/deno.json`),
      );
      assertEquals(
        new TextDecoder().decode(stderr),
        `pmdaload version ${version}\n`,
      );
    });

    await t.step("pmcd has it from Install to Remove", async () => {
      using host = await PrivateHost.make();
      await Deno.mkdir(host.folder + HOME);
      for (const file of FILES) {
        await Deno.copyFile(
          `${folder}/${file}`,
          `${host.folder}${HOME}/${file}`,
        );
      }
      const program = `${host.folder}${HOME}/pmdaload`;
      await Deno.copyFile(`${folder}/dist/pmdaload`, program);
      const { stdout, stderr } = await host.run(["sh", "-c", VISIT]);
      const told = `${await host.log()}${stdout}${stderr}`;
      const part = (name: string) => parts(stdout).get(name) ?? "";

      assert(
        part("install").includes("appeared ... 2 metrics and 5 values"),
        told,
      );
      const values = part("values");
      assertMatch(values, /inst \[0 or "1 minute"\] value \d/, told);
      const [number, written] = instance(values, "backup");
      assertEquals(written, "9007199254740993", told);
      assert(
        part("descriptor").includes("InDom: 401.1 ") &&
          part("descriptor").includes("Semantics: counter  Units: byte"),
        told,
      );
      assertEquals(instance(part("again"), "backup"), [number, written], told);
      assertMatch(part("remove"), /metrics have gone away \.\.\. OK/, told);
      assertMatch(
        part("afterwards"),
        new RegExp(`^(?!load\\.)[^]*\\npmdaload\\n`),
        told,
      );
      assert(stderr.includes("load: Unknown metric name"), told);
      const cache = await Deno.readTextFile(
        `${host.folder}${pmGetConfig("PCP_VAR_DIR")}/config/pmda/401.1`,
      );
      assert(cache.includes(`${number} `) && cache.includes("backup"), cache);
      const log = await Deno.readTextFile(
        `${host.folder}${pmGetConfig("PCP_LOG_DIR")}/pmcd/load.log`,
      );
      assertMatch(log, /\n\nLog finished .*\n$/);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
