import { assertEquals } from "@std/assert";
import { Outage } from "../../../lib/etcd/api/outage.ts";
import { Log } from "../../../lib/pmda/mod.ts";

function outage() {
  const lines: string[] = [];
  const log = new Log({
    progname: "p",
    write: (text) => lines.push(text.replace(/^.*(Warning|Info): /, "$1: ")),
  });
  const clock = { now: 0 };
  return { outage: new Outage(log, () => clock.now), clock, lines };
}

Deno.test("an outage says how long it was, and how many requests failed", () => {
  const { outage: etcd, clock, lines } = outage();
  etcd.answered("/a", "http://x/a");
  assertEquals(lines, []);
  etcd.failed("/a", "http://x/a: refused");
  etcd.failed("/b", "http://x/b: refused");
  clock.now = 5800;
  etcd.answered("/a", "http://x/a");
  etcd.answered("/b", "http://x/b");
  assertEquals(lines.map((line) => line.trim()), [
    "Warning: http://x/a: refused; its metrics have no values until it answers",
    "Info: http://x/a: answers again after 5.8 s and 2 failed requests",
  ]);
});

Deno.test("one failed request is one", () => {
  const { outage: etcd, lines } = outage();
  etcd.failed("/a", "refused");
  etcd.answered("/a", "http://x/a");
  assertEquals(lines[1].includes("after 0.0 s and 1 failed request\n"), true);
});

Deno.test("a path that goes on failing after the end begins the next outage", () => {
  const { outage: etcd, clock, lines } = outage();
  etcd.failed("/a", "refused");
  etcd.failed("/b", "refused");
  etcd.answered("/a", "http://x/a");
  clock.now = 60_000;
  etcd.failed("/b", "status 503");
  clock.now = 61_000;
  etcd.answered("/b", "http://x/b");
  assertEquals(lines.length, 4);
  assertEquals(lines[2].includes("status 503"), true);
  assertEquals(lines[3].includes("after 1.0 s and 1 failed request"), true);
});
