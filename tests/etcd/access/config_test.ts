import { assertEquals, assertThrows } from "@std/assert";
import {
  ConfigError,
  DEFAULT_CONFIG,
  parseConfig,
  readConfig,
} from "../../../lib/etcd/access/config.ts";
import { urlText } from "../../../lib/etcd/http/endpoint.ts";
import sample from "../../../etcd.conf" with { type: "text" };

Deno.test("the sample configuration says what holds without one", () => {
  assertEquals(parseConfig(sample, "etcd.conf"), DEFAULT_CONFIG);
  const uncommented = sample.replaceAll(
    /^#(endpoint|timeout_ms|groups_off) /gm,
    "$1 ",
  );
  assertEquals(uncommented === sample, false);
  assertEquals(parseConfig(uncommented, "etcd.conf"), DEFAULT_CONFIG);
});

Deno.test("the sample configuration has every key, each as it can stand", () => {
  const keys = Array.from(
    sample.matchAll(/^#([a-z_]+) = /gm),
    ([, key]) => key,
  );
  const known = assertThrows(() => parseConfig("x = 1", "x"), ConfigError);
  for (
    const key of known.message.match(/there are (.*)/)?.[1].split(/, | and /) ??
      []
  ) {
    assertEquals(keys.filter((other) => other === key), [key]);
  }
  const several = /^#(endpoint|metrics_url) .*$/gm;
  const text = sample.replaceAll(several, "").replaceAll(
    /^#([a-z_]+ = )/gm,
    "$1",
  )
    .replaceAll("http://etcd", "https://etcd");
  const config = parseConfig(text, "etcd.conf");
  assertEquals(config.endpoints.length, 3);
  assertEquals(config.login?.user, "monitor");
});

Deno.test("a configuration sets what it names", () => {
  const config = parseConfig(
    'endpoint = "http://[::1]:4001"\ntimeout_ms = 250\n' +
      'groups_off = ["store", "other"]\n',
    "etcd.conf",
  );
  assertEquals(config.endpoints.map(String), ["http://[::1]:4001/"]);
  assertEquals(config.timeoutMs, 250);
  assertEquals(config.groupsOff, new Set(["store", "other"]));
});

Deno.test("a configuration that sets everything", () => {
  const config = parseConfig(
    [
      "endpoints = [",
      '  "https://etcd1:2379",',
      '  "unix:///run/etcd/a:1"',
      "]",
      'metrics_urls = ["http://etcd1:2381", "http://etcd2:2381"]',
      'ca = "ca.pem"',
      'cert = "client.pem"',
      'key = "client.key"',
      'server_name = "etcd.example"',
      'user = "monitor"',
      'password_file = "/etc/password"',
    ].join("\n"),
    "etcd.conf",
  );
  assertEquals(config.endpoints.map(urlText), [
    "https://etcd1:2379",
    "unix:///run/etcd/a:1",
  ]);
  assertEquals(config.metricsUrls.map(urlText), [
    "http://etcd1:2381",
    "http://etcd2:2381",
  ]);
  assertEquals(config.tls, {
    ca: "ca.pem",
    client: { cert: "client.pem", key: "client.key" },
    serverName: "etcd.example",
  });
  assertEquals(config.login, {
    user: "monitor",
    passwordFile: "/etc/password",
  });
});

const SECURE = 'endpoint = "https://a"\n';

const WRONG: [what: string, text: string, message: string][] = [
  ["no TOML", "# one\n\nendpoint http\n", "etcd.conf:3: "],
  ["an unknown key", "timeout_ms = 1\nendpiont = 1\n", "etcd.conf:2: endpiont"],
  ["an unknown table", "\n[tls]\nca = 1\n", "etcd.conf:2: tls"],
  ["a table with spaces", "\n[ tls ]\n", "etcd.conf:2: tls"],
  [
    "a table in place of a time",
    "[timeout_ms]\n",
    "etcd.conf:1: timeout_ms = a table",
  ],
  [
    "a key that stands twice",
    "timeout_ms = 1\n\ntimeout_ms = 2\n",
    "etcd.conf:3: timeout_ms stands twice",
  ],
  ["a key without a value", "# one\n\nendpoint =\n", "etcd.conf:3: "],
  ["an endpoint that is no text", "endpoint = 2379\n", "etcd.conf:1: endpoint"],
  [
    "an endpoint that is no URL",
    '\nendpoint = "etcd1"\n',
    'etcd.conf:2: endpoint "etcd1"',
  ],
  [
    "an endpoint with a path",
    'endpoint = "http://a/v2"\n',
    'etcd.conf:1: endpoint "http://a/v2"',
  ],
  [
    "an endpoint of another kind",
    'endpoint = "ftp://a"\n',
    "etcd.conf:1: endpoint",
  ],
  [
    "an endpoint that is a relative socket",
    'endpoint = "unix://localhost:2379"\n',
    'etcd.conf:1: endpoint "unix://localhost:2379"',
  ],
  [
    "an endpoint that is a folder",
    'endpoint = "unix:///run/"\n',
    'etcd.conf:1: endpoint "unix:///run/"',
  ],
  [
    "endpoints that are text",
    'endpoints = "http://a"\n',
    "etcd.conf:1: endpoints is no list",
  ],
  ["no endpoints", "endpoints = []\n", "etcd.conf:1: endpoints is no list"],
  [
    "an endpoint among several that is none",
    'endpoints = ["http://a", "b"]\n',
    'etcd.conf:1: endpoints "b"',
  ],
  [
    "an endpoint beside several",
    'endpoint = "http://a"\nendpoints = ["http://b"]\n',
    "etcd.conf:2: endpoints stands beside endpoint",
  ],
  [
    "fewer metrics URLs than endpoints",
    'endpoints = ["http://a", "http://b"]\nmetrics_url = "http://c"\n',
    "etcd.conf:2: 1 metrics URLs for 2 endpoints",
  ],
  ["a ca without https", 'ca = "ca.pem"\n', "etcd.conf:1: ca is for https"],
  [
    "a server name without https",
    'server_name = "a"\n',
    "etcd.conf:1: server_name is for https",
  ],
  [
    "a certificate without a key",
    `${SECURE}cert = "a.pem"\n`,
    "etcd.conf:2: cert stands without key",
  ],
  [
    "a key without a certificate",
    `${SECURE}key = "a.key"\n`,
    "etcd.conf:2: key stands without cert",
  ],
  [
    "a user without a password",
    'user = "a"\n',
    "etcd.conf:1: user stands without password_file",
  ],
  [
    "a password without a user",
    'password_file = "a"\n',
    "etcd.conf:1: password_file stands without user",
  ],
  [
    "a user with a colon",
    'user = "a:b"\npassword_file = "a"\n',
    "etcd.conf:1: user has a colon",
  ],
  ["a user that is no text", "user = 1\n", "etcd.conf:1: user is no text"],
  ["an empty path", `${SECURE}ca = ""\n`, "etcd.conf:2: ca is empty"],
  [
    "a password of its own",
    'user = "a"\npassword = "secret"\n',
    "etcd.conf:2: password has no place here",
  ],
  ["an unknown group", '\ngroups_off = ["x"]\n', "etcd.conf:2: groups_off: x"],
  ["groups that are none", "groups_off = true\n", "groups_off: true"],
  ["a time that is text", 'timeout_ms = "1"\n', "etcd.conf:1: timeout_ms"],
  [
    "a time that is no integer",
    "timeout_ms = 0.5\n",
    "etcd.conf:1: timeout_ms = 0.5",
  ],
  ["no time", "timeout_ms = 0\n", "etcd.conf:1: timeout_ms = 0"],
  [
    "a time that pmcd would not wait",
    "timeout_ms = 4001\n",
    "etcd.conf:1: timeout_ms = 4001",
  ],
];

for (const [what, text, message] of WRONG) {
  Deno.test(`a configuration with ${what} is refused, with its line`, () => {
    assertThrows(() => parseConfig(text, "etcd.conf"), ConfigError, message);
  });
}

Deno.test("a password in an endpoint reaches no message", () => {
  for (
    const url of [
      "http://root:secret@a",
      "http://root:se/secret@a",
      "root:secret@a",
    ]
  ) {
    const error = assertThrows(
      () => parseConfig(`endpoint = "${url}"\n`, "etcd.conf"),
      ConfigError,
    );
    assertEquals(error.message.includes("secret"), false);
  }
});

Deno.test("a configuration that was asked for must be there and readable", () => {
  const missing = () => {
    throw new Deno.errors.NotFound("no such file");
  };
  const locked = () => {
    throw new Deno.errors.PermissionDenied("permission denied");
  };
  assertEquals(readConfig("etcd.conf", false, missing), DEFAULT_CONFIG);
  assertThrows(
    () => readConfig("x.conf", true, missing),
    ConfigError,
    "x.conf: can't be read",
  );
  assertThrows(
    () => readConfig("etcd.conf", false, locked),
    ConfigError,
    "permission denied",
  );
});
