/**
 * An agent in which something fails that nobody has caught, before pmcd has
 * connected to it, and whose preparation fails.
 *
 * @module
 */

import { Pmda, run } from "../../lib/pmda/mod.ts";

await run({ name: "failing", domain: 252 }, ({ domain }) => {
  setTimeout(() => Promise.reject(new Error("stray")), 10);
  const ready = new Promise<void>((_, reject) =>
    setTimeout(() => reject(new Error("no database")), 20)
  );
  return new Pmda({ name: "failing", domain, clusters: [], ready });
});
