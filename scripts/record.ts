/**
 * Records what a running etcd answers into `tests/fixtures/<version>/<role>`:
 * `deno task record [URL [ROLE]]`. Each file is an answer with its status
 * line, its headers and its body.
 *
 * @module
 */

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
import { JsonObject } from "../lib/etcd/api/json_object.ts";
import { ROOT } from "./root.ts";

const METRICS_PATH = "/metrics";
/** The gateway's prefix in etcd 3.4 and later. */
const PREFIX = "/v3";
const METHODS = [STATUS_METHOD, ALARM_METHOD, MEMBERS_METHOD];

const endpoint = parseEndpoint(Deno.args[0] ?? "http://127.0.0.1:2379");

async function answer(
  path: string,
): Promise<{ response: Response; body: string }> {
  const post = path.startsWith(`${PREFIX}/`);
  const options = post ? { method: "POST", body: "{}" } : {};
  const response = await fetch(new URL(path, endpoint), options);
  return { response, body: await response.text() };
}

/** The role of the member that answers, as the name of a folder. */
async function role(): Promise<string> {
  const { response, body } = await answer(SELF_PATH);
  if (!response.ok) return "without-v2";
  return JsonObject.parse(body).string("state").replace("State", "")
    .toLowerCase();
}

const version = JsonObject.parse((await answer(VERSION_PATH)).body).string(
  "etcdserver",
);
const name = Deno.args[1] ?? await role();
const folder = $.path(`${ROOT}/tests/fixtures/${version}/${name}`);
await folder.mkdir({ recursive: true });
const paths = [
  SELF_PATH,
  LEADER_PATH,
  STORE_PATH,
  HEALTH_PATH,
  VERSION_PATH,
  METRICS_PATH,
];
for (
  const path of [
    ...paths,
    ...METHODS.map((method) => `${PREFIX}/${method}`),
  ]
) {
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
