/**
 * Makes, of the configuration, what reaches etcd.
 *
 * @module
 */

import type { Log } from "../../pmda/mod.ts";
import { AuthTransport, type Login } from "./auth_transport.ts";
import { ConfigError, type EtcdConfig, type LoginConfig } from "./config.ts";
import { connectTo } from "../http/open_stream.ts";
import { UNIX, urlText } from "../http/endpoint.ts";
import { ANY_ENDPOINT, FailoverTransport } from "./failover_transport.ts";
import { HttpClient, type Requester } from "../http/http_client.ts";
import { type FileReader, readTlsFiles } from "./tls_files.ts";

/** How etcd is reached. Its disposal closes the connections. */
export interface EtcdAccess extends Disposable {
  /** The base URL to ask. */
  readonly base: URL;
  /** The base URL to ask for /metrics and /health. */
  readonly metricsBase: URL;
  /** The base URLs of all endpoints; each can be asked through the transport too. */
  readonly endpoints: readonly URL[];
  /** What carries the requests. */
  readonly transport: Requester;
  /** Whether Unix sockets are among the endpoints. */
  readonly sockets: boolean;
}

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
  const network = new HttpClient({
    connect: connectTo(identity),
    now: () => performance.now(),
  });
  const login = config.login && readLogin(config.login, files);
  if (login !== undefined) warnOfPlainText(endpoints, log);
  const one = login === undefined
    ? network
    : new AuthTransport(network, login, undefined, [
      ...endpoints,
      ...metricsUrls,
    ]);
  const sockets = [...endpoints, ...metricsUrls].some(({ protocol }) =>
    protocol === UNIX
  );
  const common = {
    endpoints,
    sockets,
    [Symbol.dispose]: () => network[Symbol.dispose](),
  };
  if (endpoints.length === 1) {
    const [base] = endpoints;
    const metricsBase = metricsUrls[0] ?? base;
    return { ...common, base, metricsBase, transport: one };
  }
  const alternatives = endpoints.map((url, i) => ({
    url,
    metricsUrl: metricsUrls[i] ?? url,
  }));
  return {
    ...common,
    base: ANY_ENDPOINT,
    metricsBase: ANY_ENDPOINT,
    transport: new FailoverTransport(one, alternatives, timeoutMs, log),
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
        `${
          urlText(url)
        }: the password goes over the network for all to read; ` +
          "use https",
      );
    }
  }
}
