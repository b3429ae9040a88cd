import { assertEquals } from "@std/assert";
import {
  alarmsInAnswer,
  alarmsInStatus,
} from "../../../lib/etcd/api/alarms.ts";
import { JsonObject } from "../../../lib/etcd/api/json_object.ts";

/** A status of etcd 3.4 or later with these errors. */
function status(...errors: string[]): JsonObject {
  return JsonObject.parse(JSON.stringify({ raftAppliedIndex: "7", errors }));
}

Deno.test("alarms among the errors of a status", () => {
  assertEquals(
    alarmsInStatus(status(
      "memberID:16 alarm:NOSPACE ",
      "etcdserver: no leader",
      "memberID: 255 alarm: CORRUPT",
    )),
    [{ id: "10", alarm: "NOSPACE" }, { id: "ff", alarm: "CORRUPT" }],
  );
});

Deno.test("an alarm without a member has the id 0", () => {
  assertEquals(alarmsInStatus(status("alarm:NOSPACE")), [
    { id: "0", alarm: "NOSPACE" },
  ]);
});

Deno.test("a status without errors has no alarms", () => {
  assertEquals(alarmsInStatus(status()), []);
});

Deno.test("a status that does not name alarms as expected says nothing of them", () => {
  assertEquals(alarmsInStatus(status("memberID:x alarm:NOSPACE")), undefined);
  assertEquals(alarmsInStatus(JsonObject.parse("{}")), undefined, "etcd 3.3");
});

Deno.test("alarms in an answer; absent fields are those of 0", () => {
  const answer = { alarms: [{ memberID: "16", alarm: "NOSPACE" }, {}] };
  assertEquals(alarmsInAnswer(JsonObject.parse(JSON.stringify(answer))), [
    { id: "10", alarm: "NOSPACE" },
    { id: "0", alarm: "NONE" },
  ]);
});
