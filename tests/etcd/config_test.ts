import { assertEquals, assertThrows } from "@std/assert";
import {
  ConfigError,
  DEFAULT_CONFIG,
  parseConfig,
  readConfig,
} from "../../lib/etcd/config.ts";
import sample from "../../etcd.conf" with { type: "text" };

Deno.test("the sample configuration says what holds without one", () => {
  assertEquals(parseConfig(sample, "etcd.conf"), DEFAULT_CONFIG);
  const uncommented = sample.replaceAll(
    /^#(endpoint|timeout_ms|groups_off)/gm,
    "$1",
  );
  assertEquals(uncommented === sample, false);
  assertEquals(parseConfig(uncommented, "etcd.conf"), DEFAULT_CONFIG);
});

Deno.test("a configuration sets what it names", () => {
  const config = parseConfig(
    'endpoint = "http://[::1]:4001"\ntimeout_ms = 250\n' +
      'groups_off = ["store", "other"]\n',
    "etcd.conf",
  );
  assertEquals(config.endpoint.href, "http://[::1]:4001/");
  assertEquals(config.timeoutMs, 250);
  assertEquals(config.groupsOff, new Set(["store", "other"]));
});

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
