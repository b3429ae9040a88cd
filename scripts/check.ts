/**
 * Checks the code without running it: `deno task check`.
 *
 * @module
 */

import $ from "dax";
import { ROOT } from "./root.ts";

const CHECKS = [
  ["fmt", "--check"],
  ["lint"],
  ["check", "main.ts", "lib", "examples", "scripts", "tests"],
  ["doc", "--lint", "lib/pcp/mod.ts", "lib/pmda/mod.ts", "lib/pmda/testing.ts"],
  ["run", "-A", "scripts/docs.ts", "--check"],
  ["publish", "--dry-run", "--allow-dirty", "--quiet"],
];

for (const check of CHECKS) {
  console.log(`==> deno ${check.join(" ")}`);
  await $`${Deno.execPath()} ${check}`.cwd(ROOT);
}
