import { assert, assertEquals } from "@std/assert";
import { ROOT } from "./agent.ts";
import { assertAlike, type Difference, type Exchange } from "./alike.ts";
import { dbpmda } from "./dbpmda_script.ts";
import { type Example, MAKES, Workshop } from "./workshop.ts";

/** Runs one script against the three makes of an agent. */
async function compare(
  example: Example,
  script: string[],
  times: string[],
  differences: Difference[],
): Promise<void> {
  using workshop = await Workshop.make(example);
  const found: Record<string, Exchange[]> = {};
  for (const make of MAKES) {
    found[make] = await dbpmda(workshop.start(example, make), script, times);
  }
  const { C, Python, own } = found;
  assertAlike({ C, Python, own }, differences);
}

/** Commands of one kind. */
const each = (command: string, ...operands: string[]) =>
  operands.map((operand) => `${command} ${operand}`);

const METRICS = [
  "simple.numfetch",
  "simple.color",
  "simple.time.user",
  "simple.time.sys",
  "simple.now",
];

const SIMPLE = [
  "status",
  ...each("desc", ...METRICS),
  ...each("desc", "253.0.2", "253.0.9", "253.1.0", "253.2.5", "253.3.0"),
  "desc 29.0.0",
  "getdesc off; fetch simple.numfetch; fetch simple.color",
  "getdesc on; fetch simple.numfetch; fetch simple.color",
  "getiname on; fetch simple.color",
  "fetch simple.time.user simple.time.sys",
  "fetch simple.now",
  "fetch simple.numfetch simple.color simple.now simple.numfetch",
  "getdesc off",
  ...each("fetch", "253.0.9", "253.1.9", "253.2.5", "253.9.0"),
  'fetch 29.0.0; store simple.numfetch "0"',
  "fetch simple.numfetch 253.0.9 simple.color",
  "getdesc on",
  "instance 253.0",
  ...each("instance 253.0", "0", "1", "2", "3", "-1"),
  ...each("instance 253.0", '"red"', '"green"', '"blue"', '"pink"', '"re"'),
  "instance 253.1",
  ...each("instance 253.1", "0", "1", "2", "3"),
  ...each("instance 253.1", '"sec"', '"min"', '"hour"', '"day"'),
  ...each("instance", "253.2", "253.2 0", '253.2 "red"', "60.1"),
  ...each("text", ...METRICS, "253.0.9", "253.9.0"),
  ...each("text indom", "253.0", "253.1", "253.2", "60.1"),
  ...each("label", "context", "domain"),
  ...each("label indom", "253.0", "253.1", "253.2"),
  ...each("label cluster", "253.0", "253.1", "253.2", "253.9"),
  ...each("label item", ...METRICS, "253.0.9"),
  ...each("label instances", "253.0", "253.1", "253.2"),
  ...each("pmid", ...METRICS),
  ...each("pmid", "simple", "simple.nosuch", "simple.time", "other.name"),
  ...each("name", "253.0.0", "253.0.1", "253.1.2", "253.1.3", "253.2.4"),
  ...each("name", "253.0.9", "29.0.0"),
  ...each("children", "simple", "simple.time", "simple.numfetch"),
  ...each("children", "simple.nosuch", "simp", "other"),
  ...each("traverse", "simple", "simple.time", "simple.numfetch"),
  ...each("traverse", "simple.nosuch", "other"),
  ...each("attr", '11 "0"', '"uid" "1000"', '"gid" "1000"', '"pid" "42"'),
  "fetch simple.numfetch",
  "profile 253.0 none; fetch simple.color",
  "profile 253.0 add 1; fetch simple.color",
  "profile 253.0 add 7; fetch simple.color",
  "profile 253.0 all; profile 253.0 delete 0; fetch simple.color",
  "profile 253.0 all; fetch simple.color",
  "profile 253.1 none; profile 253.1 add 2; fetch simple.now",
  "profile 253.1 all; fetch simple.now",
  ...["42", "0", "2147483647", "-1", "4294967295", "2147483648", "abc", "7"]
    .map((value) =>
      `store simple.numfetch "${value}"; fetch simple.numfetch; ` +
      'store simple.numfetch "0"'
    ),
  ...["10", "0", "254", "255", "-1", "256", "red", "7"].map((value) =>
    `store simple.color "${value}"; fetch simple.color; store simple.color "0"`
  ),
  "profile 253.0 none; profile 253.0 add 1",
  'store simple.color "77"; profile 253.0 all; fetch simple.color',
  'profile 253.0 none; store simple.color "5"; profile 253.0 all',
  "fetch simple.color",
  'store simple.time.user "1.5"',
  'store simple.time.sys "1.5"',
  'store simple.now "3"',
  'store 253.0.9 "1"',
  'store 253.9.0 "1"',
  "status",
];

const NAMES =
  "an agent in C that has no dynamic metrics does not answer for names";
const DOMAIN = "an agent in C does not check the domain of a pmID";

Deno.test("dbpmda sees no difference between the simple agents", async () => {
  await compare("simple", SIMPLE, ["253.1.2", "253.1.3", "253.2.4"], [
    { request: /(desc|fetch) 29\.0\.0.*/, like: "Python", reason: DOMAIN },
    {
      request: /(pmid|name|children|traverse) .*/,
      like: "Python",
      reason: NAMES,
    },
    {
      request: /store simple\.color "25[456]".*/,
      like: "C",
      reason: "in Python 0 follows 254, and 1 follows 255",
    },
    {
      request: /store simple\.numfetch "(-1|4294967295|2147483648)".*/,
      like: "C",
      reason: "in Python what is above 2147483647 is taken",
    },
    {
      request: /label (indom|instances) 253\.2/,
      like: "C",
      reason: "in Python an instance domain that is not there has PM_ERR_AGAIN",
    },
  ]);
});

const TRIVIAL = [
  "status",
  ...each("desc", "trivial.time", "250.0.1", "250.1.0", "253.0.0"),
  "getdesc off; fetch trivial.time",
  "getdesc on; fetch trivial.time",
  "getiname on; fetch trivial.time trivial.time",
  "getdesc off",
  ...each("fetch", "250.0.1", "250.1.0", "trivial.time 250.0.1"),
  "getdesc on",
  ...each("instance", "250.0", "250.0 0", '250.0 "red"'),
  ...each("text", "trivial.time", "250.0.1", "250.1.0", "indom 250.0"),
  ...each("label", "context", "domain", "indom 250.0", "cluster 250.0"),
  ...each("label", "item trivial.time", "item 250.0.1", "instances 250.0"),
  ...each("pmid", "trivial.time", "trivial.nosuch", "trivial"),
  ...each("name", "250.0.0", "250.0.1"),
  ...each("children", "trivial", "trivial.time", "nosuch"),
  ...each("traverse", "trivial", "trivial.time", "nosuch"),
  ...each("attr", '11 "0"', '"uid" "1000"'),
  "fetch trivial.time",
  "profile 250.0 none; fetch trivial.time",
  "profile 250.0 add 1; fetch trivial.time",
  "profile 250.0 all; fetch trivial.time",
  ...each("store", 'trivial.time "1"', 'trivial.time "-1"', '250.0.1 "1"'),
  "status",
];

Deno.test("dbpmda sees no difference between the trivial agents", async () => {
  await compare("trivial", TRIVIAL, ["250.0.0"], [
    { request: /desc 253\.0\.0/, like: "Python", reason: DOMAIN },
    {
      request: /(pmid|name|children|traverse) .*/,
      like: "Python",
      reason: NAMES,
    },
    {
      request: /(desc|(.*; )?fetch|store) trivial\.time.*/,
      like: "C",
      reason: "in Python the time has 32 bits",
    },
    {
      request: /label domain/,
      like: "C",
      reason: "in Python the framework adds a label",
    },
  ]);
});

Deno.test("the first step of the tutorial says hello, in the domain that it is given", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.chmod(folder, 0o755);
  for (const [domain, ...options] of [["400"], ["401", "-d", "401"]]) {
    await Deno.writeTextFile(
      `${folder}/root`,
      `root {\n  etcd\n}\netcd {\n  demo ${domain}:0:0\n}\n`,
    );
    const logfile = `${folder}/hello.log`;
    const [{ answer }] = await dbpmda(
      {
        command: [`${ROOT}/dist/pmdahello`, ...options, "-l", logfile],
        logfile,
        cwd: folder,
      },
      ["getdesc on; fetch etcd.demo"],
    );
    assert(
      answer.includes(`\n  ${domain}.0.0 (etcd.demo): numval: 1 `),
      answer,
    );
    assert(answer.includes('\n   value "hello PMDA"\n'), answer);
    assertEquals(answer.match(/value/g)?.length, 1, answer);
  }
  await Deno.remove(folder, { recursive: true });
});
