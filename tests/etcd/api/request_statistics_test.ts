import { assertEquals } from "@std/assert";
import { RequestStatistics } from "../../../lib/etcd/api/request_statistics.ts";
import { Fetcher, Log, Pmda } from "../../../lib/pmda/mod.ts";
import { CLIENT } from "../../pmda/agent.ts";

Deno.test("requests, errors, time, age and state by URL", async () => {
  let now = 1000;
  const statistics = new RequestStatistics(() => now);
  const pmda = new Pmda({
    name: "etcd",
    domain: 400,
    clusters: [statistics.cluster],
  });
  using fetcher = new Fetcher(pmda, new Log({ progname: "p" }));
  const names = pmda.names.traverse("etcd");
  const values = async (url: string) => {
    const inst = statistics.indom.byName(url)?.inst;
    const pmids = names.map((name) => pmda.names.pmid(name));
    const sets = await fetcher.fetch(pmids, CLIENT);
    return sets.map((set) =>
      "error" in set
        ? set.error
        : set.values.find((value) => value.inst === inst)?.value
    );
  };
  assertEquals(names, [
    "etcd.agent.requests",
    "etcd.agent.errors",
    "etcd.agent.time",
    "etcd.agent.answer_age",
    "etcd.agent.up",
  ]);
  statistics.record("http://a/metrics", 2.5, true);
  now += 500;
  statistics.record("http://a/metrics", 4, false);
  statistics.record("http://b/health", 1, false);
  now += 1500;
  assertEquals(await values("http://a/metrics"), [2n, 1n, 6.5, 2, 0]);
  assertEquals(await values("http://b/health"), [1n, 1n, 1, undefined, 0]);
  statistics.record("http://b/health", 1, true);
  assertEquals(await values("http://b/health"), [2n, 1n, 2, 0, 1]);
});

Deno.test("a URL has the same instance whatever came before it", () => {
  const [one, two] = [new RequestStatistics(), new RequestStatistics()];
  one.record("http://a/metrics", 1, true);
  two.record("http://b/metrics", 1, true);
  two.record("http://a/metrics", 1, true);
  assertEquals(
    one.indom.byName("http://a/metrics")?.inst,
    two.indom.byName("http://a/metrics")?.inst,
  );
});
