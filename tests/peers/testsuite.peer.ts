import { assert, assertEquals } from "@std/assert";
import { Bench } from "./testsuite_bench.ts";
import type { Example } from "./workshop.ts";

/** A test of PCP's test suite that starts one of the agents. */
interface Numbered {
  /** Its number. */
  readonly number: number;
  /** What it is about. */
  readonly about: string;
  /** The agent that it expects to be installed. */
  readonly installed?: Example;
  /** How it starts the agent. */
  readonly starts: RegExp;
}

const TESTS: readonly Numbered[] = [
  {
    number: 199,
    about: "trivial is installed four ways and removed",
    starts: /^pmdatrivial -d 250$/,
  },
  {
    number: 350,
    about: "pminfo has the values and help of simple",
    installed: "simple",
    starts: /^pmdasimple -d 253$/,
  },
  {
    number: 411,
    about: "simple.conf changes while simple runs",
    starts: /^pmdasimple -d 253$/,
  },
  {
    number: 560,
    about: "simple is installed at a socket, then at a pipe",
    installed: "simple",
    starts: /^pmdasimple -d 253 -i 52\d\d\d$/,
  },
  {
    number: 1255,
    about: "simple logs to stderr",
    installed: "simple",
    starts: /^pmdasimple -d 253 -l-$/,
  },
  {
    number: 1283,
    about: "dbpmda asks simple for the names of instances",
    installed: "simple",
    starts: /^pmdasimple -d 253 -U root$/,
  },
  {
    number: 1367,
    about: "simple has the labels that it has in Python",
    starts: /^pmdasimple -d 253$/,
  },
];

Deno.test("PCP's test suite passes with these agents in the place of PCP's", async (t) => {
  using bench = await Bench.make();
  // They mostly wait: for as long as the longest takes, all at once.
  const runs = await Promise.all(
    TESTS.map(({ number, installed }) => bench.run(number, installed)),
  );
  for (const [i, { number, about, starts }] of TESTS.entries()) {
    await t.step(`${number}: ${about}`, () => {
      const { output, expected, calls, log } = runs[i];
      assertEquals(output, expected, log);
      assert(calls.some((call) => starts.test(call)), calls.join("\n"));
    });
  }
});
