/**
 * Makes, of the configuration, what reaches etcd.
 *
 * @module
 */

import type { Log } from "../../pmda/mod.ts";
import {
  HttpClient,
  type RequestSender,
  streamOpener,
  UNIX,
  urlText,
} from "../http/mod.ts";
import type { EtcdConfig, LoginConfig } from "./config.ts";
import { ConfigError } from "./config_error.ts";
import { Failover } from "./failover.ts";
import { type Login, LoginSender } from "./login_sender.ts";
import { ProbingSender } from "./probing_sender.ts";
import type { FileReader } from "./secret_file.ts";
import { readTlsFiles } from "./tls_files.ts";

/** How etcd is reached. Its disposal closes the connections. */
export interface EtcdAccess extends Disposable {
  /** Which of the endpoints to ask. */
  readonly endpoints: Failover;
  /** What carries requests, to the endpoints and to any other URL. */
  readonly sender: RequestSender;
  /** Whether Unix sockets are among the endpoints. */
  readonly sockets: boolean;
}

const USER_AGENT = "pmdaetcd";
const LOOPBACK = /^(localhost|127\.[0-9.]+|\[::1\])$/;

/**
 * Reads the files that the configuration names, and makes what reaches etcd.
 *
 * @throws {ConfigError} Where a file can't be read, or is not what it should be.
 */
export function openEtcd(
  config: EtcdConfig,
  files: FileReader,
  log: Log,
): EtcdAccess {
  const { endpoints, metricsUrls, timeoutMs } = config;
  const identity = readTlsFiles(config.tls, files);
  const client = new HttpClient({
    userAgent: USER_AGENT,
    connect: streamOpener(identity),
  });
  const login = config.login && readLogin(config.login, files);
  if (login !== undefined) warnOfPlainText(endpoints, log);
  const urls = [...endpoints, ...metricsUrls];
  const alternatives = endpoints.map((url, i) => ({
    url,
    metricsUrl: metricsUrls[i] ?? url,
  }));
  const failover = new Failover(alternatives, timeoutMs, log);
  const sender = new ProbingSender(
    login === undefined
      ? client
      : new LoginSender(client, login, undefined, urls),
    timeoutMs,
    (signal) => failover.fetchOf(signal),
  );
  return {
    endpoints: failover,
    sender,
    sockets: urls.some(({ protocol }) => protocol === UNIX),
    [Symbol.dispose]: () => {
      sender[Symbol.dispose]();
      client[Symbol.dispose]();
    },
  };
}

/** The user with the password: the first line of its file. */
function readLogin(
  { user, passwordFile }: LoginConfig,
  { readSecret }: FileReader,
): Login {
  const [password, ...rest] = readSecret(passwordFile).split(/\r?\n/);
  if (password === "" || rest.some((line) => line !== "")) {
    throw new ConfigError(
      `${passwordFile}: expected the password on one line, nothing else`,
    );
  }
  return { user, password };
}

function warnOfPlainText(endpoints: readonly URL[], log: Log): void {
  for (const url of endpoints) {
    if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
      log.warning(
        `${urlText(url)}: the password crosses the network unencrypted; ` +
          "use https",
      );
    }
  }
}
