import { assert, assertEquals, assertRejects } from "@std/assert";
import { delay } from "@std/async/delay";
import { EtcdClient } from "../../lib/etcd/api/client.ts";
import {
  DEFAULT_CONFIG,
  type EtcdConfig,
} from "../../lib/etcd/access/config.ts";
import { parseEndpoint } from "../../lib/etcd/http/endpoint.ts";
import type { BodySink } from "../../lib/etcd/http/http_request.ts";
import { RefusedError } from "../../lib/etcd/http/request_errors.ts";
import { openEtcd } from "../../lib/etcd/access/open_access.ts";
import { readPublic, readSecret } from "../../lib/etcd/access/secret_file.ts";
import { pmIDBuild } from "../../lib/pcp/mod.ts";
import { Log, PM_ERR_AGAIN } from "../../lib/pmda/mod.ts";
import { DEBUG_OPTIONS } from "../../lib/pmda/testing.ts";
import { Agent, BINARY, METRICS } from "./agent.ts";
import { Authority } from "./certificates.ts";
import { freePort, RealEtcd } from "./etcd.ts";

const ALL_FINE = METRICS.map(() => 0);
const ALL_AGAIN = METRICS.map(() => PM_ERR_AGAIN);
const PASSWORD = "Hunter2hunter2";
const HTTPS = { clientUrl: (port: number) => `https://127.0.0.1:${port}` };

/** Lines of a configuration, with the files that stand beside it. */
class Config implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async write(...lines: string[]): Promise<Config> {
    const config = new Config(await Deno.makeTempDir());
    await Deno.writeTextFile(config.path, lines.join("\n") + "\n");
    await Deno.writeTextFile(config.password, `${PASSWORD}\n`, { mode: 0o600 });
    return config;
  }

  get path(): string {
    return `${this.#folder}/etcd.conf`;
  }

  get password(): string {
    return `${this.#folder}/password`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Errors of a fetch, and the milliseconds that it took. */
async function timed(agent: Agent): Promise<[errors: number[], took: number]> {
  const started = performance.now();
  const errors = await agent.errors();
  return [errors, performance.now() - started];
}

/** Makes sure that a fetch fails quickly and for a reason, which the log has once. */
async function failsBecause(reason: RegExp, ...lines: string[]) {
  await using config = await Config.write(...lines);
  await using agent = await Agent.start(["-c", config.path]);
  for (let round = 0; round < 2; round++) {
    const [errors, took] = await timed(agent);
    assertEquals(errors, ALL_AGAIN);
    assert(took < 900, `answered after ${took} ms`);
  }
  const log = await agent.log();
  assertEquals(log.length, 1, log.join("\n"));
  assert(reason.test(log[0]), log[0]);
}

/** What a configuration reaches etcd with, in this process. */
function reach(config: Partial<EtcdConfig>, log = new Log({ progname: "p" })) {
  return openEtcd(
    { ...DEFAULT_CONFIG, ...config },
    { readPublic, readSecret: (path) => readSecret(path, [0]) },
    log,
  );
}

function loginOf({ password }: Config, user = "root") {
  return { user, passwordFile: password };
}

const seconds = (count: number) => AbortSignal.timeout(count * 1000);

Deno.test("an etcd with https and client certificates, also when it is restarted or stopped", async () => {
  await using authority = await Authority.make();
  const { ca } = authority;
  const server = await authority.sign("IP:127.0.0.1");
  const { cert, key } = await authority.sign("DNS:client");
  await using etcd = await RealEtcd.start([
    "--enable-v2=true",
    `--cert-file=${server.cert}`,
    `--key-file=${server.key}`,
    `--trusted-ca-file=${ca}`,
    "--client-cert-auth=true",
  ], { ...HTTPS, metrics: true });
  const endpoint = `endpoint = "${etcd.url}"`;
  const trust = `ca = "${ca}"`;
  const identity = `cert = "${cert}"\nkey = "${key}"`;
  {
    await using config = await Config.write(endpoint, trust, identity);
    await using agent = await Agent.start(["-c", config.path]);
    for (let round = 0; round < 3; round++) {
      assertEquals(await agent.errors(), ALL_FINE);
    }
    await etcd.kill();
    await etcd.start();
    assertEquals(await agent.errors(), ALL_FINE, "after a restart");
    assertEquals(await agent.log(), []);
    const open = () =>
      Array.from(Deno.readDirSync(`/proc/${agent.process.pid}/fd`)).length;
    const before = open();
    await etcd.suspend();
    for (let round = 0; round < 3; round++) {
      const [errors, took] = await timed(agent);
      assertEquals(errors, ALL_AGAIN);
      const [least, most] = round === 0 ? [900, 2500] : [0, 300];
      assert(took > least && took < most, `answered after ${took} ms`);
    }
    etcd.resume();
    assertEquals(await agent.errors(), ALL_FINE, "the first fetch after it");
    assert(open() <= before + 2, `${open()} descriptors, ${before} before`);
  }
  await failsBecause(/etcd requires a client certificate/, endpoint, trust);
  await failsBecause(
    /set ca to the file with the certificate of that CA/,
    endpoint,
    identity,
  );
  await failsBecause(
    /connection closed after 0 bytes of an answer|reset/,
    endpoint.replace("https", "http"),
  );
  await using other = await Authority.make();
  const stranger = await other.sign("DNS:client");
  await failsBecause(
    /set ca to the file with the certificate of that CA/,
    endpoint,
    `ca = "${other.ca}"`,
    identity,
  );
  await failsBecause(
    /does not accept the client certificate|requires a client certificate/,
    endpoint,
    trust,
    `cert = "${stranger.cert}"\nkey = "${stranger.key}"`,
  );
});

Deno.test("etcd's certificate must have the name and be valid", async () => {
  await using authority = await Authority.make();
  const trust = `ca = "${authority.ca}"`;
  const named = await authority.sign("DNS:etcd.example");
  const expired = await authority.sign("IP:127.0.0.1", -1);
  const https = ({ cert, key }: typeof named) =>
    RealEtcd.start(
      ["--enable-v2=true", `--cert-file=${cert}`, `--key-file=${key}`],
      { ...HTTPS, metrics: true },
    );
  {
    await using etcd = await https(named);
    const endpoint = `endpoint = "${etcd.url}"`;
    await failsBecause(
      /set server_name to one .*etcd\.example/,
      endpoint,
      trust,
    );
    const right = 'server_name = "etcd.example"';
    await using config = await Config.write(endpoint, trust, right);
    await using agent = await Agent.start(["-c", config.path]);
    assertEquals(await agent.errors(), ALL_FINE);
    const wrong = 'server_name = "other.example"';
    await failsBecause(/set server_name to one /, endpoint, trust, wrong);
  }
  await using etcd = await https(expired);
  const endpoint = `endpoint = "${etcd.url}"`;
  await failsBecause(/certificate has expired: renew it/, endpoint, trust);
});

Deno.test("an etcd without TLS that is asked with it", async () => {
  await using etcd = await RealEtcd.start();
  const endpoint = `endpoint = "${etcd.url.replace("http", "https")}"`;
  await failsBecause(/use http if etcd does not use TLS/, endpoint);
});

Deno.test("a Unix socket, with every request as the agent's user", async () => {
  const clientUrl = (port: number) => `unix://localhost:${port}`;
  await using etcd = await RealEtcd.start(undefined, {
    clientUrl,
    metrics: true,
  });
  const socket = `${etcd.folder}/${etcd.url.slice("unix://".length)}`;
  await Deno.chmod(etcd.folder, 0o755);
  await Deno.chmod(socket, 0o777);
  await using config = await Config.write(`endpoint = "unix://${socket}"`);
  await using agent = await Agent.start(["-c", config.path]);
  assertEquals(await agent.errors(), ALL_FINE);
  assertEquals(await agent.errors(), ALL_FINE);
  await etcd.kill();
  const [errors, took] = await timed(agent);
  assertEquals(errors, ALL_AGAIN);
  assert(took < 900, `answered after ${took} ms`);
  const [line] = await agent.log();
  assert(line.includes(`unix://${socket}/v2/stats/`), line);
});

Deno.test("IPv6", async () => {
  const clientUrl = (port: number) => `http://[::1]:${port}`;
  await using etcd = await RealEtcd.start(undefined, { clientUrl });
  await using agent = await Agent.start(["-e", etcd.url]);
  assertEquals(await agent.errors(), ALL_FINE);
});

Deno.test("IPv6 with https", async () => {
  await using authority = await Authority.make();
  const { cert, key } = await authority.sign("IP:::1");
  await using etcd = await RealEtcd.start(
    ["--enable-v2=true", `--cert-file=${cert}`, `--key-file=${key}`],
    { clientUrl: (port) => `https://[::1]:${port}`, metrics: true },
  );
  await using config = await Config.write(
    `endpoint = "${etcd.url}"`,
    `ca = "${authority.ca}"`,
  );
  await using agent = await Agent.start(["-c", config.path]);
  assertEquals(await agent.errors(), ALL_FINE);
});

Deno.test("two endpoints: one that is down, one that hangs, both gone", async () => {
  await using one = await RealEtcd.start();
  await using two = await RealEtcd.start();
  const down = `http://127.0.0.1:${freePort()}`;
  {
    await using config = await Config.write(
      `endpoints = ["${down}", "${one.url}"]`,
    );
    await using agent = await Agent.start(["-c", config.path]);
    const [errors, took] = await timed(agent);
    assertEquals(errors, ALL_FINE);
    assert(took < 500, `answered after ${took} ms`);
    const log = await agent.log();
    assertEquals(log.length, 1, log.join("\n"));
    assert(log[0].includes(`asking ${one.url} from now on`), log[0]);
  }
  await using config = await Config.write(
    `endpoints = ["${one.url}", "${two.url}"]`,
  );
  await using agent = await Agent.start(["-c", config.path]);
  assertEquals(await agent.errors(), ALL_FINE);
  await one.suspend();
  const [errors, took] = await timed(agent);
  assertEquals(errors, ALL_FINE, "within the fetch that found it hanging");
  assert(took > 400 && took < 900, `answered after ${took} ms`);
  const [again, quick] = await timed(agent);
  assertEquals(again, ALL_FINE);
  assert(quick < 300, `answered after ${quick} ms`);
  assertEquals((await agent.log()).length, 1);
  await two.suspend();
  for (let round = 0; round < 2; round++) {
    const [none, late] = await timed(agent);
    assertEquals(none, ALL_AGAIN);
    // The second one's half of the time; the first one is known to hang.
    const [least, most] = round === 0 ? [400, 900] : [0, 300];
    assert(late > least && late < most, `answered after ${late} ms`);
  }
  one.resume();
  assertEquals(await agent.errors(), ALL_FINE, "back at the first");
  await one.kill();
  two.resume();
  assertEquals(await agent.errors(), ALL_FINE, "the second again");
});

Deno.test("metrics at a URL of their own, as they stream in", async () => {
  await using etcd = await RealEtcd.start(undefined, { metrics: true });
  using way = reach({
    endpoints: [parseEndpoint(etcd.url)],
    metricsUrls: [parseEndpoint(etcd.metricsUrl)],
  });
  const get = (path: string, sink?: BodySink) =>
    way.endpoints.tryEach(path, seconds(5), (url, signal) => {
      assertEquals(url.href, `${etcd.metricsUrl}${path}`);
      return way.sender.request({
        url,
        headers: { Accept: "text/plain" },
        maxBytes: 16 * 1024 * 1024,
        sink,
        signal,
      });
    });
  const decoder = new TextDecoder();
  let text = "";
  const { status, body } = await get(
    "/metrics",
    (piece) => text += decoder.decode(piece, { stream: true }),
  );
  assertEquals([status, body], [200, ""]);
  assert(text.includes("\netcd_server_has_leader 1\n"));
  const whole = await fetch(`${etcd.metricsUrl}/metrics`);
  const families = (of: string) => of.match(/^# TYPE .*$/gm)?.length;
  assertEquals(families(text), families(await whole.text()));
  const health = await get("/health");
  assertEquals(health.body, '{"health":"true"}');
  await using config = await Config.write(
    `endpoint = "${etcd.url}"`,
    `metrics_url = "${etcd.metricsUrl}"`,
  );
  await using agent = await Agent.start(["-c", config.path, "-Dappl0"]);
  assertEquals(await agent.errors([pmIDBuild(400, 7, 0)]), [0]);
  const asked = await Deno.readTextFile(agent.logfile);
  assert(asked.includes(`${etcd.metricsUrl}/metrics: `), asked);
});

/** A request of the v3 API. */
function post(base: URL, path: string, body = "{}") {
  const url = new URL(path, base);
  return { url, method: "POST", body, signal: seconds(5) } as const;
}

Deno.test("users of the v3 API: a token that is had when etcd asks, and renewed", async () => {
  await using etcd = await RealEtcd.start([
    "--enable-v2=true",
    "--auth-token-ttl=1",
  ]);
  await etcd.enableAuth(PASSWORD);
  await using config = await Config.write(
    `endpoint = "${etcd.url}"`,
    'user = "monitor"',
    'password_file = "password"',
  );
  const base = parseEndpoint(etcd.url);
  const endpoints = [base];
  const users = "/v3/auth/user/list";
  {
    using anybody = reach({ endpoints });
    const { status, body } = await anybody.sender.request(
      post(base, users),
    );
    assertEquals(status, 400, body);
    for (const path of ["maintenance/status", "cluster/member/list"]) {
      const answer = await anybody.sender.request(
        post(base, `/v3/${path}`),
      );
      assertEquals(answer.status, 200, "etcd 3.4 asks for no user here");
    }
  }
  using way = reach({ endpoints, login: loginOf(config) });
  const ask = (path: string) => way.sender.request(post(base, path));
  for (let round = 0; round < 2; round++) {
    const { status, body } = await ask(users);
    assertEquals(status, 200, body);
    assert(body.includes("monitor"), body);
    // Time enough for the token to expire: etcd looks once a second.
    await delay(3000);
  }
  assertEquals((await ask("/v3/maintenance/alarm")).status, 200);
  await etcd.kill();
  await etcd.start();
  assertEquals((await ask(users)).status, 200, "etcd has forgotten all tokens");
  {
    using poor = reach({ endpoints, login: loginOf(config, "monitor") });
    const { status } = await poor.sender.request(post(base, users));
    assertEquals(status, 403, "what the user may not do");
  }
  await Deno.writeTextFile(config.password, "wrong\n");
  using refused = reach({ endpoints, login: loginOf(config) });
  await assertRejects(
    () => refused.sender.request(post(base, users)),
    Error,
    "etcd does not accept user root",
  );
  await using agent = await Agent.start(["-c", config.path]);
  assertEquals(await agent.errors(), ALL_FINE, "nobody asks for the password");
});

Deno.test("users of the v2 API; metrics and health are for everybody", async () => {
  await using etcd = await RealEtcd.start();
  await etcd.enableV2Auth(PASSWORD);
  await using config = await Config.write();
  const endpoints = [parseEndpoint(etcd.url)];
  const log = new Log({ progname: "p", write: () => {} });
  const get = async (path: string, login?: ReturnType<typeof loginOf>) => {
    using way = reach({ endpoints, login });
    const client = new EtcdClient(way.endpoints, way.sender, log);
    return (await client.ask({ path, signal: seconds(5) })).string("action");
  };
  await assertRejects(() => get("/v2/keys/"), RefusedError, "set user and");
  assertEquals(await get("/v2/keys/", loginOf(config)), "get");
  await assertRejects(
    () => get("/v2/keys/", loginOf(config, "nobody")),
    RefusedError,
    "does not accept user nobody",
  );
  using way = reach({ endpoints });
  for (const path of ["/metrics", "/health", "/v2/stats/self"]) {
    const url = new URL(path, etcd.url);
    const { status } = await way.sender.request({ url, signal: seconds(5) });
    assertEquals(status, 200, path);
  }
});

/** What an agent that does not start says on stderr. */
async function complaint(config: string): Promise<string> {
  const { code, stderr } = await new Deno.Command(BINARY, {
    args: ["-c", config, "-l", "-"],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  assertEquals(code, 1);
  return new TextDecoder().decode(stderr);
}

Deno.test("files that are not as they should be keep the agent from starting", async () => {
  await using authority = await Authority.make();
  const one = await authority.sign("DNS:one");
  const two = await authority.sign("DNS:two");
  const https = 'endpoint = "https://127.0.0.1:1"';
  const says = async (pattern: RegExp, ...lines: string[]) => {
    await using config = await Config.write(https, ...lines);
    const text = await complaint(config.path);
    assert(pattern.test(text), text);
    assertEquals(text.trimEnd().split("\n").length, 1, text);
  };
  const client = (cert: string, key: string) =>
    `cert = "${cert}"\nkey = "${key}"`;
  await says(/ca\.pem: can't be read/, 'ca = "ca.pem"');
  await says(/etcd\.conf: no certificate in PEM/, 'ca = "etcd.conf"');
  await says(/not the key of the certificate/, client(one.cert, two.key));
  await says(/no private key in PEM/, client(one.cert, "password"));
  await says(/no certificate in PEM/, client("password", one.key));
  await Deno.chmod(one.key, 0o640);
  await says(/mode 640\); run chmod 600/, client(one.cert, one.key));
  await Deno.chmod(one.key, 0o600);
  await Deno.chown(one.key, 12345, 0);
  await says(/belongs to user id 12345/, client(one.cert, one.key));
  const login = 'user = "a"\npassword_file = "password"';
  await using config = await Config.write(https, login);
  await Deno.chmod(config.password, 0o644);
  const open = await complaint(config.path);
  assert(/mode 644\); run chmod 600/.test(open), open);
  assert(!open.includes(PASSWORD), open);
  await Deno.writeTextFile(config.password, `${PASSWORD}\n${PASSWORD}\n`);
  await Deno.chmod(config.password, 0o600);
  const two_lines = await complaint(config.path);
  assert(/on one line, nothing else/.test(two_lines), two_lines);
  assert(!two_lines.includes(PASSWORD), two_lines);
});

Deno.test("no secret is in what the agent says or shows, with all debug output", async () => {
  await using authority = await Authority.make();
  const server = await authority.sign("IP:127.0.0.1");
  const { cert, key } = await authority.sign("DNS:client");
  const secret = (await Deno.readTextFile(key)).split("\n")[1];
  await using etcd = await RealEtcd.start([
    "--enable-v2=true",
    `--cert-file=${server.cert}`,
    `--key-file=${server.key}`,
    `--trusted-ca-file=${authority.ca}`,
    "--client-cert-auth=true",
  ], { ...HTTPS, metrics: true });
  await using config = await Config.write(
    `endpoints = ["${etcd.url}", "https://127.0.0.1:${freePort()}"]`,
    `ca = "${authority.ca}"\ncert = "${cert}"\nkey = "${key}"`,
    'user = "root"\npassword_file = "password"',
  );
  await using agent = await Agent.start(["-Dall", "-c", config.path]);
  const { pid } = agent.process;
  assertEquals(await agent.errors(), ALL_FINE);
  await etcd.kill();
  assertEquals(await agent.errors(), ALL_AGAIN);
  const said = await Promise.all(
    [agent.logfile, `/proc/${pid}/cmdline`, `/proc/${pid}/environ`]
      .map((path) => Deno.readTextFile(path)),
  );
  assert(said[0].includes("/v2/stats/self"), "the log has debug output");
  for (const text of said) {
    for (const hidden of [PASSWORD, btoa(`root:${PASSWORD}`), secret]) {
      assert(!text.includes(hidden), text);
    }
  }
});

Deno.test("no password and no token is in a log or an error of a login", async () => {
  await using etcd = await RealEtcd.start();
  await etcd.enableAuth(PASSWORD);
  await etcd.enableV2Auth(PASSWORD);
  await using config = await Config.write();
  const said: string[] = [];
  const log = new Log({
    progname: "p",
    debug: new Set(DEBUG_OPTIONS),
    write: (text) => said.push(text),
  });
  const endpoints = [parseEndpoint(etcd.url), parseEndpoint(etcd.url)];
  const tokens: string[] = [];
  for (const user of ["root", "nobody"]) {
    using way = reach({ endpoints, login: loginOf(config, user) }, log);
    const client = new EtcdClient(way.endpoints, way.sender, log);
    for (const path of ["/v2/keys/", "/v2/keys/none", "/v3/nothing"]) {
      await client.ask({ path, signal: seconds(5) }).catch((error) =>
        said.push(Deno.inspect(error))
      );
    }
    const request = post(endpoints[0], "/v3/auth/user/list");
    await way.sender.request(request).catch((error) =>
      said.push(Deno.inspect(error))
    );
    const login = JSON.stringify({ name: user, password: PASSWORD });
    const { body } = await way.sender.request(
      post(endpoints[0], "/v3/auth/authenticate", login),
    );
    tokens.push(...body.match(/"[A-Za-z]{16}\.\d+"/g) ?? []);
    said.push(Deno.inspect(way, { depth: 9, showHidden: true }));
  }
  assertEquals(tokens.length, 1);
  assert(said.length > 5);
  const text = said.join("\n");
  assert(!text.includes(PASSWORD), text);
  assert(!text.includes(btoa(`root:${PASSWORD}`)), text);
  // Simple tokens are 16 letters and the index of the login.
  assert(!/\b[A-Za-z]{16}\.\d+\b/.test(text), text);
});
