import { assertEquals, assertThrows } from "@std/assert";
import {
  ConfigError,
  DEFAULT_CONFIG,
  type EtcdConfig,
} from "../../../lib/etcd/access/config.ts";
import { urlText } from "../../../lib/etcd/http/endpoint.ts";
import { openEtcd } from "../../../lib/etcd/access/open_access.ts";
import { Log } from "../../../lib/pmda/mod.ts";

const login = { user: "monitor", passwordFile: "password" };
const urls = (...texts: string[]) => texts.map((text) => new URL(text));

function reach(config: Partial<EtcdConfig>, password = "hunter2\n") {
  const lines: string[] = [];
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  const files = {
    readPublic: (path: string) => {
      throw new ConfigError(`${path}: can't be read`);
    },
    readSecret: () => password,
  };
  using way = openEtcd({ ...DEFAULT_CONFIG, ...config }, files, log);
  return { way, lines };
}

Deno.test("one endpoint is asked itself, its metrics where they are", () => {
  const endpoints = urls("http://a:2379");
  const { way } = reach({ endpoints });
  assertEquals([way.base, way.metricsBase], [endpoints[0], endpoints[0]]);
  const metricsUrls = urls("http://a:2381");
  const { way: apart } = reach({ endpoints, metricsUrls });
  assertEquals([apart.base, apart.metricsBase], [endpoints[0], metricsUrls[0]]);
});

Deno.test("of several endpoints whichever answers is asked, and all are known", () => {
  const endpoints = urls("http://a:2379", "http://b:2379");
  const { way } = reach({ endpoints });
  assertEquals(urlText(way.base), "etcd://any");
  assertEquals(way.endpoints, endpoints);
  assertEquals(way.sockets, false);
});

Deno.test("a Unix socket anywhere is said to be one", () => {
  const socket = new URL("unix://%2Frun%2Fetcd/");
  const endpoints = urls("http://a:2379", "http://b:2379");
  assertEquals(reach({ endpoints: [socket] }).way.sockets, true);
  assertEquals(
    reach({ endpoints, metricsUrls: [endpoints[0], socket] }).way.sockets,
    true,
  );
});

Deno.test("a password that others can read on its way is warned of", () => {
  const endpoints = urls("http://a:2379", "https://b:2379", "http://[::1]:1");
  const { lines } = reach({ endpoints, login });
  assertEquals(lines.length, 1);
  assertEquals(lines[0].includes("http://a:2379: the password"), true);
  assertEquals(reach({ endpoints }).lines, []);
});

for (const text of ["", "\n", "one\ntwo\n", "\none\n"]) {
  Deno.test(`a password file with ${JSON.stringify(text)} is refused`, () => {
    const error = assertThrows(
      () => reach({ login }, text),
      ConfigError,
      "password: expected the password on one line",
    );
    assertEquals(error.message.includes("two"), false);
  });
}

Deno.test("a password on a line that Windows ends is one", () => {
  for (const text of ["hunter2", "hunter2\r\n"]) reach({ login }, text);
});

Deno.test("a certificate file that can't be read keeps etcd from being reached", () => {
  assertThrows(() => reach({ tls: { ca: "ca.pem" } }), ConfigError, "ca.pem");
});
