import { assert, assertEquals } from "@std/assert";
import { Patience } from "../../../lib/etcd/access/patience.ts";
import { FakeClock } from "../../fake_clock.ts";

const newFetch = () => new AbortController().signal;

/** Patience on a clock, with how long the moment of a fetch takes; 0 for none. */
function patience(clock: FakeClock) {
  const patience = new Patience(() => performance.now());
  const wait = async (fetch = newFetch()) => {
    const moment = patience.moment(fetch);
    return moment === undefined ? 0 : (await clock.took(moment))[1];
  };
  return { patience, wait };
}

Deno.test("a fetch has one moment, which those at the same time share", async () => {
  using clock = new FakeClock();
  const { patience: shared, wait } = patience(clock);
  const fetch = newFetch();
  const moment = shared.moment(fetch);
  clock.pass(20);
  assertEquals(await wait(), 40);
  assertEquals(shared.moment(fetch), moment);
  assertEquals(await wait(fetch), 0);
});

Deno.test("moments last 180 ms at once, and a tenth of the time", async () => {
  using clock = new FakeClock();
  const { patience: limited, wait } = patience(clock);
  let waited = 0;
  for (let fetch = 0; fetch < 15; fetch++) waited += await wait();
  // A tenth of the waiting itself comes back meanwhile.
  assert(waited > 180 && waited <= 200, `waited ${waited} ms`);
  clock.pass(300);
  assertEquals(await wait(), 30);
  clock.pass(60_000);
  const full = [await wait(), await wait(), await wait(), await wait()];
  assertEquals(full, [60, 60, 60, 18]);
  limited.renew();
  assertEquals(await wait(), 60);
});
