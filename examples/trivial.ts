/**
 * PCP's trivial agent: the time, in seconds since 1970. It has the pmID,
 * descriptor and help of pmdatrivial(1) and can take its place.
 *
 * @module
 */

import { join } from "@std/path";
import {
  cluster,
  HelpFile,
  PM_SEM_COUNTER,
  PM_TIME_SEC,
  PM_TYPE_U64,
  Pmda,
  pmGetConfig,
  pmUnits,
  run,
} from "../lib/pmda/mod.ts";

const time = cluster({
  cluster: 0,
  refresh: () => BigInt(Math.floor(Date.now() / 1000)),
  metrics: [{
    name: "time",
    item: 0,
    type: PM_TYPE_U64,
    sem: PM_SEM_COUNTER,
    units: pmUnits(0, 1, 0, 0, PM_TIME_SEC, 0),
    value: (seconds) => seconds,
  }],
});

await run({ name: "trivial", domain: 250 }, ({ domain, log }) => {
  const help = join(pmGetConfig("PCP_PMDAS_DIR"), "trivial", "help");
  return new Pmda({
    name: "trivial",
    domain,
    labels: [],
    help: HelpFile.read(help, log),
    clusters: [time],
  });
});
