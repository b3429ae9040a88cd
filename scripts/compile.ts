/**
 * Compiles agents into executables: `deno task compile` the one for etcd,
 * `deno task examples` those in `examples`.
 *
 * @module
 */

import $ from "dax";
import { baseBinary } from "./base_binary.ts";
import { ROOT } from "./root.ts";

/** What is compiled: a program's name in `dist`, and its source. */
const PROGRAMS: Readonly<Record<string, readonly [string, string][]>> = {
  etcd: [["pmdaetcd", "main.ts"]],
  examples: [
    ["pmdahello", "examples/hello.ts"],
    ["pmdatrivial", "examples/trivial.ts"],
    ["pmdasimple", "examples/simple.ts"],
  ],
};

/** What an agent may do. It gives up what it does not need once it has started. */
const PERMISSIONS = [
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env=PCP_CONF,PCP_DIR,PCP_LOG_DIR,PCP_PMDAS_DIR,PCP_USER,PCP_VAR_DIR",
  "--allow-sys=uid,hostname",
  "--allow-ffi",
];

/**
 * An agent does one thing at a time and lives for months: helper threads only
 * cost it processor time, a large young generation only memory.
 */
const V8_FLAGS = "--v8-flags=--single-threaded,--max-semi-space-size=8";

const base = await baseBinary();
for (const [name, source] of PROGRAMS[Deno.args[0] ?? "etcd"] ?? []) {
  const output = `${ROOT}/dist/${name}`;
  const command = [
    "compile",
    "--quiet",
    "--frozen",
    ...PERMISSIONS,
    V8_FLAGS,
    `--output=${output}`,
    `${ROOT}/${source}`,
  ];
  await $`${Deno.execPath()} ${command}`.cwd(ROOT).env(base);
  const { size } = await Deno.stat(output);
  console.log(`==> Compiled dist/${name}, ${(size / 1e6).toFixed(0)} MB`);
}
