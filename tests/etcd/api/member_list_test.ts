import { assertEquals, assertThrows } from "@std/assert";
import { JsonObject } from "../../../lib/etcd/api/json_object.ts";
import {
  instanceNames,
  memberList,
  memberListV2,
} from "../../../lib/etcd/api/member_list.ts";
import { BadAnswerError } from "../../../lib/etcd/http/request_errors.ts";

Deno.test("a member list of the v3 API: what is 0, empty or false is left out there", () => {
  const payload = JsonObject.parse(JSON.stringify({
    header: { member_id: "10276657743932975437" },
    members: [
      {
        ID: "10276657743932975437",
        name: "m1",
        peerURLs: ["http://a:2380"],
        clientURLs: ["http://a:2379"],
      },
      { ID: "16", peerURLs: ["http://b:2380"], isLearner: true },
    ],
  }));
  assertEquals(memberList(payload), {
    self: "8e9e05c52164694d",
    members: [
      {
        id: "8e9e05c52164694d",
        name: "m1",
        peerURLs: ["http://a:2380"],
        clientURLs: ["http://a:2379"],
        isLearner: false,
      },
      {
        id: "10",
        name: "",
        peerURLs: ["http://b:2380"],
        clientURLs: [],
        isLearner: true,
      },
    ],
  });
});

Deno.test("a member list of the v2 API says neither who answers nor who learns", () => {
  const member = {
    id: "8e9e05c52164694d",
    name: "m1",
    peerURLs: ["http://a:2380"],
    clientURLs: ["http://a:2379"],
  };
  const payload = JsonObject.parse(JSON.stringify({ members: [member] }));
  assertEquals(memberListV2(payload), { members: [member] });
});

Deno.test("what is no member list is refused", () => {
  const nothing = JsonObject.parse('{"message":"no"}');
  assertThrows(() => memberList(nothing), BadAnswerError, "not a member list");
  assertThrows(
    () => memberListV2(nothing),
    BadAnswerError,
    "not a member list",
  );
  const headless = JsonObject.parse('{"members":[]}');
  assertThrows(() => memberList(headless), BadAnswerError, "not a member list");
});

Deno.test("members have their names as instances, or their ids where those would not do", () => {
  const named = (...names: string[]) => {
    const members = names.map((name, i) => ({
      id: `a${i}`,
      name,
      peerURLs: [],
      clientURLs: [],
    }));
    return [...instanceNames(members).values()];
  };
  assertEquals(named("m1", "m2"), ["m1", "m2"]);
  assertEquals(named("m 1\n", ""), ["m_1_", "a1"]);
  assertEquals(named("same", "same", "m3"), ["a0", "a1", "m3"]);
  assertEquals(named("a b", "a_b"), ["a0", "a1"], "alike once written");
  assertEquals(named("a1", "m"), ["a0", "m"], "the id of another");
  assertEquals(named("\ud800"), ["a0"]);
});
