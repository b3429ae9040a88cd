/**
 * TLS to etcd. Certificates are checked always.
 *
 * @module
 */

import { connectOver, network } from "./connect.ts";
import type { Stream } from "./http_client.ts";

/** Whom to trust, and as whom to come. All in PEM. */
export interface TlsIdentity {
  /** The CA of etcd's certificates, trusted beside those that Deno brings. */
  readonly ca?: string;
  /** The client's certificate and key. */
  readonly client?: { readonly cert: string; readonly key: string };
  /** The name that etcd's certificate must have; the host's by default. */
  readonly serverName?: string;
}

/**
 * Deno.connectTls takes the name to check under this symbol. Deno.startTls
 * takes one openly, but no client certificate. Where a later Deno would not
 * know it, the host's name would be checked.
 */
const SERVER_NAME = Symbol.for("unstableServerName");

/** What errors of TLS mean, the first that fits. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [
    /peer certificate.*not valid for name/i,
    "etcd's certificate has other names than the endpoint: use one of them, or set server_name to it",
  ],
  [
    /peer certificate.*(UnknownIssuer|BadSignature)/i,
    "etcd's certificate is not signed by a CA that is known here: set ca to the file of the CA that signed it",
  ],
  [
    /peer certificate.*(NotValidYet|not valid yet)/i,
    "etcd's certificate is not valid yet: check the clocks",
  ],
  [
    /peer certificate.*expired/i,
    "etcd's certificate has expired: renew it on etcd's side",
  ],
  [/peer certificate/i, "etcd's certificate is not usable"],
  [
    /alert:? *(BadCertificate|CertificateRequired)/i,
    "etcd wants a client certificate that its --trusted-ca-file has signed: set cert and key, or other ones",
  ],
  [
    /alert:? *CertificateExpired/i,
    "the client certificate has expired: renew it, then restart the agent",
  ],
  [
    /alert:? *(UnknownCA|CertificateUnknown|UnsupportedCertificate|CertificateRevoked|AccessDenied)/i,
    "etcd does not accept the client certificate: set cert and key to one that its --trusted-ca-file has signed for clients",
  ],
  [
    /corrupt message|InvalidContentType/i,
    "the endpoint does not speak TLS: use http if it should not",
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
 * Opens a TLS connection to whichever address of a host takes one. The
 * handshake comes with the first bytes, so its errors are those of the first
 * write or read.
 *
 * @throws The signal's reason, or why the first address takes no connection
 * where none does.
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
  const over = network((address, port) =>
    Deno.connectTls({ ...options, hostname: address, port })
  );
  return new TlsStream(await connectOver(over, hostname, port, signal));
}

/** A connection whose errors say what to do. */
class TlsStream implements Stream {
  readonly #connection: Deno.TlsConn;
  /** Whether anything has come yet: until then the handshake may be under way. */
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
      "connection closed during the TLS handshake: use http if the endpoint " +
        `should not speak TLS (${error.message})`,
      { cause: error },
    );
  }

  close(): void {
    this.#connection.close();
  }
}
