/**
 * Compiles the agent into one executable: `deno task compile`.
 *
 * @module
 */

import $ from "dax";
import { baseBinary } from "./base_binary.ts";
import { ROOT } from "./root.ts";

/** What the agent may do. It gives up all but the network once it has started. */
const PERMISSIONS = [
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env=PCP_CONF,PCP_DIR,PCP_LOG_DIR,PCP_USER",
  "--allow-sys=uid,hostname",
  "--allow-ffi",
];

/**
 * An agent does one thing at a time and lives for months: helper threads only
 * cost it processor time, a large young generation only memory.
 */
const V8_FLAGS = "--v8-flags=--single-threaded,--max-semi-space-size=2";

const output = `${ROOT}/dist/pmdaetcd`;
const command = [
  "compile",
  "--quiet",
  "--frozen",
  ...PERMISSIONS,
  V8_FLAGS,
  `--output=${output}`,
  `${ROOT}/main.ts`,
];

const base = await baseBinary();
await $`${Deno.execPath()} ${command}`.cwd(ROOT).env(base);
const { size } = await Deno.stat(output);
console.log(`==> Compiled dist/pmdaetcd, ${(size / 1e6).toFixed(0)} MB`);
