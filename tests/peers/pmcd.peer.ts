import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { pmGetConfig } from "../../lib/pmda/mod.ts";
import { BINARY, ROOT } from "./agent.ts";
import { RealEtcd } from "./etcd.ts";
import published from "../fixtures/pmids.txt" with { type: "text" };

/** How many metrics the agent has. */
const METRICS =
  published.trim().split("\n").filter((line) => !line.startsWith("was "))
    .length;

const FOLDER = `${pmGetConfig("PCP_PMDAS_DIR")}/etcd`;
const ASIDE = `${FOLDER}.aside`;

/** Runs a command to its end and gives what it prints. */
async function output(command: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: "/",
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The agent's files where pmcd looks for them, set to a real etcd; what was there before is put back. */
class Installation implements AsyncDisposable {
  readonly #before: boolean;

  private constructor(before: boolean) {
    this.#before = before;
  }

  static async prepare(etcd: RealEtcd): Promise<Installation> {
    if (exists(ASIDE)) {
      throw new Error(
        `${ASIDE} is left from a test that was cut off: put it back`,
      );
    }
    const before = exists(FOLDER);
    if (before) await Deno.rename(FOLDER, ASIDE);
    await Deno.mkdir(FOLDER);
    await Deno.chmod(FOLDER, 0o755);
    for (const file of ["Install", "Remove"]) {
      await Deno.copyFile(`${ROOT}/${file}`, `${FOLDER}/${file}`);
    }
    await Deno.copyFile(BINARY, `${FOLDER}/pmdaetcd`);
    await Deno.writeTextFile(
      `${FOLDER}/etcd.conf`,
      `endpoint = "${etcd.url}"\ntimeout_ms = 500\n`,
    );
    return new Installation(before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await output(`${FOLDER}/Remove`);
    await Deno.remove(FOLDER, { recursive: true });
    if (!this.#before) return;
    await Deno.rename(ASIDE, FOLDER);
    await output(`${FOLDER}/Install`);
  }
}

/** The process ids of the agent, a line each. */
async function running(): Promise<string> {
  return (await output("pgrep", "-f", `${FOLDER}/pmdaetcd`)).trim();
}

Deno.test("a real pmcd: Install, its clients, an outage, an archive, Remove", async (t) => {
  await using etcd = await RealEtcd.start();
  await etcd.set("a", "1");
  await using _installation = await Installation.prepare(etcd);

  for (const time of ["first", "second"]) {
    await t.step(`Install, for the ${time} time`, async () => {
      const text = await output(`${FOLDER}/Install`);
      assert(text.includes(`${METRICS} metrics and `), text);
    });
  }

  await t.step("pminfo has values, help and labels", async () => {
    const values = await output("pminfo", "-f", "etcd");
    assert(values.includes('etcd.name\n    value "etcd0"'), values);
    assert(/inst \[1 or "sets"\] value [1-9]/.test(values), values);
    assertEquals(values.match(/^etcd\./gm)?.length, METRICS);
    const about = await output("pminfo", "-dtTl", "etcd.store.fail");
    assert(
      about.includes("Data Type: 64-bit unsigned int  InDom: 400.0"),
      about,
    );
    assert(about.includes("operations of the v2 store that failed"), about);
    assert(
      about.includes('"agent":"etcd"') && about.includes('"operation":"gets"'),
      about,
    );
  });

  await t.step("pmval follows a counter", async () => {
    const followed = output(
      "pmval",
      "-r",
      "-s",
      "3",
      "-t",
      "0.5",
      "-i",
      "sets",
      "etcd.store.success",
    );
    await etcd.set("b", "2");
    const text = await followed;
    assertEquals(text.match(/^\s+\d+\s*$/gm)?.length, 3, text);
  });

  await t.step(
    "an outage of etcd does not cost the agent its place",
    async () => {
      await etcd.suspend();
      const during = await output(
        "pminfo",
        "-f",
        "etcd.name",
        "etcd.store.success",
      );
      etcd.resume();
      assertEquals(during.match(/Try again/g)?.length, 2, during);
      assert((await output("pminfo", "-f", "etcd.name")).includes('"etcd0"'));
      await etcd.kill();
      assert((await output("pminfo", "-f", "etcd.name")).includes("Try again"));
      await etcd.start();
      assert((await output("pminfo", "-f", "etcd.name")).includes('"etcd0"'));
      const status = await output("pminfo", "-f", "pmcd.agent.status");
      assert(status.includes('or "etcd"] value 0'), status);
    },
  );

  await t.step(
    "pmlogger records, and the archive has what was there",
    async () => {
      const folder = await Deno.makeTempDir();
      await Deno.chmod(folder, 0o777);
      await Deno.writeTextFile(
        `${folder}/conf`,
        "log mandatory on every 500 msec { etcd }\n",
      );
      const log = await output(
        "pmlogger",
        "-c",
        `${folder}/conf`,
        "-l",
        `${folder}/log`,
        "-T",
        "2sec",
        `${folder}/archive`,
      );
      const names = await output("pminfo", "-a", `${folder}/archive`, "etcd");
      assertEquals(names.match(/^etcd\./gm)?.length, METRICS, log + names);
      const values = await output("pmdumplog", "-a", `${folder}/archive`);
      assert(
        values.includes('400.0.0 (etcd.name): value "etcd0"'),
        values,
      );
      assert(values.includes('inst [0 or "gets"] value'), values);
      const labels = await output(
        "pminfo",
        "-l",
        "-a",
        `${folder}/archive`,
        "etcd.store.fail",
      );
      assert(labels.includes('"operation":"update"'), labels);
      await Deno.remove(folder, { recursive: true });
    },
  );

  await t.step(
    "the agent runs as PCP's user",
    async () => {
      const pids = (await running()).split("\n");
      assertEquals(pids.length, 1);
      const owner = await output("ps", "-o", "user=", "-p", pids[0]);
      assertEquals(owner.trim(), pmGetConfig("PCP_USER"));
    },
  );

  for (const time of ["first", "second"]) {
    await t.step(`Remove, for the ${time} time`, async () => {
      const text = await output(`${FOLDER}/Remove`);
      assert(text.includes("Check etcd metrics have gone away ... OK"), text);
      assert((await output("pminfo", "etcd")).includes("Unknown metric name"));
      for (let tries = 0; tries < 50 && await running() !== ""; tries++) {
        await delay(100);
      }
      assertEquals(await running(), "");
    });
  }
});
