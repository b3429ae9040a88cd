/**
 * TLS to etcd. Certificates are checked always.
 *
 * @module
 */

import { addressesOf } from "./addresses.ts";
import { connectOver } from "./connect.ts";
import type { Stream } from "./stream.ts";

/** Whom to trust, and as whom to come. All in PEM. */
export interface TlsIdentity {
  /** The CA of etcd's certificates, trusted in addition to Deno's own. */
  readonly ca?: string;
  /** The client's certificate and key. */
  readonly client?: { readonly cert: string; readonly key: string };
  /** The name that etcd's certificate must have; the host's by default. */
  readonly serverName?: string;
}

/**
 * Deno.connectTls takes the name to check under this symbol. Deno.startTls
 * has a public option for the name, but takes no client certificate. A later
 * Deno that does not know the symbol would check the host's name.
 */
const SERVER_NAME = Symbol.for("unstableServerName");

/**
 * How many attempts to connect may be under way. Deno.connectTls takes no
 * signal that ends an attempt, and an attempt takes two minutes if the host does
 * not even refuse it.
 */
const ATTEMPTS_MAX = 256;

/** What errors of TLS mean, the first that fits. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [
    /peer certificate.*not valid for name/i,
    "etcd's certificate is for other names than the endpoint's: use one of those names in the endpoint, or set server_name to one",
  ],
  [
    /peer certificate.*(UnknownIssuer|BadSignature)/i,
    "etcd's certificate is signed by an unknown CA: set ca to the file with the certificate of that CA",
  ],
  [
    /peer certificate.*(NotValidYet|not valid yet)/i,
    "etcd's certificate is not valid yet: check the clocks",
  ],
  [
    /peer certificate.*expired/i,
    "etcd's certificate has expired: renew it on etcd's side",
  ],
  [/peer certificate/i, "etcd's certificate is invalid"],
  [
    /alert:? *(BadCertificate|CertificateRequired)/i,
    "etcd requires a client certificate from a CA in its --trusted-ca-file: set cert and key to such a certificate",
  ],
  [
    /alert:? *CertificateExpired/i,
    "the client certificate has expired: renew it, then restart the agent",
  ],
  [
    /alert:? *(UnknownCA|CertificateUnknown|UnsupportedCertificate|CertificateRevoked|AccessDenied)/i,
    "etcd does not accept the client certificate: set cert and key to a certificate for clients from a CA in etcd's --trusted-ca-file",
  ],
  [
    /corrupt message|InvalidContentType/i,
    "the endpoint does not speak TLS: use http in the endpoint, or turn on TLS in etcd",
  ],
];

/** Says what an error of TLS means and what to do. */
export function explainTls(error: unknown): unknown {
  if (!(error instanceof Deno.errors.InvalidData)) return error;
  const { message } = error;
  const meaning = MEANINGS.find(([pattern]) => pattern.test(message))?.[1];
  return meaning === undefined
    ? error
    : new Error(`${meaning} (${message})`, { cause: error });
}

/**
 * Opens a TLS connection to the first address of a host that accepts one. The
 * handshake begins with the first bytes, so the first write or read fails with
 * its errors.
 *
 * @throws The signal's reason or, if no address accepts a connection, the
 * reason of the first one.
 */
export async function connectTls(
  hostname: string,
  port: number,
  identity: TlsIdentity,
  signal: AbortSignal,
): Promise<Stream> {
  const { ca, client, serverName = hostname } = identity;
  const options = {
    caCerts: ca === undefined ? [] : [ca],
    ...client,
    [SERVER_NAME]: serverName,
  };
  const open = (address: string, port: number) =>
    limited(() => Deno.connectTls({ ...options, hostname: address, port }));
  const network = { open, addressesOf };
  return new TlsStream(await connectOver(network, hostname, port, signal));
}

let attempts = 0;

/** Makes an attempt to connect, unless too many are under way. */
async function limited<T>(attempt: () => Promise<T>): Promise<T> {
  if (attempts >= ATTEMPTS_MAX) {
    throw new Error(`${attempts} connection attempts are already under way`);
  }
  attempts++;
  try {
    return await attempt();
  } finally {
    attempts--;
  }
}

/** A connection whose errors say what to do. */
class TlsStream implements Stream {
  readonly #connection: Deno.TlsConn;
  /** Whether bytes have arrived; until then the handshake may be under way. */
  #talked = false;

  constructor(connection: Deno.TlsConn) {
    this.#connection = connection;
  }

  async read(bytes: Uint8Array): Promise<number | null> {
    try {
      const count = await this.#connection.read(bytes);
      this.#talked = true;
      return count;
    } catch (error) {
      throw this.#explain(error);
    }
  }

  async write(bytes: Uint8Array): Promise<number> {
    try {
      return await this.#connection.write(bytes);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #explain(error: unknown): unknown {
    const closed = error instanceof Deno.errors.UnexpectedEof ||
      error instanceof Deno.errors.ConnectionReset;
    if (this.#talked || !closed) return explainTls(error);
    return new Error(
      "connection closed during the TLS handshake: use http if etcd does " +
        `not use TLS (${error.message})`,
      { cause: error },
    );
  }

  close(): void {
    this.#connection.close();
  }
}
