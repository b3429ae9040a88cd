import { assertEquals, assertRejects } from "@std/assert";
import { AbsentFeatures } from "../../../lib/etcd/api/absent_features.ts";
import { AbsentError } from "../../../lib/etcd/api/answer_errors.ts";
import {
  BadAnswerError,
  UnreachableError,
} from "../../../lib/etcd/http/request_errors.ts";
import { Log } from "../../../lib/pmda/mod.ts";

const FEATURE = { name: "v2", remedy: "needs a switch" };
const NEVER = new AbortController().signal;
const absent = () => Promise.reject(new AbsentError("404"));
const refused = () => Promise.reject(new UnreachableError("refused"));
const unwell = () => Promise.reject(new BadAnswerError("status 503"));
const there = () => Promise.resolve(7);

/** An absence with a clock, and how often it lets questions through. */
function watched() {
  const lines: string[] = [];
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  const clock = { now: 0 };
  const absence = new AbsentFeatures(log, () => clock.now);
  const state = { asked: 0 };
  const fails = async (
    kind: new (message: string) => Error,
    ask: () => Promise<number>,
    what = "v2",
    signal = NEVER,
  ) => {
    const counted = () => {
      state.asked++;
      return ask();
    };
    await assertRejects(
      () => absence.watch(what, signal, counted, FEATURE),
      kind,
    );
  };
  return { absence, fails, state, lines, clock };
}

Deno.test("what is absent is asked for again after a minute, and told of once", async () => {
  const { absence, fails, state, lines, clock } = watched();
  await fails(AbsentError, absent);
  clock.now = 59_999;
  await fails(AbsentError, there);
  assertEquals(state.asked, 1);
  clock.now = 60_000;
  await fails(AbsentError, absent);
  assertEquals(state.asked, 2);
  clock.now = 120_000;
  assertEquals(await absence.watch("v2", NEVER, there, FEATURE), 7);
  assertEquals(lines.map((line) => /Warning|Info/.exec(line)?.[0]), [
    "Warning",
    "Info",
  ]);
  await fails(AbsentError, absent);
  assertEquals(lines.length, 3);
});

Deno.test("what is absent is asked for at once when etcd could not be reached meanwhile", async () => {
  const { absence, fails, state } = watched();
  await fails(AbsentError, absent);
  await fails(UnreachableError, refused, "v3");
  assertEquals(await absence.watch("v2", NEVER, there, FEATURE), 7);
  assertEquals(state.asked, 2);
});

Deno.test("an etcd that answers, if badly, is the same etcd", async () => {
  const { fails, state } = watched();
  await fails(AbsentError, absent);
  await fails(BadAnswerError, unwell, "v3");
  await fails(AbsentError, there);
  assertEquals(state.asked, 2);
});

Deno.test("an etcd that takes longer than a fetch may is the same etcd", async () => {
  const { fails, state } = watched();
  await fails(AbsentError, absent);
  await fails(UnreachableError, refused, "v3", AbortSignal.abort());
  await fails(AbsentError, there);
  assertEquals(state.asked, 2);
});
