/**
 * Compares the client of this project with Deno's `fetch`: two GETs in parallel.
 *
 * `deno bench -A lib/etcd/http/http_client_bench.ts`
 *
 * @module
 */

import { HttpClient } from "./http_client.ts";

declare const process: {
  cpuUsage(): { readonly user: number; readonly system: number };
};

const ROUNDS = 2000;

/** A server in a process of its own, so that its time does not count. */
const SERVER = `
  const body = JSON.stringify({ name: "m1", counters: Array(20).fill(12345) });
  const headers = { "content-type": "application/json" };
  Deno.serve(
    { port: 0, onListen: ({ port }) => console.log(port) },
    () => new Response(body, { headers }),
  );`;

const server = new Deno.Command(Deno.execPath(), {
  args: ["eval", SERVER],
  stdout: "piped",
}).spawn();
const output = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
const { value: port } = await output.read();
globalThis.addEventListener("unload", () => server.kill());

const urls = ["/v2/stats/self", "/v2/stats/store"]
  .map((path) => new URL(path, `http://127.0.0.1:${Number(port)}`));
const client = new HttpClient({ userAgent: "bench" });

async function own(): Promise<void> {
  const { signal } = new AbortController();
  await Promise.all(urls.map((url) => client.request({ url, signal })));
}

async function fetched(): Promise<void> {
  const { signal } = new AbortController();
  await Promise.all(urls.map(async (url) => {
    const answer = await fetch(url, { signal });
    await answer.text();
  }));
}

/** Microseconds of processor time that a round takes. */
async function processorTime(round: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < ROUNDS; i++) await round();
  const after = process.cpuUsage();
  return (after.user - before.user + after.system - before.system) / ROUNDS;
}

for (const pass of ["warming up", "processor time, in turn", "once more"]) {
  const ownTime = await processorTime(own);
  const fetchTime = await processorTime(fetched);
  console.log(
    `${pass}: HttpClient ${ownTime.toFixed(0)} us, fetch ` +
      `${fetchTime.toFixed(0)} us: ${(fetchTime / ownTime).toFixed(2)} times`,
  );
}

Deno.bench("HttpClient", { group: "two GETs", baseline: true }, own);
Deno.bench("fetch", { group: "two GETs" }, fetched);
