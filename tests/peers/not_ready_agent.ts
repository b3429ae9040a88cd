/**
 * An agent that is ready three seconds after its start. With NOTREADY in its
 * environment pmcd.conf says so too.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import {
  cluster,
  PM_SEM_INSTANT,
  PM_TYPE_32,
  Pmda,
  run,
} from "../../lib/pmda/mod.ts";

await run({ name: "late", domain: 251 }, ({ domain }) =>
  new Pmda({
    name: "late",
    domain,
    ready: delay(3000),
    notready: Deno.env.has("NOTREADY"),
    clusters: [cluster({
      cluster: 0,
      from: () => 7,
      metrics: [{
        name: "value",
        item: 0,
        type: PM_TYPE_32,
        sem: PM_SEM_INSTANT,
        oneline: "seven",
        value: (seven) => seven,
      }],
    })],
  }));
