import { assertEquals, assertRejects } from "@std/assert";
import { AbsentFeatures } from "../../../lib/etcd/api/absent_features.ts";
import {
  Log,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PmError,
} from "../../../lib/pmda/mod.ts";

const FEATURE = { name: "v2", remedy: "needs a switch" };
const absent = () => Promise.reject(new PmError(PM_ERR_APPVERSION, "404"));
const refused = () =>
  Promise.reject(
    new PmError(PM_ERR_AGAIN, "refused", { cause: new Error("refused") }),
  );
const unwell = () => Promise.reject(new PmError(PM_ERR_AGAIN, "status 503"));
const there = () => Promise.resolve(7);

/** An absence with a clock, and how often it lets questions through. */
function watched() {
  const lines: string[] = [];
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  const clock = { now: 0 };
  const absence = new AbsentFeatures(log, () => clock.now);
  const state = { asked: 0 };
  const fails = async (
    code: number,
    ask: () => Promise<number>,
    what = "v2",
  ) => {
    const counted = () => {
      state.asked++;
      return ask();
    };
    const error = await assertRejects(
      () => absence.watch(what, counted, FEATURE),
      PmError,
    );
    assertEquals(error.code, code);
  };
  return { absence, fails, state, lines, clock };
}

Deno.test("what is absent is asked for again after a minute, and told of once", async () => {
  const { absence, fails, state, lines, clock } = watched();
  await fails(PM_ERR_APPVERSION, absent);
  clock.now = 59_999;
  await fails(PM_ERR_APPVERSION, there);
  assertEquals(state.asked, 1);
  clock.now = 60_000;
  await fails(PM_ERR_APPVERSION, absent);
  assertEquals(state.asked, 2);
  clock.now = 120_000;
  assertEquals(await absence.watch("v2", there, FEATURE), 7);
  assertEquals(lines.map((line) => /Warning|Info/.exec(line)?.[0]), [
    "Warning",
    "Info",
  ]);
  await fails(PM_ERR_APPVERSION, absent);
  assertEquals(lines.length, 3);
});

Deno.test("what is absent is asked for at once when etcd could not be reached meanwhile", async () => {
  const { absence, fails, state } = watched();
  await fails(PM_ERR_APPVERSION, absent);
  await fails(PM_ERR_AGAIN, refused, "v3");
  assertEquals(await absence.watch("v2", there, FEATURE), 7);
  assertEquals(state.asked, 2);
});

Deno.test("an etcd that answers, if badly, is the same etcd", async () => {
  const { fails, state } = watched();
  await fails(PM_ERR_APPVERSION, absent);
  await fails(PM_ERR_AGAIN, unwell, "v3");
  await fails(PM_ERR_APPVERSION, there);
  assertEquals(state.asked, 2);
});
