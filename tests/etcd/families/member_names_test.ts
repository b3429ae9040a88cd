import { assert, assertEquals } from "@std/assert";
import { MemberNames } from "../../../lib/etcd/families/member_names.ts";
import { parsed } from "../exposition/parsed.ts";

function names(...members: [id: string, name: string][]): MemberNames {
  const names = new MemberNames();
  names.update(new Map(members));
  return names;
}

Deno.test("labels that hold ids stand for members, others do not", () => {
  const members = names(["a1", "m 1"]);
  const m1 = { id: "a1", name: "m 1", word: "m_1" };
  assertEquals(members.of("To", "a1"), m1);
  assertEquals(members.of("From", "a1"), m1);
  assertEquals(members.of("From", "0"), undefined);
  assertEquals(members.of("grpc_method", "a1"), undefined);
});

const WORDS: [what: string, members: [id: string, name: string][], string[]][] =
  [
    ["names of their own", [["a", "m1"], ["b", "m2"]], ["m1", "m2"]],
    ["one name", [["a", "m"], ["b", "m"]], ["a", "b"]],
    ["names that blanks make one", [["a", "m 1"], ["b", "m_1"]], ["a", "b"]],
    ["another one's id as name", [["a", "b"], ["b", "m"]], ["a", "m"]],
    ["no name yet", [["a", ""], ["b", "m"]], ["m"]],
    ["a name that is no text", [["a", "\ud800"], ["b", "m"]], ["m"]],
    ["what stands for nobody", [["a", "0"]], ["a"]],
  ];

for (const [what, members, words] of WORDS) {
  Deno.test(`members with ${what} in names of instances`, () => {
    const found = [...names(...members).members.values()];
    assertEquals(found.map(({ word }) => word), words);
  });
}

Deno.test("a member list that says the same changes nothing", () => {
  const members = names(["a", "m1"]);
  const before = members.members;
  members.update(new Map([["a", "m1"], ["b", ""]]));
  assert(members.members === before);
  members.update(new Map([["a", "m2"]]));
  assertEquals(members.of("To", "a")?.name, "m2");
  members.update(new Map([["a", "m2"], ["b", "m2"]]));
  assertEquals(members.of("To", "a")?.word, "a");
});

Deno.test("a member list is needed where it may have names for ids, and only there", () => {
  const members = new MemberNames();
  assert(!members.lacks(parsed("up 1\n")));
  assert(!members.lacks(parsed('received{From="0"} 1\n')));
  const exposition = parsed('sent{To="a"} 1\nsent{x="y",To="b"} 1\n');
  assert(members.lacks(exposition));
  members.update(new Map([["a", "m1"]]));
  // b has been removed from the cluster: no list has a name for it.
  assert(!members.lacks(exposition));
  assert(!members.lacks(parsed('sent{To="b"} 1\n')));
  assert(members.lacks(parsed('sent{To="a"} 1\nsent{To="c"} 1\n')));
  members.update(new Map([["a", "m1"], ["c", ""]]));
  // c has no name before it is started for the first time.
  assert(members.lacks(parsed('sent{To="a"} 1\nsent{To="c"} 1\n')));
});

Deno.test("a member list that was unavailable is needed again after a minute, or once it is there", () => {
  const clock = { now: 0 };
  const members = new MemberNames(() => clock.now);
  const exposition = parsed('sent{To="a"} 1\n');
  members.listUnavailable();
  clock.now = 59_999;
  assert(!members.lacks(exposition));
  clock.now = 60_000;
  assert(members.lacks(exposition));
  members.listUnavailable();
  members.update(new Map([["a", ""]]));
  assert(members.lacks(exposition));
});
