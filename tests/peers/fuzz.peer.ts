import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { equals } from "@std/bytes/equals";
import {
  encodeDescReq,
  encodeFetch,
  encodeInstanceReq,
  encodeLabelReq,
  encodeNameList,
  encodeTextReq,
  encodeTraverseReq,
  PDU_DESC,
  PM_IN_NULL,
  PM_LABEL_INSTANCES,
  PM_TEXT_ONELINE,
  PM_TEXT_PMID,
  pmIDBuild,
  pmInDomBuild,
} from "../../lib/pcp/mod.ts";
import { checkAnswer, mangle, requests } from "../mangle.ts";
import { random } from "../random.ts";
import { Agent, ROOT } from "./agent.ts";

const DOMAIN = 253;
const SIMPLE = `${ROOT}/dist/pmdasimple`;
const ROUNDS = 200_000;
const BATCH = 1000;
/** How many bytes the agent may take more after all rounds than after a tenth of them. */
const GROWTH = 30_000_000;

const NOW = pmIDBuild(DOMAIN, 2, 4);

function startSimple(): Promise<Agent> {
  return Agent.start(["-d", String(DOMAIN)], {}, SIMPLE);
}

/** The resident memory of a process, in bytes. */
async function memory(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

Deno.test(`${ROUNDS} mangled requests to the compiled agent, with a good one after each`, async () => {
  const seed = Number(Deno.args[0] ?? Date.now() % 2 ** 31);
  console.log(
    `seed ${seed}; to see it again: deno test -A tests/peers/fuzz.peer.ts -- ${seed}`,
  );
  const next = random(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  await using agent = await startSimple();
  const pool = requests(DOMAIN);
  const good = encodeDescReq(NOW);
  await agent.send(good);
  const right = await agent.next();
  assertEquals(right.type, PDU_DESC);
  let early = 0;
  for (let round = 0; round < ROUNDS; round += BATCH) {
    const pdus: Uint8Array[] = [];
    for (let i = 0; i < BATCH; i++) {
      pdus.push(mangle(pool[below(pool.length)], next), good);
    }
    const stream = concat(pdus);
    const cut = below(stream.length);
    const sent = agent.send(stream.subarray(0, cut))
      .then(() => agent.send(stream.subarray(cut)));
    for (let rights = 0; rights < BATCH;) {
      const answer = await agent.next();
      checkAnswer(answer);
      if (equals(answer.bytes, right.bytes)) rights++;
    }
    await sent;
    if (round === ROUNDS / 10) early = await memory(agent.process.pid);
  }
  const growth = await memory(agent.process.pid) - early;
  assert(growth < GROWTH, `grew by ${growth} bytes`);
  assertEquals((await agent.end()).code, 0);
});

Deno.test("every request, cut at every byte, gets the same answer", async () => {
  await using agent = await startSimple();
  const indom = pmInDomBuild(DOMAIN, 0);
  for (
    const request of [
      encodeDescReq(NOW),
      encodeInstanceReq({ indom, inst: PM_IN_NULL }),
      encodeInstanceReq({ indom, inst: PM_IN_NULL, name: "green" }),
      encodeTextReq({ ident: NOW, type: PM_TEXT_PMID | PM_TEXT_ONELINE }),
      encodeLabelReq({ ident: indom, type: PM_LABEL_INSTANCES }),
      encodeNameList({ names: ["simple.now"] }),
      encodeTraverseReq("simple"),
      encodeFetch([pmIDBuild(DOMAIN, 9, 9)]),
    ]
  ) {
    await agent.send(request);
    const whole = await agent.next();
    for (let cut = 1; cut < request.length; cut++) {
      await agent.send(request.subarray(0, cut));
      // Without a pause both parts may arrive together.
      await new Promise((resolve) => setTimeout(resolve, 2));
      await agent.send(request.subarray(cut));
      assertEquals((await agent.next()).bytes, whole.bytes, `cut at ${cut}`);
    }
  }
});

for (const length of [0, 11, 2 ** 31, 2 ** 32 - 1]) {
  Deno.test(`a length of ${length} ends the compiled agent in good order`, async () => {
    await using agent = await startSimple();
    await agent.send(encodeDescReq(NOW));
    await agent.next();
    const bytes = encodeDescReq(NOW);
    new DataView(bytes.buffer).setUint32(0, length);
    await agent.send(bytes);
    const { code, signal } = await agent.process.status;
    assertEquals([code, signal], [0, null]);
    const log = await Deno.readTextFile(agent.logfile);
    assert(log.includes(`PDU length ${length}`), log);
    assert(log.includes("Log finished"), log);
  });
}

Deno.test("an end within a PDU ends the compiled agent in good order", async () => {
  await using agent = await startSimple();
  await agent.send(encodeDescReq(NOW).subarray(0, 9));
  assertEquals((await agent.end()).code, 0);
  assert((await agent.log()).join().includes("9 bytes"));
});
