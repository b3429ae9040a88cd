import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { encodeDescReq, type Pdu, PduSplitter } from "../../lib/pcp/mod.ts";
import { Log } from "../../lib/pmda/mod.ts";
import { Dispatcher } from "../../lib/pmda/testing.ts";
import { pduOf } from "../exchange.ts";
import { checkAnswer, mangle, requests } from "../mangle.ts";
import { random } from "../random.ts";
import { DOMAIN, PMID, testPmda } from "./agent.ts";

/** fuzz.peer.ts sends ten times as many to the compiled agent. */
const ROUNDS = 20_000;

Deno.test(`${ROUNDS} mangled requests, with a good one after each`, async () => {
  const seed = Number(Deno.args[0] ?? Date.now() % 2 ** 31);
  console.log(
    `seed ${seed}; to see it again: deno test tests/pmda/fuzz_test.ts -- ${seed}`,
  );
  const next = random(seed);
  const log = new Log({ progname: "pmdatest", write: () => {} });
  using dispatcher = new Dispatcher(testPmda(() => 7n), log);
  const splitter = new PduSplitter();
  const pool = requests(DOMAIN);
  const good = encodeDescReq(PMID.counter);
  const right = await dispatcher.dispatch(pduOf(good));
  let answered = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bad = mangle(pool[round % pool.length], next);
    const stream = concat([bad, good]);
    const cut = Math.floor(next() * stream.length);
    const pdus: Pdu[] = [];
    for (const piece of [stream.slice(0, cut), stream.slice(cut)]) {
      splitter.push(piece);
      for (let pdu = splitter.next(); pdu; pdu = splitter.next()) {
        pdus.push(pdu);
      }
    }
    assertEquals(pdus.length, 2);
    const answer = await dispatcher.dispatch(pdus[0]);
    if (answer !== undefined) {
      checkAnswer(pduOf(answer));
      answered++;
    }
    assertEquals(await dispatcher.dispatch(pdus[1]), right);
  }
  assert(answered > ROUNDS / 2, `${answered} answers`);
  assertEquals(splitter.pending, 0);
});
