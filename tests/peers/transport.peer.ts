import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { TextLineStream } from "@std/streams/text-line-stream";
import {
  PDU_CREDS,
  PDU_DESC,
  PDU_ERROR,
  PDU_INSTANCE,
  PDU_LABEL,
  PDU_RESULT,
  PDU_TEXT,
  pduTypeStr,
} from "../../lib/pcp/mod.ts";
import { ROOT } from "./agent.ts";
import { freePort } from "./etcd.ts";
import { output, PrivatePmcd } from "./private_pmcd.ts";

const SIMPLE = `${ROOT}/dist/pmdasimple`;

const PMNS = `root { simple }
simple {
  numfetch 253:0:0
  color 253:0:1
}
`;

/** Captures a port of the loopback interface until it is disposed of. */
class Capture implements AsyncDisposable {
  readonly file: string;
  readonly #process: Deno.ChildProcess;

  private constructor(file: string, process: Deno.ChildProcess) {
    this.file = file;
    this.#process = process;
  }

  static async start(port: number): Promise<Capture> {
    const file = await Deno.makeTempFile();
    const process = new Deno.Command("tshark", {
      args: ["-q", "-i", "lo", "-f", `tcp port ${port}`, "-w", file],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const lines = process.stderr.pipeThrough(new TextDecoderStream())
      .pipeThrough<string>(new TextLineStream());
    for await (const line of lines) {
      if (line.includes("Capture started")) break;
    }
    return new Capture(file, process);
  }

  /** Ends the capture and shows what the dissector makes of it. */
  async dissect(port: number, ...args: string[]): Promise<string> {
    const { stdout } = await new Deno.Command("tshark", {
      args: ["-r", this.file, "-d", `tcp.port==${port},pcp`, ...args],
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  }

  async stop(): Promise<void> {
    // What has just gone over the wire is still on its way to the file.
    await delay(1000);
    this.#process.kill("SIGINT");
    await this.#process.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.file);
  }
}

/** Lets clients ask a pmcd's simple agent for everything. */
async function exercise(pmcd: PrivatePmcd): Promise<void> {
  const pmns = `${pmcd.folder}/pmns`;
  await Deno.writeTextFile(pmns, PMNS);
  const values = await pmcd.pminfo("-n", pmns, "-f", "simple");
  assert(/numfetch\n +value 1\n/.test(values), values + await pmcd.log());
  assert(values.includes('inst [2 or "blue"] value 201'), values);
  const about = await pmcd.pminfo("-n", pmns, "-dtT", "simple.color");
  assert(about.includes("InDom: 253.0"), about);
  assert(about.includes("Metrics which increment with each fetch"), about);
  const labels = await pmcd.pminfo("-n", pmns, "-l", "simple.color");
  assert(labels.includes('"role":"testing"'), labels);
  const stored = await output(
    "pmstore",
    "-h",
    pmcd.host,
    "-n",
    pmns,
    "simple.numfetch",
    "41",
  );
  assert(stored.includes("new value=41"), stored);
  const after = await pmcd.pminfo("-n", pmns, "-f", "simple.numfetch");
  assert(/value 42\n/.test(after), after);
  const status = await pmcd.pminfo("-f", "pmcd.agent.status");
  assert(status.includes('or "simple"] value 0'), status);
}

/** Waits for the agent to end, which pmcd has left. */
async function ended(folder: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (!(await output("pgrep", "-f", `${folder}/simple.log`))) return;
    await delay(50);
  }
  throw new Error("the agent has not ended with the connection");
}

for (const family of ["inet", "ipv6"] as const) {
  Deno.test(`pmcd reaches the agent over ${family}, and Wireshark understands what they say`, async () => {
    const port = freePort();
    const letter = family === "inet" ? "-i" : "-6";
    const folder = await PrivatePmcd.folder();
    await using capture = await Capture.start(port);
    {
      await using pmcd = await PrivatePmcd.start(
        folder,
        `simple\t253\tsocket ${family} ${port} ${SIMPLE} -d 253 ${letter} ${port} -l ${folder}/simple.log`,
      );
      await exercise(pmcd);
    }
    await ended(folder);
    await capture.stop();
    const types = (await capture.dissect(
      port,
      ...["-Y", `pcp && tcp.srcport == ${port}`],
      ...["-T", "fields", "-e", "pcp.type"],
    )).trim().split(/[\n,]/);
    const seen = types.map((type) => pduTypeStr(Number(type)));
    for (
      const type of [
        PDU_CREDS,
        PDU_RESULT,
        PDU_ERROR,
        PDU_DESC,
        PDU_INSTANCE,
        PDU_TEXT,
        PDU_LABEL,
      ]
    ) {
      const name = pduTypeStr(type);
      assert(seen.includes(name), `no ${name} among ${seen.join(" ")}`);
    }
    const complaints = await capture.dissect(
      port,
      ...["-Y", "_ws.malformed || (pcp && _ws.expert.severity >= 0x600000)"],
    );
    assertEquals(complaints, "");
  });
}

Deno.test("pmcd reaches the agent over a Unix domain socket that is PCP's user's", async () => {
  const folder = await PrivatePmcd.folder();
  const path = `${folder}/agent`;
  // A socket that an agent has left behind is replaced.
  Deno.listen({ transport: "unix", path }).close();
  await Deno.stat(path).catch(() => {});
  {
    await using pmcd = await PrivatePmcd.start(
      folder,
      `simple\t253\tsocket unix ${path} ${SIMPLE} -d 253 -u ${path} -l ${folder}/simple.log`,
    );
    await exercise(pmcd);
    const { mode, uid, isSocket } = await Deno.stat(path);
    assertEquals([(mode ?? 0) & 0o777, isSocket], [0o660, true]);
    const user = await output("id", "-u", "pcp");
    assertEquals(uid, Number(user));
  }
  await ended(folder);
});

for (
  const [what, args, message] of [
    ["a file in the socket's place", ["-u", "FILE"], "is not a socket"],
    ["a folder that is not there", ["-u", "/nonexistent/x"], "/nonexistent/x"],
    ["a port that is none", ["-i", "70000"], "from 1 to 65535"],
    ["a name that is no service", ["-6", "nosuch"], "/etc/services"],
    ["a port that is taken", ["-i", "TAKEN"], "Address already in use"],
  ] as const
) {
  Deno.test(`${what} ends the agent at once, with a line in its log`, async () => {
    const file = await Deno.makeTempFile();
    const logfile = await Deno.makeTempFile();
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const port = taken.addr.transport === "tcp" ? taken.addr.port : 0;
    const place = args[1].replace("FILE", file).replace("TAKEN", `${port}`);
    const { code } = await new Deno.Command(SIMPLE, {
      args: ["-l", logfile, args[0], place],
      stdin: "null",
    }).output();
    assertEquals(code, 1);
    const log = await Deno.readTextFile(logfile);
    assert(log.includes(`can't listen on`) && log.includes(message), log);
    assertEquals((await Deno.stat(file)).isFile, true);
    await Deno.remove(file);
    await Deno.remove(logfile);
  });
}

for (const [words, env] of [["", ""], ["notready", "env NOTREADY=1 "]]) {
  Deno.test(`an agent that is not ready is waited for, ${words ? "with" : "without"} the word in pmcd.conf`, async () => {
    const folder = await PrivatePmcd.folder();
    const agent = `${ROOT}/tests/peers/not_ready_agent.ts`;
    await using pmcd = await PrivatePmcd.start(
      folder,
      `late\t251\tpipe\tbinary ${words}\t${env}${Deno.execPath()} run -A ${agent} -d 251 -l ${folder}/late.log`,
    );
    const pmns = `${folder}/pmns`;
    await Deno.writeTextFile(
      pmns,
      "root { late }\nlate {\n  value 251:0:0\n}\n",
    );
    const fetch = () => pmcd.pminfo("-n", pmns, "-f", "late.value");
    const before = await fetch();
    assert(before.includes("Try again"), before + await pmcd.log());
    for (let tries = 0; tries < 60; tries++) {
      if ((await fetch()).includes("value 7")) break;
      await delay(100);
    }
    // A second answer in its place would have cost the agent its connection.
    for (let again = 0; again < 3; again++) {
      const after = await fetch();
      assert(after.includes("value 7"), after + await pmcd.log());
    }
  });
}

Deno.test("what fails before pmcd has connected does not end the agent", async () => {
  const folder = await PrivatePmcd.folder();
  const path = `${folder}/agent`;
  const logfile = `${folder}/failing.log`;
  const program = `${ROOT}/tests/peers/failing_agent.ts`;
  const agent = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program, "-u", path, "-l", logfile, "-U", "root"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const log = async () => {
    try {
      return await Deno.readTextFile(logfile);
    } catch {
      return "";
    }
  };
  for (let tries = 0; !(await log()).includes("stray"); tries++) {
    assert(tries < 100, await log());
    await delay(50);
  }
  await delay(100);
  const pmcd = await Deno.connect({ transport: "unix", path });
  assertEquals(await pmcd.read(new Uint8Array(20)), 20, "its credentials");
  pmcd.close();
  assertEquals((await agent.status).code, 0);
  assert((await log()).includes("no database"), await log());
  await Deno.remove(folder, { recursive: true });
});
