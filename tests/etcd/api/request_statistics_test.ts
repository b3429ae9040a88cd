import { assertEquals } from "@std/assert";
import {
  type RequestCounts,
  RequestStatistics,
} from "../../../lib/etcd/api/request_statistics.ts";

Deno.test("requests, errors, time, age and state by URL", () => {
  const clock = { now: 0 };
  const statistics = new RequestStatistics(() => clock.now);
  const heard: string[] = [];
  const counts = new Map<string, RequestCounts>();
  statistics.record("http://a/metrics", 2.5, true);
  statistics.listen((url, counted) => {
    heard.push(url);
    counts.set(url, counted);
  });
  const of = (url: string) => {
    const { requests, errors, milliseconds, answerAge, up } = counts.get(url) ??
      {};
    return [requests, errors, milliseconds, answerAge, up];
  };
  clock.now += 500;
  statistics.record("http://a/metrics", 4, false);
  statistics.record("http://b/health", 1, false);
  clock.now += 1500;
  assertEquals(of("http://a/metrics"), [2, 1, 6.5, 2, false]);
  assertEquals(of("http://b/health"), [1, 1, 1, undefined, false]);
  statistics.record("http://b/health", 1, true);
  assertEquals(of("http://b/health"), [2, 1, 2, 0, true]);
  assertEquals(heard, ["http://a/metrics", "http://b/health"]);
});
