import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { agentRequests } from "../../../lib/etcd/clusters/agent_requests.ts";
import { RequestStatistics } from "../../../lib/etcd/api/request_statistics.ts";
import { Log, Pmda } from "../../../lib/pmda/mod.ts";
import { Fetcher } from "../../../lib/pmda/testing.ts";
import { CLIENT } from "../../pmda/agent.ts";

Deno.test("requests, errors, time, age and state by URL", async () => {
  let now = 1000;
  const statistics = new RequestStatistics(() => now);
  const pmda = new Pmda({
    name: "etcd",
    domain: 400,
    clusters: [agentRequests(statistics)],
  });
  using fetcher = new Fetcher(pmda, new Log({ progname: "p" }));
  const names = pmda.names.traverse("etcd");
  const values = async (url: string) => {
    const pmids = names.map((name) => pmda.names.pmid(name));
    const inst = pmda.metric(pmids[0])?.info.indom?.byName(url)?.inst;
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
  const instanceAfter = (...urls: string[]) => {
    const statistics = new RequestStatistics();
    const clusters = [agentRequests(statistics)];
    const pmda = new Pmda({ name: "etcd", domain: 400, clusters });
    for (const url of urls) statistics.record(url, 1, true);
    return pmda.metrics[0].info.indom?.byName("http://a/metrics")?.inst;
  };
  const inst = instanceAfter("http://a/metrics");
  assertEquals(typeof inst, "number");
  assertEquals(instanceAfter("http://b/metrics", "http://a/metrics"), inst);
});

Deno.test("an answer that comes during a fetch is not younger than none", async () => {
  const statistics = new RequestStatistics();
  const pmda = new Pmda({
    name: "etcd",
    domain: 400,
    sources: {
      answer: async () => {
        await delay(5);
        statistics.record("http://a/metrics", 1, true);
        return 1;
      },
    },
    clusters: [agentRequests(statistics), {
      cluster: 9,
      from: "answer",
      metrics: [{
        name: "answer",
        item: 0,
        type: "U32",
        sem: "instant",
        value: (answer) => answer,
      }],
    }],
  });
  using fetcher = new Fetcher(pmda, new Log({ progname: "p" }));
  const names = ["etcd.agent.answer_age", "etcd.answer"];
  const pmids = names.map((name) => pmda.names.pmid(name));
  const [age] = await fetcher.fetch(pmids, CLIENT);
  assert("values" in age && Number(age.values[0].value) >= 0);
});
