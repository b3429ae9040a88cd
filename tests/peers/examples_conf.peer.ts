import { assert, assertEquals } from "@std/assert";
import {
  encodeFetch,
  encodeInstanceReq,
  encodeLabelReq,
  PM_IN_NULL,
  PM_LABEL_INSTANCES,
  type PmID,
  pmIDBuild,
  pmInDomBuild,
} from "../../lib/pcp/mod.ts";
import { Agent } from "./agent.ts";
import { assertAlike, type Exchange } from "./alike.ts";
import { exchange } from "./pdu_script.ts";
import { DOMAINS, type Make, MAKES, Workshop } from "./workshop.ts";

const NOW = pmIDBuild(DOMAINS.simple, 2, 4);
const INDOM = pmInDomBuild(DOMAINS.simple, 1);
const TIME = pmIDBuild(DOMAINS.trivial, 0, 0);

/** A simple.conf, what there is to say of it, and the time of its last change where that matters. */
const CONTENTS: readonly (readonly [
  text: string,
  note?: string,
  mtime?: number,
])[] = [
  ["hour,sec\n"],
  ["sec,min,hour\n"],
  ["min\n"],
  ["sec,min\n"],
  ["min, hour\n"],
  ["min,hour \n", "(blank at the end)"],
  ["day,sec\n"],
  ["sec,Min\n"],
  [""],
  ["\n"],
  ["\nsec\n"],
  ["hour"],
  ["sec,sec,sec\nmin\n"],
  [",,min,,hour,\n"],
  ["#sec\n"],
  ["sec\r\n", "(blank at the end)"],
  ["min\n", "within a second", 100.25],
  ["hour\n", "within the same second", 100.5],
  ["sec\n", "as old as the one before", 100.5],
  [`hour${",".repeat(300)}sec\n`, "(a long line)"],
  ["sec,min,hour\n"],
];

/** What clients see of simple.now while simple.conf changes. */
async function changes(workshop: Workshop, make: Make): Promise<Exchange[]> {
  const start = workshop.start("simple", make);
  let time = 1000;
  const set = (text: string, mtime = ++time) => workshop.configure(text, mtime);
  // The instances get their numbers in the order that they come in.
  set("hour\n");
  await using agent = await Agent.open(start);
  const found: Exchange[] = [];
  const look = async (what: string) => {
    const values = encodeFetch([NOW]);
    const instances = encodeInstanceReq({ indom: INDOM, inst: PM_IN_NULL });
    const labels = encodeLabelReq({ ident: INDOM, type: PM_LABEL_INSTANCES });
    // Either request must find the change.
    const pdus = found.length % 2 === 0
      ? [values, instances, labels]
      : [instances, labels, values];
    found.push(...await exchange(agent, [[what, ...pdus]], [NOW]));
  };
  await look("the first");
  for (const [text, note, mtime] of CONTENTS) {
    set(text, mtime);
    await look(`${JSON.stringify(text)} ${note ?? ""}`);
  }
  Deno.removeSync(workshop.conf);
  await look("no file");
  set("sec,min\n");
  await look("a file again");
  Deno.chmodSync(workshop.conf, 0);
  Deno.utimeSync(workshop.conf, ++time, time);
  await look("not to be read");
  Deno.chmodSync(workshop.conf, 0o644);
  Deno.utimeSync(workshop.conf, ++time, time);
  await look("to be read again");
  Deno.removeSync(workshop.conf);
  await look("no file, again");
  set("sec,min\n", time);
  await look("a file as old as the one before");
  set("hour\n");
  await look("a new file");
  await agent.end();
  const files = Array.from(Deno.readDirSync(workshop.caches));
  const answer = files.map(({ name }) => name).join();
  found.push({ request: "files that it leaves", answer });
  if (make === "own") {
    const log = await agent.log();
    assert(log.some((line) => line.includes('ignoring "day" in')), `${log}`);
  }
  return found;
}

Deno.test("simple.now has the instances that simple.conf has at the time", async () => {
  using workshop = await Workshop.make("simple");
  assertAlike({
    C: await changes(workshop, "C"),
    Python: await changes(workshop, "Python"),
    own: await changes(workshop, "own"),
  }, [
    {
      request: /"(day|#sec|sec,Min|min, hour).*/,
      like: "C",
      reason: "in Python a word that is no instance is an error of each fetch",
    },
    {
      request: /.* \(blank at the end\)/,
      like: "C",
      reason: "in Python blanks at the end of the line do not count",
    },
    {
      request: /no file.*|not to be read/,
      like: "C",
      reason: "in Python a file that can't be read is an error of each fetch",
    },
    {
      request: /.*as old as.*/,
      like: "C",
      reason: "in Python the file is read anew for each request",
    },
    {
      request: /files that it leaves/,
      like: "C",
      reason: "in Python instances keep their numbers over a restart",
    },
    {
      request: /.* \(a long line\)/,
      like: "Python",
      reason: "in C a line ends after 255 characters",
    },
  ]);
});

/** Seconds of a day. */
const DAY = 86400;
/** Seconds that time(2), which an agent in C asks, may be late: it knows ticks only. */
const TICK = 1;

/** The values of a metric, one an instance. */
async function values(agent: Agent, pmid: PmID): Promise<number[]> {
  const [set] = await agent.fetch([pmid]);
  if ("error" in set) throw new Error(`error ${set.error} for values`);
  return set.values.map(({ value }) => Number(value));
}

Deno.test("the time is that of the host, in seconds and as local time", async () => {
  using workshop = await Workshop.make("simple", "trivial");
  for (const make of MAKES) {
    await using trivial = await Agent.open(workshop.start("trivial", make));
    const before = Math.floor(Date.now() / 1000) - TICK;
    const [seconds] = await values(trivial, TIME);
    assert(seconds >= before && seconds <= Date.now() / 1000, `${seconds}`);
    for (const TZ of ["UTC", "Asia/Kolkata"]) {
      const start = workshop.start("simple", make);
      const env = { ...workshop.env, TZ };
      await using simple = await Agent.open({ ...start, env });
      const east = TZ === "UTC" ? 0 : 5.5 * 3600;
      const began = Date.now();
      const [sec, min, hour] = await values(simple, NOW);
      const now = Math.floor(Date.now() / 1000) + east;
      const found = hour * 3600 + min * 60 + sec;
      const late = (now - found) % DAY;
      assert(
        late <= Math.ceil((Date.now() - began) / 1000) + TICK,
        `${make} ${TZ} ${hour}:${min}:${sec} is ${late} seconds late`,
      );
    }
  }
});

/** Seconds of processor time of a process, as the system counts them. */
function used(pid: number): [user: number, system: number] {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return [Number(fields[11]) / 100, Number(fields[12]) / 100];
}

Deno.test("simple.time is the processor time of the agent", async () => {
  using workshop = await Workshop.make("simple");
  for (const make of MAKES) {
    await using agent = await Agent.open(workshop.start("simple", make));
    const pmids = [2, 3].map((item) => pmIDBuild(DOMAINS.simple, 1, item));
    for (let i = 0; i < 2000; i++) await agent.fetch(pmids);
    const before = used(agent.process.pid);
    const sets = await agent.fetch(pmids);
    const after = used(agent.process.pid);
    const found = sets.map((set) => "values" in set && set.values[0].value);
    for (const [i, value] of found.entries()) {
      assert(
        typeof value === "number" && value >= before[i] - 0.01 &&
          value <= after[i] + 0.011,
        `${make}: ${found} is not between ${before} and ${after}`,
      );
    }
    assertEquals(found.length, 2);
  }
});
