/**
 * An agent that shows which permissions it has, and keeps one of them.
 *
 * @module
 */

import {
  cluster,
  PM_SEM_INSTANT,
  PM_TYPE_STRING,
  Pmda,
  run,
} from "../../lib/pmda/mod.ts";

const NAMES = ["env", "ffi", "net", "read", "run", "sys", "write"] as const;

await run(
  { name: "permissions", domain: 252, permissions: ["net"] },
  ({ domain }) =>
    new Pmda({
      name: "permissions",
      domain,
      clusters: [cluster({
        cluster: 0,
        from: () =>
          NAMES.filter((name) =>
            Deno.permissions.querySync({ name }).state === "granted"
          ),
        metrics: [{
          name: "granted",
          item: 0,
          type: PM_TYPE_STRING,
          sem: PM_SEM_INSTANT,
          oneline: "permissions that are granted",
          value: (names) => names.join(" "),
        }],
      })],
    }),
);
