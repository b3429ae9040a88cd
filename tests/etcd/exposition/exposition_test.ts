import { assertEquals } from "@std/assert";
import { NO_EXPOSITION } from "../../../lib/etcd/exposition/exposition.ts";
import { parsed } from "./parsed.ts";

Deno.test("an etcd that has said nothing is as one that exports nothing", () => {
  assertEquals(parsed(""), NO_EXPOSITION);
});

Deno.test("what has not changed is shared with the exposition before", () => {
  const text = 'up{a="1"} 1\ndown 0\n';
  const first = parsed(text);
  assertEquals(parsed(text, first) === first, true);
  const second = parsed(text.replace("down 0", "down 1"), first);
  assertEquals(second.lines === first.lines, true);
  assertEquals(second.series.get("up") === first.series.get("up"), true);
  assertEquals(second.series.get("down")?.get("")?.text, "1");
});
