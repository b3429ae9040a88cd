import { PM_ERR_AGAIN } from "@pmdaetcd/pmda";
import { startAgent } from "@pmdaetcd/pmda/testing";
import { assert, assertEquals } from "@std/assert";
import { loadAgent } from "./load.ts";

const JOBS = `${import.meta.dirname}/jobs.json`;

Deno.test("load.average has a value for each span of time", async () => {
  using agent = startAgent(loadAgent(JOBS));
  const { "load.average": averages } = await agent.fetch("load.average");
  assertEquals(Object.keys(averages ?? {}), [
    "1 minute",
    "5 minutes",
    "15 minutes",
  ]);
});

Deno.test("load.job.written has all 64 bits", async () => {
  using agent = startAgent(loadAgent(JOBS));
  assertEquals(await agent.fetch("load.job"), {
    "load.job.written": { backup: 9007199254740993n, reindex: 4096n },
  });
});

Deno.test("without its file load.job fails alone, and the log says why", async () => {
  const missing = `${import.meta.dirname}/missing.json`;
  using agent = startAgent(loadAgent(missing));
  const { "load.average": averages, ...others } = await agent.fetch();
  assertEquals(Object.keys(averages ?? {}).length, 3);
  assertEquals(others, { "load.job.written": { error: PM_ERR_AGAIN } });
  assert(agent.lines.some((line) => line.includes(missing)), `${agent.lines}`);
});
