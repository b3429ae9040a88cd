import { assertEquals } from "@std/assert";
import type { EtcdApi } from "../../../lib/etcd/api/api.ts";
import { JsonObject } from "../../../lib/etcd/api/json_object.ts";
import { MemberStatuses } from "../../../lib/etcd/api/member_statuses.ts";
import { UnreachableError } from "../../../lib/etcd/http/request_errors.ts";
import { Log } from "../../../lib/pmda/mod.ts";
import { FakeClock } from "../../fake_clock.ts";

const log = new Log({ progname: "p" });

/** Etcds by their URL: the member that answers there, or how it does not. */
function statuses(etcds: Record<string, number | "refuses" | "hangs">) {
  const asked: string[] = [];
  const at = ({ origin }: URL): EtcdApi => ({
    at,
    ask: ({ path, signal }) => {
      asked.push(`${origin}${path}`);
      const id = etcds[origin];
      if (id === "hangs") {
        return new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason))
        );
      }
      return typeof id === "number"
        ? Promise.resolve(
          JsonObject.parse(
            `{"header":{"member_id":"${id}"},"version":"3.5.${id}"}`,
          ),
        )
        : Promise.reject(new UnreachableError("refused"));
    },
  });
  const made = new MemberStatuses(at(new URL("http://own")), 500, log);
  const ask = async (
    members: Record<string, string[]>,
    { signal } = new AbortController(),
  ) => {
    const results = await made.ask(
      Object.entries(members).map(([id, clientURLs]) => ({
        id,
        name: "",
        peerURLs: [],
        clientURLs,
      })),
      signal,
    );
    return Object.fromEntries(Array.from(results, ([id, result]) => [
      id,
      result.status === "fulfilled"
        ? result.value.string("version")
        : result.reason.message,
    ]));
  };
  return { ask, asked };
}

Deno.test("each member is asked at all its URLs, and only its own answer counts", async () => {
  const { ask, asked } = statuses({
    "http://a": 1,
    "http://b": "refuses",
    "http://c": 2,
    "http://d": 7,
  });
  assertEquals(
    await ask({
      1: ["http://a"],
      2: ["http://b", "http://c"],
      3: ["http://d"],
      4: [],
      5: ["unix://x", "no URL"],
    }),
    {
      1: "3.5.1",
      2: "3.5.2",
      3: "member 7 answers at http://d",
      4: "member 4 has no client URL",
      5: "unix://x can't be asked",
    },
  );
  assertEquals(asked.length, 4);
});

Deno.test("a member that hangs costs the others nothing but its time", async () => {
  using clock = new FakeClock();
  const { ask } = statuses({ "http://a": 1, "http://b": "hangs" });
  const [answers, took] = await clock.took(
    ask({ 1: ["http://a"], 2: ["http://b"] }),
  );
  assertEquals(answers, { 1: "3.5.1", 2: "the member does not answer" });
  assertEquals(took, 500);
});

Deno.test("the end of the fetch ends the asking", async () => {
  const { ask } = statuses({ "http://a": "hangs" });
  const controller = new AbortController();
  const asking = ask({ 1: ["http://a"] }, controller);
  controller.abort(new Error("over"));
  assertEquals(await asking, { 1: "the member does not answer" });
});
