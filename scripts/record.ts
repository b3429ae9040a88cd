/**
 * Records what a running etcd answers into `tests/fixtures/<version>/<role>`:
 * `deno task record [URL]`. Each file is an answer with its status line,
 * its headers and its body.
 *
 * @module
 */

import $ from "dax";
import { parseEndpoint } from "../lib/etcd/endpoint.ts";
import { Payload } from "../lib/etcd/payload.ts";
import { SELF_PATH } from "../lib/etcd/self.ts";
import { STORE_PATH } from "../lib/etcd/store.ts";
import { ROOT } from "./root.ts";

const METRICS_PATH = "/metrics";
const VERSION_PATH = "/version";

const endpoint = parseEndpoint(Deno.args[0] ?? "http://127.0.0.1:2379");

async function answer(
  path: string,
): Promise<{ response: Response; body: string }> {
  const response = await fetch(new URL(path, endpoint));
  return { response, body: await response.text() };
}

/** The role of the member that answers, as the name of a folder. */
async function role(): Promise<string> {
  const { response, body } = await answer(SELF_PATH);
  if (!response.ok) return "without-v2";
  return Payload.parse(body).string("state").replace("State", "").toLowerCase();
}

const version = Payload.parse((await answer(VERSION_PATH)).body).string(
  "etcdserver",
);
const folder = $.path(`${ROOT}/tests/fixtures/${version}/${await role()}`);
await folder.mkdir({ recursive: true });
for (const path of [SELF_PATH, STORE_PATH, VERSION_PATH, METRICS_PATH]) {
  const { response, body } = await answer(path);
  // The body is written as a whole, not in the chunks that it came in.
  const headers = Array.from(
    response.headers,
    ([name, value]) => `${name}: ${value}`,
  ).filter((header) => !header.startsWith("transfer-encoding"));
  const status = `HTTP/1.1 ${response.status} ${response.statusText}`;
  const file = folder.join(`${path.slice(1).replaceAll("/", "_")}.http`);
  await file.writeText([status, ...headers, "", body].join("\n"));
  console.log(`==> Recorded ${file}`);
}
