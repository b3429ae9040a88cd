/**
 * Feeds a script to dbpmda, which talks to an agent as pmcd does.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Start } from "./agent.ts";
import type { Exchange } from "./alike.ts";

/** Separates commands of a script that count as one request. */
const AND = "; ";

/** What differs from run to run, and what stands in its place. */
const FILTERS: readonly [RegExp, string][] = [
  [/from 0x[0-9a-f]+ timestamp: [0-9. :]+/g, "from ADDRESS "],
  [/^(PMDA:\s+).*/gm, "$1PROGRAM"],
  [/\(pid: \d+\)/g, "(pid: PID)"],
];

/**
 * Runs a script in dbpmda.
 *
 * @param start How the agent is started, in the folder with its name space.
 * @param script The commands, each a request; those with "; " between them
 * are one request.
 * @param times The metrics whose values are times, which differ from run to run.
 * @param namespace The file with the name space.
 * @returns What dbpmda prints for each request.
 */
export async function dbpmda(
  start: Start,
  script: readonly string[],
  times: readonly string[] = [],
  namespace = "root",
): Promise<Exchange[]> {
  const commands = script.flatMap((request) => request.split(AND));
  const process = new Deno.Command("sh", {
    // Its warnings go to stderr, and belong between its answers.
    args: ["-c", 'exec dbpmda -f -n "$1" -ie 2>&1', "sh", namespace],
    cwd: start.cwd,
    env: start.env,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  const open = `open pipe ${start.command.join(" ")}`;
  await writer.write(
    new TextEncoder().encode([open, ...commands, ""].join("\n")),
  );
  await writer.close();
  const { code, stdout } = await process.output();
  const output = new TextDecoder().decode(stdout);
  assertEquals(code, 0, output);
  const [, opened, ...answers] = output.split(/^dbpmda> /m);
  assert(opened?.includes("Start "), output);
  assertEquals(answers.pop()?.trim(), "", output);
  assertEquals(answers.length, commands.length, output);
  return script.map((request) => {
    const own = answers.splice(0, request.split(AND).length);
    const answer = withoutTimes(filter(own.join("")), times);
    return {
      request,
      answer: /^(children|traverse)/.test(request) ? inOrder(answer) : answer,
    };
  });
}

function filter(text: string): string {
  return FILTERS.reduce(
    (filtered, [what, instead]) => filtered.replace(what, instead),
    text,
  );
}

/** Sorts lines: an agent's names have no order. */
function inOrder(text: string): string {
  return text.split("\n").sort().join("\n");
}

/** Puts a word in the place of the values of some metrics. */
function withoutTimes(text: string, times: readonly string[]): string {
  let isTime = false;
  return text.split("\n").map((line) => {
    const pmid = /^ *(\d+\.\d+\.\d+)[ :]/.exec(line)?.[1];
    if (pmid !== undefined) isTime = times.includes(pmid);
    return isTime
      ? line.replace(/(value|\]?:) \S+( ->|( \S+ 0x[0-9a-f]+)?$)/, "$1 TIME$2")
        .replace(/TIME \S+ 0x[0-9a-f]+$/, "TIME")
      : line;
  }).join("\n");
}
