/**
 * An agent that is ready three seconds after its start. With NOTREADY in its
 * environment pmcd.conf says so too.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { run } from "../../lib/pmda/mod.ts";

await run({
  name: "late",
  domain: 251,
  ready: delay(3000),
  notready: Deno.env.has("NOTREADY"),
  sources: { seven: () => 7 },
  clusters: [{
    cluster: 0,
    from: "seven",
    metrics: [{
      name: "value",
      item: 0,
      type: "32",
      sem: "instant",
      oneline: "seven",
      value: (seven) => seven,
    }],
  }],
});
