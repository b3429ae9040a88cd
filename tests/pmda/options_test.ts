import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/pmda/mod.ts";
import { DEBUG_OPTIONS, getOptions, usage } from "../../lib/pmda/testing.ts";

const EXTRA = new Map([
  ["c", { long: "config", argument: "CONFIG", help: "configuration file" }],
]);

const RIGHT: [
  args: string[],
  expected: Partial<ReturnType<typeof getOptions>>,
][] = [
  [[], { debug: new Set(), help: false, version: false, extra: new Map() }],
  [["-d", "400"], { domain: 400 }],
  [["-d400"], { domain: 400 }],
  [["--domain=400"], { domain: 400 }],
  [["--domain", "400"], { domain: 400 }],
  [["-d", "1", "-d", "510"], { domain: 510 }],
  [["-l", "-"], { logfile: "-" }],
  [["-l", "/tmp/-d.log"], { logfile: "/tmp/-d.log" }],
  [["-l", "-d"], { logfile: "-d" }],
  [["--log", "-"], { logfile: "-" }],
  [["--log=-"], { logfile: "-" }],
  [["-l="], { logfile: "=" }],
  [["--debug", "all,-pdu"], { debug: new Set(DEBUG_OPTIONS.slice(1)) }],
  [["-Uroot"], { username: "root" }],
  [["-D", "pdu"], { debug: new Set(["pdu"]) }],
  [["-Dpdu,labels"], { debug: new Set(["pdu", "labels"]) }],
  [["-Dappl1,value,pdu"], { debug: new Set(["pdu"]) }],
  [["-c", "a=b"], { extra: new Map([["c", "a=b"]]) }],
  [[], { transport: { type: "pipe" } }],
  [["-p"], { transport: { type: "pipe" } }],
  [["--pipe"], { transport: { type: "pipe" } }],
  [["-i", "2078"], { transport: { type: "inet", port: "2078" } }],
  [["--inet=etcd"], { transport: { type: "inet", port: "etcd" } }],
  [["-62078"], { transport: { type: "ipv6", port: "2078" } }],
  [["-6", "2078"], { transport: { type: "ipv6", port: "2078" } }],
  [["-u/run/a"], { transport: { type: "unix", path: "/run/a" } }],
  [["-h"], { help: true }],
  [["--help"], { help: true }],
  [["-V"], { version: true }],
  [["-?"], { help: true }],
  [["--version", "--pipe"], { version: true, transport: { type: "pipe" } }],
  [["--"], { help: false }],
  [["-d5", "--"], { domain: 5 }],
  [["-l", "a\nb"], { logfile: "a\nb" }],
  [["-c", "--"], { extra: new Map([["c", "--"]]) }],
  [["-V", "-d", "5"], { version: true, domain: 5 }],
];

for (const [args, expected] of RIGHT) {
  Deno.test(`options ${JSON.stringify(args)}`, () => {
    const options: Record<string, unknown> = { ...getOptions(args, EXTRA) };
    for (const [name, value] of Object.entries(expected)) {
      assertEquals(options[name], value, name);
    }
  });
}

const WRONG: [args: string[], message: string][] = [
  [["-z"], "-z"],
  [["--nosuch"], "--nosuch"],
  [["etcd.conf"], "etcd.conf"],
  [["--", "more"], "more"],
  [["-"], "- is not an option"],
  [[""], " is not an option"],
  [["-h", "more"], "more is not an option"],
  [["-p", "true"], "true is not an option"],
  [["--no-log"], "--no-log"],
  [["--no-log=x"], "--no-log=x"],
  [["--no-help"], "--no-help"],
  [["--log.x=y"], "--log.x=y"],
  [["--constructor"], "--constructor"],
  [["xxlog", "y"], "xxlog"],
  [["-pV"], "-pV"],
  [["-Vd400"], "-Vd400"],
  [["-h=true"], "-h=true"],
  [["--help=false"], "--help=false"],
  [["--log", ""], "-l needs an argument LOGFILE"],
  [["--domain", "-5"], '-d "-5"'],
  [["-d"], "-d needs an argument DOMAIN"],
  [["-d", ""], "-d needs an argument DOMAIN"],
  [["-d", "0"], '-d "0"'],
  [["-d", "511"], '-d "511"'],
  [["-d", "0x10"], '-d "0x10"'],
  [["-d", "1.5"], '-d "1.5"'],
  [["-d-1"], '-d "-1"'],
  [["-D", "nosuch"], "nosuch"],
  [["-i"], "-i needs an argument PORT"],
  [["-p", "-i", "2078"], "use only one of -p, -i, -6 and -u, not 2"],
  [["-u", "/run/a", "-6", "1"], "use only one of -p, -i, -6 and -u, not 2"],
  [["-U"], "-U needs an argument USER"],
  [["-c"], "-c needs an argument CONFIG"],
];

for (const [args, message] of WRONG) {
  Deno.test(`options ${JSON.stringify(args)} are refused in one line`, () => {
    const error = assertThrows(
      () => getOptions(args, EXTRA),
      UsageError,
      message,
    );
    assertEquals(error.message.includes("\n"), false);
  });
}

Deno.test("the usage names each option", () => {
  const text = usage("pmdaetcd", EXTRA);
  for (const letter of "dlUDi6upchV") {
    assertEquals(text.includes(`  -${letter}`), true, letter);
  }
});
