/**
 * Records what a running etcd answers: `deno task record FOLDER [URL]`. Each
 * file is an answer with its status line, its headers and its body. Those that
 * the tests read are in `tests/fixtures/<version>/<role>`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import $ from "dax";
import { parseEndpoint } from "../lib/etcd/http/endpoint.ts";
import {
  ALARM_METHOD,
  HEALTH_PATH,
  LEADER_PATH,
  MEMBERS_METHOD,
  SELF_PATH,
  STATUS_METHOD,
  STORE_PATH,
  VERSION_PATH,
} from "../lib/etcd/api/paths.ts";
import { errorText } from "../lib/pcp/mod.ts";

const METRICS_PATH = "/metrics";
/** The gateway's prefix in etcd 3.4 and later. */
const PREFIX = "/v3";
const PATHS = [
  SELF_PATH,
  LEADER_PATH,
  STORE_PATH,
  HEALTH_PATH,
  VERSION_PATH,
  METRICS_PATH,
  ...[STATUS_METHOD, ALARM_METHOD, MEMBERS_METHOD].map((method) =>
    `${PREFIX}/${method}`
  ),
];

const USAGE = `usage: deno task record FOLDER [URL]

Records what the etcd at URL (http://127.0.0.1:2379 by default) answers, a file
in FOLDER for each path. Files of the same names are replaced.

  -h, --help  print this text`;

/** Ends with what is wrong, and the status of a usage error. */
function usageError(message: string): never {
  console.error(`record: ${message}\n\n${USAGE}`);
  Deno.exit(2);
}

function endpointOf(url: string): URL {
  try {
    return parseEndpoint(url);
  } catch (error) {
    return usageError(errorText(error));
  }
}

const parsed: { readonly _: readonly string[]; readonly help: boolean } =
  parseArgs(Deno.args, {
    boolean: ["help"],
    string: ["_"],
    alias: { help: "h" },
    unknown: (arg: string, name?: string) =>
      name === undefined || usageError(`unknown option ${arg}`),
  });
const [folder, url, ...more] = parsed._;
if (parsed.help) {
  console.log(USAGE);
  Deno.exit();
}
if (folder === undefined) usageError("name the folder to write to");
if (more.length > 0) usageError(`unexpected argument ${more[0]}`);
const endpoint = endpointOf(url ?? "http://127.0.0.1:2379");

// deno task changes into the project's folder before it starts this.
const target = $.path(Deno.env.get("INIT_CWD") ?? Deno.cwd()).resolve(folder);
for (const path of PATHS) {
  const post = path.startsWith(`${PREFIX}/`);
  const options = post ? { method: "POST", body: "{}" } : {};
  const response = await fetch(new URL(path, endpoint), options)
    .catch((error) => {
      console.error(`record: ${errorText(error)}`);
      Deno.exit(1);
    });
  // The body is written as a whole, not in the chunks that it came in.
  const headers = Array.from(
    response.headers,
    ([name, value]) => `${name}: ${value}`,
  ).filter((header) => !header.startsWith("transfer-encoding"));
  const status = `HTTP/1.1 ${response.status} ${response.statusText}`;
  const body = await response.text();
  await target.mkdir({ recursive: true });
  const file = target.join(`${path.slice(1).replaceAll("/", "_")}.http`);
  await file.writeText([status, ...headers, "", body].join("\n"));
  console.log(`==> Recorded ${file}`);
}
