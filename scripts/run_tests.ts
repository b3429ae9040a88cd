/**
 * Runs every test: `deno task test`. With `--without-binary` only those that
 * need Deno alone.
 *
 * @module
 */

import $ from "dax";
import { ROOT } from "./root.ts";

/** What the tests with real peers need on this host: commands and files, with their packages. */
const NEEDED = Deno.readTextFileSync(`${ROOT}/scripts/test_packages.txt`)
  .split("\n").filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(":"));

/** What reads the files of this project: its structure, its documents. */
const CHECKS = ["tests/imports.check.ts", "tests/etcd/documents.check.ts"];

/** The line that deno's tests end with. */
const SUMMARY = /^(?:ok|FAILED) \| (\d+) passed.* \| (\d+) failed/gm;

let passed = 0;
let failed = 0;

/** Runs deno's tests and adds up what they say. */
async function test(...args: string[]): Promise<void> {
  console.log(`==> deno test ${args.join(" ")}`);
  const result = await $`${Deno.execPath()} test ${args}`.cwd(ROOT)
    .env("NO_COLOR", "1").stdout("inheritPiped").noThrow();
  const summary = [...result.stdout.matchAll(SUMMARY)].at(-1);
  if (summary === undefined && result.code === 0) {
    throw new Error(
      "deno test ended without a summary: its output has changed",
    );
  }
  passed += Number(summary?.[1] ?? 0);
  failed += Math.max(Number(summary?.[2] ?? 0), result.code === 0 ? 0 : 1);
}

/** Why the tests with real peers can't run on this host, if they can't. */
function obstacle(): string | undefined {
  if (Deno.uid() !== 0) {
    return "they install an agent into pmcd, which needs root";
  }
  const path = (Deno.env.get("PATH") ?? "").split(":");
  const missing = NEEDED.filter(([what]) =>
    what.startsWith("/")
      ? !$.path(what).existsSync()
      : !path.some((folder) => $.path(`${folder}/${what}`).existsSync())
  ).map(([what, name]) => `${what} (Debian's package ${name})`);
  return missing.length > 0 ? `missing: ${missing.join(", ")}` : undefined;
}

// How code should look differs from version to version: one decides.
const withBinary = !Deno.args.includes("--without-binary");
if (withBinary) await $`${Deno.execPath()} run -A scripts/check.ts`.cwd(ROOT);
await test();
await test("--allow-read", ...CHECKS);
await test("--doc", "lib", "docs/your-own-agent.md");
if (withBinary) {
  const reason = obstacle();
  if (reason === undefined) {
    for (const what of ["etcd", "examples"]) {
      await $`${Deno.execPath()} run -A scripts/compile.ts ${what}`.cwd(ROOT);
    }
    const files = Array.from(Deno.readDirSync(`${ROOT}/tests/peers`))
      .map(({ name }) => name).filter((name) => name.endsWith(".peer.ts"))
      .sort();
    await test("-A", ...files.map((name) => `tests/peers/${name}`));
  } else {
    console.log(`skipped: the tests with real peers, because ${reason}`);
    if (Deno.env.get("CI")) failed++;
  }
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) Deno.exit(1);
