import { assertEquals, assertThrows } from "@std/assert";
import { encodeBase64 } from "@std/encoding/base64";
import { ConfigError } from "../../../lib/etcd/access/config_error.ts";
import { readTlsFiles } from "../../../lib/etcd/access/tls_files.ts";

function pem(kind: string, bytes: ArrayBuffer | Uint8Array): string {
  return `-----BEGIN ${kind}-----\n${
    encodeBase64(bytes).replace(/.{64}/g, "$&\n")
  }\n-----END ${kind}-----\n`;
}

/** A key, and as much of its certificate as is looked at: bytes around the public half. */
async function pair(): Promise<{ cert: string; key: string }> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign"],
  );
  const half = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
  return {
    key: pem("PRIVATE KEY", await crypto.subtle.exportKey("pkcs8", privateKey)),
    cert: pem("CERTIFICATE", new Uint8Array([1, half[0], ...half, 2])),
  };
}

const one = await pair();
const two = await pair();
const client = { cert: "a.pem", key: "a.key" };

/** A reader of these files; secrets have a name that ends in .key. */
function files(texts: Record<string, string>) {
  const read = (secret: boolean) => (path: string) => {
    assertEquals(path.endsWith(".key"), secret, path);
    return texts[path];
  };
  return { readPublic: read(false), readSecret: read(true) };
}

Deno.test("what the files hold, and the server's name, are the identity", () => {
  assertEquals(readTlsFiles({}, files({})), {});
  assertEquals(
    readTlsFiles(
      { ca: "ca.pem", client, serverName: "etcd" },
      files({ "ca.pem": two.cert, "a.pem": one.cert, "a.key": one.key }),
    ),
    { ca: two.cert, client: one, serverName: "etcd" },
  );
});

for (
  const [what, texts, message] of [
    [
      "a certificate that is none",
      { "a.pem": one.key, "a.key": one.key },
      "a.pem: no certificate in PEM",
    ],
    [
      "a key that is none",
      { "a.pem": one.cert, "a.key": one.cert },
      "a.key: no private key in PEM",
    ],
    [
      "a key with a passphrase",
      {
        "a.pem": one.cert,
        "a.key": one.key.replaceAll("PRIVATE", "ENCRYPTED PRIVATE"),
      },
      "a.key: no private key in PEM",
    ],
    [
      "the key of another certificate",
      { "a.pem": one.cert, "a.key": two.key },
      "a.key: this is not the key of the certificate in a.pem",
    ],
    [
      "a damaged key",
      { "a.pem": one.cert, "a.key": pem("PRIVATE KEY", new Uint8Array(9)) },
      "a.key: the private key is damaged",
    ],
    [
      "a damaged certificate",
      { "a.pem": one.cert.replace("-\n", "-\n="), "a.key": one.key },
      "a.pem: the certificate is damaged",
    ],
  ] satisfies [string, Record<string, string>, string][]
) {
  Deno.test(`${what} is refused`, () => {
    assertThrows(
      () => readTlsFiles({ client }, files(texts)),
      ConfigError,
      message,
    );
  });
}

Deno.test("a CA's file without a certificate is refused", () => {
  assertThrows(
    () => readTlsFiles({ ca: "ca.pem" }, files({ "ca.pem": "" })),
    ConfigError,
    "ca.pem: no certificate in PEM",
  );
});
