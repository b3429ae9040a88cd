/**
 * PCP's trivial agent: the time, in seconds since 1970. It has the pmID,
 * descriptor and help of pmdatrivial(1) and can take its place.
 *
 * @module
 */

import { join } from "@std/path";
import { HelpFile, pmGetConfig, run } from "../lib/pmda/mod.ts";

await run({ name: "trivial", domain: 250 }, ({ pmda, log }) =>
  pmda({
    labels: [],
    help: HelpFile.read(
      join(pmGetConfig("PCP_PMDAS_DIR"), "trivial", "help"),
      log,
    ),
    sources: { seconds: () => BigInt(Math.floor(Date.now() / 1000)) },
    clusters: [{
      cluster: 0,
      from: "seconds",
      metrics: [{
        name: "time",
        item: 0,
        type: "U64",
        sem: "counter",
        units: "sec",
        value: (seconds) => seconds,
      }],
    }],
  }));
