import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { encodeDescReq, PDU_DESC, pmIDBuild } from "../../lib/pcp/mod.ts";
import { PM_ERR_AGAIN } from "../../lib/pmda/mod.ts";
import manifest from "../../deno.json" with { type: "json" };
import { Agent, BINARY, METRICS } from "./agent.ts";
import { freePort, RealEtcd } from "./etcd.ts";

/** Runs the program to its end, without a pmcd. */
async function run(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(BINARY, {
    args,
    env,
    stdin: "null",
  }).output();
  return { code, stdout, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("-V and -h say it on stderr, which is not pmcd's", async () => {
  const version = await run(["-V"]);
  assertEquals(version.code, 0);
  assertEquals(version.stdout.length, 0);
  assertEquals(version.stderr, `pmdaetcd version ${manifest.version}\n`);
  const help = await run(["-h"]);
  assertEquals([help.code, help.stdout.length], [0, 0]);
  assert(help.stderr.startsWith("Usage: pmdaetcd"), help.stderr);
});

for (
  const args of [["-x"], ["-d", "none"], ["-e", "127.0.0.1:2379"], [
    "-D",
    "nosuch",
  ], ["more"]]
) {
  Deno.test(`${args.join(" ")} is one line on stderr and exit status 2`, async () => {
    const { code, stdout, stderr } = await run(args);
    assertEquals([code, stdout.length], [2, 0]);
    assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
    assert(stderr.startsWith("pmdaetcd: "), stderr);
  });
}

Deno.test("a wrong configuration is named with its line and stops the start", async () => {
  const config = await Deno.makeTempFile();
  await Deno.writeTextFile(config, "# one\ntimeout_ms = 5000\n");
  const { code, stdout, stderr } = await run(["-c", config]);
  assertEquals([code, stdout.length], [1, 0]);
  assert(stderr.includes(`${config}:2: timeout_ms = 5000`), stderr);
  await Deno.remove(config);
  const missing = await run(["-c", config]);
  assertEquals([missing.code, missing.stdout.length], [1, 0]);
  assert(missing.stderr.includes(`${config}: can't be read`), missing.stderr);
});

Deno.test("the configuration beside the program counts", async () => {
  await using etcd = await RealEtcd.start();
  const folder = await Deno.makeTempDir();
  await Deno.copyFile(BINARY, `${folder}/pmdaetcd`);
  await Deno.writeTextFile(`${folder}/etcd.conf`, `endpoint = "${etcd.url}"\n`);
  await Deno.chmod(folder, 0o755);
  const output = await new Deno.Command("dbpmda", {
    args: ["-n", `${import.meta.dirname}/../../pmns-for-testing`, "-e"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = output.stdin.getWriter();
  await writer.write(new TextEncoder().encode(
    `open pipe ${folder}/pmdaetcd -l ${folder}/log\nfetch 400.0.0\n`,
  ));
  await writer.close();
  const { stdout } = await output.output();
  assert(new TextDecoder().decode(stdout).includes('value "etcd0"'));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the time that the configuration gives is the time a fetch takes", async () => {
  await using etcd = await RealEtcd.start();
  const config = await Deno.makeTempFile();
  await Deno.writeTextFile(
    config,
    `endpoint = "${etcd.url}"\ntimeout_ms = 200\n`,
  );
  await using agent = await Agent.start(["-c", config]);
  await etcd.suspend();
  const started = performance.now();
  assertEquals(await agent.errors(), METRICS.map(() => PM_ERR_AGAIN));
  const took = performance.now() - started;
  assert(took > 190 && took < 600, `answered after ${took} ms`);
  etcd.resume();
  await Deno.remove(config);
});

Deno.test("the log begins and ends as PCP's logs do, and is made anew", async () => {
  await using agent = await Agent.start([
    "-e",
    `http://127.0.0.1:${freePort()}`,
  ]);
  await agent.errors();
  assertEquals((await agent.end()).code, 0);
  const log = await Deno.readTextFile(agent.logfile);
  assert(
    /^Log for pmdaetcd on \S+ started \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\n\n/
      .test(log),
    log,
  );
  assert(
    /\n\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d\] pmdaetcd\(\d+\) Warning: /.test(
      log,
    ),
    log,
  );
  assert(/\n\nLog finished .*\n$/.test(log), log);
  const status = await run(["-l", agent.logfile]);
  assertEquals(status.code, 0);
  assertEquals(
    (await Deno.readTextFile(agent.logfile)).includes("Warning"),
    false,
  );
});

Deno.test("a log that can't be written is stderr, which says why", async () => {
  const { code, stderr } = await run(["-l", "/nonexistent/etcd.log"]);
  assertEquals(code, 0);
  assert(stderr.startsWith("Log for pmdaetcd"), stderr);
  assert(
    /Warning: .*\/nonexistent\/etcd.log: No such file or directory/.test(
      stderr,
    ),
    stderr,
  );
});

Deno.test("without -l the log is $PCP_LOG_DIR/pmcd/etcd.log", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/pmcd`);
  await run([], { PCP_LOG_DIR: folder });
  const log = await Deno.readTextFile(`${folder}/pmcd/etcd.log`);
  assert(log.startsWith("Log for pmdaetcd"), log);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a link in the log's place is replaced, not followed", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/victim`, "precious\n");
  await Deno.symlink(`${folder}/victim`, `${folder}/log`);
  await run(["-l", `${folder}/log`]);
  assertEquals(await Deno.readTextFile(`${folder}/victim`), "precious\n");
  const log = await Deno.readTextFile(`${folder}/log`);
  assert(log.startsWith("Log for pmdaetcd"), log);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a device as the log stays a device", async () => {
  await run(["-l", "/dev/null"]);
  assertEquals((await Deno.lstat("/dev/null")).isCharDevice, true);
});

/** The numbers behind a name in /proc/PID/status. */
async function statusOf(pid: number, name: string): Promise<number[]> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const line = new RegExp(`^${name}:(.*)$`, "m").exec(status)?.[1] ?? "";
  return line.trim().split(/\s+/).filter((word) => word !== "").map(Number);
}

/** A field of a user's entry in the password database. */
async function passwd(user: string, field: number): Promise<number> {
  const { stdout } = await new Deno.Command("getent", {
    args: ["passwd", user],
  }).output();
  return Number(new TextDecoder().decode(stdout).split(":")[field]);
}

for (
  const [args, user] of [[[], "pcp"], [["-U", "nobody"], "nobody"]] as const
) {
  Deno.test(`started as root with ${args.join(" ") || "no option"} it runs as ${user} with its groups`, async () => {
    assertEquals(Deno.uid(), 0, "this test needs root");
    await using agent = await Agent.start([...args]);
    const [uid, gid] = [await passwd(user, 2), await passwd(user, 3)];
    const { pid } = agent.process;
    assertEquals(await statusOf(pid, "Uid"), [uid, uid, uid, uid]);
    assertEquals(await statusOf(pid, "Gid"), [gid, gid, gid, gid]);
    const { stdout } = await new Deno.Command("id", { args: ["-G", user] })
      .output();
    const groups = new TextDecoder().decode(stdout).trim().split(" ").map(
      Number,
    );
    assertEquals((await statusOf(pid, "Groups")).sort(), groups.sort());
    for await (const task of Deno.readDir(`/proc/${pid}/task`)) {
      assertEquals((await statusOf(Number(task.name), "Uid"))[0], uid);
    }
  });
}

Deno.test("a user that is none stops the start", async () => {
  const logfile = await Deno.makeTempFile();
  const { code, stdout } = await run(["-U", "nosuchuser", "-l", logfile]);
  assertEquals([code, stdout.length], [1, 0]);
  const log = await Deno.readTextFile(logfile);
  assert(log.includes("can't become user nosuchuser"), log);
  await Deno.remove(logfile);
});

Deno.test("at the end of the connection the agent ends at once", async () => {
  await using agent = await Agent.start([]);
  const started = performance.now();
  assertEquals((await agent.end()).code, 0);
  const took = performance.now() - started;
  assert(took < 200, `ended after ${took} ms`);
});

Deno.test("10,000 requests in one write are all answered in their order", async () => {
  await using agent = await Agent.start([]);
  const request = encodeDescReq(METRICS[0]);
  const many = new Uint8Array(request.length * 10_000);
  for (let at = 0; at < many.length; at += request.length) {
    many.set(request, at);
  }
  const sent = agent.send(many);
  for (let i = 0; i < 10_000; i++) {
    assertEquals((await agent.next()).type, PDU_DESC);
  }
  await sent;
});

Deno.test("debug output goes to the log and leaves the answers alone", async () => {
  await using etcd = await RealEtcd.start();
  await using agent = await Agent.start(["-Dall", "-e", etcd.url]);
  assertEquals(await agent.errors(), METRICS.map(() => 0));
  const log = (await agent.log()).join("\n");
  for (
    const text of [
      "received FETCH",
      "sent RESULT",
      "400.0.0 400.0.1",
      "/v2/stats/self: ",
    ]
  ) {
    assert(log.includes(text), text);
  }
});

Deno.test("SIGUSR1 turns debug output on and back, also while nothing is asked", async () => {
  await using agent = await Agent.start(["-D", "fetch"]);
  const lines = async (text: string) =>
    (await agent.log()).filter((line) => line.includes(text)).length;
  const until = async (text: string, count: number) => {
    for (let tries = 0; tries < 50 && await lines(text) < count; tries++) {
      await delay(20);
    }
    assertEquals(await lines(text), count, text);
  };
  agent.process.kill("SIGUSR1");
  await until("SIGUSR1: debug output all", 1);
  await agent.send(encodeDescReq(METRICS[0]));
  await agent.next();
  assertEquals(await lines("received DESC_REQ"), 2);
  agent.process.kill("SIGUSR1");
  await until("SIGUSR1: debug output fetch", 1);
  await agent.send(encodeDescReq(METRICS[0]));
  await agent.next();
  assertEquals(await lines("received DESC_REQ"), 2);
  await agent.errors();
  await until("context 0: 400.0.0", 1);
});

Deno.test("a flood of requests keeps no signal from being seen", async () => {
  await using agent = await Agent.start([]);
  const request = encodeDescReq(METRICS[0]);
  const flood = new Uint8Array(request.length * 2000);
  for (let at = 0; at < flood.length; at += request.length) {
    flood.set(request, at);
  }
  const begun = performance.now();
  let signalled = false;
  while (performance.now() - begun < 2000) {
    const sent = agent.send(flood);
    for (let i = 0; i < 2000; i++) await agent.next();
    await sent;
    if (!signalled) agent.process.kill("SIGUSR1");
    signalled = true;
    if ((await agent.log()).some((line) => line.includes("SIGUSR1"))) return;
  }
  throw new Error("the signal was not seen within two seconds");
});

Deno.test("while it answers an agent has no permission but those that it named", async () => {
  const logfile = await Deno.makeTempFile();
  const program = `${import.meta.dirname}/permissions_agent.ts`;
  await using agent = await Agent.open({
    command: [
      Deno.execPath(),
      "run",
      "-A",
      program,
      "-l",
      logfile,
      "-U",
      "root",
    ],
    logfile,
  });
  const [set] = await agent.fetch([pmIDBuild(252, 0, 0)]);
  assertEquals("error" in set ? set.error : set.values[0].value, "net");
});
