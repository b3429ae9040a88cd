/**
 * The files that TLS needs.
 *
 * @module
 */

import { decodeBase64 } from "@std/encoding/base64";
import type { TlsIdentity } from "../http/mod.ts";
import type { TlsConfig } from "./config.ts";
import { ConfigError } from "./config_error.ts";
import type { FileReader } from "./secret_file.ts";

/** Of Node's cryptography, what is used here. */
interface NodeCrypto {
  createPublicKey(pem: string): {
    export(options: { type: "spki"; format: "der" }): Uint8Array;
  };
}

/**
 * Node's global, of which Deno has all. An import of Node's modules would
 * bring their types into the executable.
 */
declare const process: {
  getBuiltinModule(name: "node:crypto"): NodeCrypto;
};

const CERTIFICATE =
  /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/;
const KEY = /-----BEGIN (?:EC |RSA )?PRIVATE KEY-----/;

/**
 * Reads the files that TLS needs, and checks that they hold what they should:
 * Deno's own error for a key that does not fit its certificate ends the
 * process.
 *
 * @throws {ConfigError} Where one can't be read, or is not what it should be.
 */
export function readTlsFiles(
  { ca, client, serverName }: TlsConfig,
  reader: FileReader,
): TlsIdentity {
  return {
    ...ca !== undefined && { ca: certificates(ca, reader) },
    ...client && { client: clientOf(client, reader) },
    ...serverName !== undefined && { serverName },
  };
}

function certificates(path: string, { readPublic }: FileReader): string {
  const text = readPublic(path);
  if (!CERTIFICATE.test(text)) {
    throw new ConfigError(`${path}: no certificate in PEM format`);
  }
  return text;
}

function clientOf(
  paths: { readonly cert: string; readonly key: string },
  reader: FileReader,
): { cert: string; key: string } {
  const cert = certificates(paths.cert, reader);
  const key = reader.readSecret(paths.key);
  if (!KEY.test(key)) {
    throw new ConfigError(
      `${paths.key}: no private key in PEM format, or the key has a passphrase: ` +
        "save the key without one",
    );
  }
  if (
    !includes(certificateBytes(cert, paths.cert), publicKey(key, paths.key))
  ) {
    throw new ConfigError(
      `${paths.key}: this is not the key of the certificate in ${paths.cert}`,
    );
  }
  return { cert, key };
}

/** The first certificate of a file, the client's own. */
function certificateBytes(text: string, path: string): Uint8Array {
  try {
    return decodeBase64(CERTIFICATE.exec(text)?.[1].replace(/\s/g, "") ?? "");
  } catch {
    throw new ConfigError(`${path}: the certificate is damaged`);
  }
}

/** The public half of a key, as in its certificate. */
function publicKey(key: string, path: string): Uint8Array {
  try {
    const { createPublicKey } = process.getBuiltinModule("node:crypto");
    return createPublicKey(key).export({ type: "spki", format: "der" });
  } catch {
    throw new ConfigError(`${path}: the private key is damaged`);
  }
}

function includes(bytes: Uint8Array, part: Uint8Array): boolean {
  for (let at = bytes.indexOf(part[0]); at >= 0;) {
    if (part.every((byte, i) => bytes[at + i] === byte)) return true;
    at = bytes.indexOf(part[0], at + 1);
  }
  return false;
}
