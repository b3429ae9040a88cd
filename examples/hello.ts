/** The first step of PCP's tutorials: an agent with one metric, `etcd.demo`. */
import { run } from "../lib/pmda/mod.ts";

await run({
  name: "etcd",
  domain: 400,
  sources: { greeting: () => "hello PMDA" },
  clusters: [{
    cluster: 0,
    from: "greeting",
    metrics: [{
      name: "demo",
      item: 0,
      type: "STRING",
      sem: "instant",
      oneline: "a greeting",
      value: (greeting) => greeting,
    }],
  }],
});
