import { assert, assertEquals } from "@std/assert";
import { explainTls } from "../../../lib/etcd/http/tls.ts";

const MEANINGS: [message: string, meaning: string][] = [
  [
    'invalid peer certificate: certificate not valid for name "a"; certificate is only valid for DnsName("b")',
    "set server_name",
  ],
  ["invalid peer certificate: UnknownIssuer", "set ca"],
  ["invalid peer certificate: BadSignature", "set ca"],
  ["invalid peer certificate: Expired", "has expired: renew it on etcd"],
  [
    "invalid peer certificate: certificate expired: verification time 2 (UNIX), but certificate is not valid after 1 (1 seconds ago)",
    "has expired: renew it on etcd",
  ],
  [
    "invalid peer certificate: certificate not valid yet: verification time 1 (UNIX), but certificate is not valid before 2",
    "not valid yet: check the clocks",
  ],
  ["invalid peer certificate: CaUsedAsEndEntity", "is invalid"],
  ["received fatal alert: BadCertificate", "requires a client certificate"],
  [
    "received fatal alert: CertificateRequired",
    "requires a client certificate",
  ],
  [
    "received fatal alert: CertificateExpired",
    "client certificate has expired",
  ],
  ["received fatal alert: UnknownCA", "does not accept the client"],
  [
    "received corrupt message of type InvalidContentType",
    "does not speak TLS: use http",
  ],
];

for (const [message, meaning] of MEANINGS) {
  Deno.test(`"${message}" says what to do, and what Deno says`, () => {
    const error = explainTls(new Deno.errors.InvalidData(message));
    assert(error instanceof Error && error.message.includes(meaning));
    assert(String(error).includes(`(${message})`));
  });
}

Deno.test("what has nothing to do with TLS stays as it is", () => {
  for (
    const error of [
      new Deno.errors.ConnectionRefused("refused"),
      new Deno.errors.InvalidData("something else"),
      new Error("invalid peer certificate: UnknownIssuer"),
    ]
  ) {
    assertEquals(explainTls(error) === error, true);
  }
});
