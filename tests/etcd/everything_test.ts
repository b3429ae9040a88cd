import { assertEquals } from "@std/assert";
import { EveryMetric } from "./everything.ts";

Deno.test("numbers and names do not change", () => {
  using agent = new EveryMetric({});
  const numbers = new Map(
    agent.names().map((name) => [name, agent.numbers(name)]),
  );
  assertEquals(numbers.size, 65);
  for (
    const [name, number] of [
      ["etcd.start_time", "0.5"],
      ["etcd.leader.id", "0.6"],
      ["etcd.send_bandwidth_rate", "0.12"],
      ["etcd.follower.latency.current", "2.0"],
      ["etcd.follower.fail", "2.6"],
      ["etcd.status.version", "3.0"],
      ["etcd.status.error_text", "3.12"],
      ["etcd.alarm.count", "4.0"],
      ["etcd.alarm.member_id", "4.3"],
      ["etcd.member.id", "5.0"],
      ["etcd.member.reachable", "5.5"],
      ["etcd.member.status.version", "5.6"],
      ["etcd.member.status.error_text", "5.18"],
      ["etcd.health", "6.0"],
      ["etcd.version.storage", "6.4"],
    ]
  ) assertEquals(numbers.get(name), number, name);
  const serials = ["follower.fail", "member.id", "alarm.type"]
    .map((name) => agent.desc(`etcd.${name}`).indom & 0x3fffff);
  assertEquals(serials, [1, 2, 3]);
});
