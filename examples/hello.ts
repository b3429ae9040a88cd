/** The first step of PCP's tutorials: an agent with one metric, `etcd.demo`. */
import { PM_SEM_INSTANT, PM_TYPE_STRING } from "../lib/pcp/mod.ts";
import { cluster, Pmda, run } from "../lib/pmda/mod.ts";

const greeting = cluster({
  cluster: 0,
  refresh: () => "hello PMDA",
  metrics: [{
    name: "demo",
    item: 0,
    type: PM_TYPE_STRING,
    sem: PM_SEM_INSTANT,
    oneline: "a greeting",
    value: (greeting) => greeting,
  }],
});

await run(
  { name: "hello", domain: 400 },
  ({ domain }) => new Pmda({ name: "etcd", domain, clusters: [greeting] }),
);
