/**
 * Installs the compiled agent into the pmcd of this host: `deno task install`.
 * Copies its files into `$PCP_PMDAS_DIR/etcd` and runs Install there.
 *
 * @module
 */

import $ from "dax";
import { pmGetConfig } from "../lib/pmda/mod.ts";
import { ROOT } from "./root.ts";

const FILES = ["Install", "Remove", "pmns", "domain.h", "pmns-for-testing"];
const CONFIG = "etcd.conf";
const BINARY = `${ROOT}/dist/pmdaetcd`;

const folder = `${pmGetConfig("PCP_PMDAS_DIR")}/etcd`;
if (!$.path(BINARY).existsSync()) {
  throw new Error(`there is no ${BINARY}: run "deno task compile" first`);
}
await Deno.mkdir(folder, { recursive: true });
for (const file of FILES) {
  await Deno.copyFile(`${ROOT}/${file}`, `${folder}/${file}`);
}
if ($.path(`${folder}/${CONFIG}`).existsSync()) {
  console.log(`==> Kept ${folder}/${CONFIG}`);
} else {
  await Deno.copyFile(`${ROOT}/${CONFIG}`, `${folder}/${CONFIG}`);
}
// A program that runs can't be written to, but it can be replaced.
await Deno.copyFile(BINARY, `${folder}/pmdaetcd.new`);
await Deno.rename(`${folder}/pmdaetcd.new`, `${folder}/pmdaetcd`);
console.log(`==> Copied the agent into ${folder}`);
await $`./Install`.cwd(folder);
