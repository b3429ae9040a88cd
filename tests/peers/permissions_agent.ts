/**
 * An agent that shows which permissions it has, and keeps one of them.
 *
 * @module
 */

import { run } from "../../lib/pmda/mod.ts";

const NAMES = ["env", "ffi", "net", "read", "run", "sys", "write"] as const;

await run({
  name: "permissions",
  domain: 252,
  permissions: ["net"],
  sources: {
    granted: () =>
      NAMES.filter((name) =>
        Deno.permissions.querySync({ name }).state === "granted"
      ),
  },
  clusters: [{
    cluster: 0,
    from: "granted",
    metrics: [{
      name: "granted",
      item: 0,
      type: "STRING",
      sem: "instant",
      oneline: "permissions that are granted",
      value: (granted) => granted.join(" "),
    }],
  }],
});
