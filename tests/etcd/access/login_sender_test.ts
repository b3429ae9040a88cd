import { assertEquals, assertRejects } from "@std/assert";
import { LoginSender } from "../../../lib/etcd/access/login_sender.ts";
import type {
  HttpAnswer,
  HttpRequest,
  RequestSender,
} from "../../../lib/etcd/http/http_request.ts";
import {
  BadAnswerError,
  RefusedError,
} from "../../../lib/etcd/http/request_errors.ts";

const LOGIN = { user: "monitor", password: "hunter2" };
const ALARM = new URL("http://etcd1:2379/v3/maintenance/alarm");
const KEYS = new URL("http://etcd1:2379/v2/keys/");
const { signal } = new AbortController();

function answer(status: number, body = "{}"): HttpAnswer {
  return { status, body };
}

const INVALID = [
  answer(401, '{"error":"etcdserver: invalid auth token","code":16}'),
  answer(500, '{"error":"auth: invalid auth token","code":2}'),
  answer(400, '{"error":"etcdserver: revision of auth store is old"}'),
];
const MISSING = answer(400, '{"error":"etcdserver: user name is empty"}');

/** An etcd with tokens: what it was asked, and what it accepts. */
class Etcd implements RequestSender {
  readonly asked: string[] = [];
  readonly requests: HttpRequest[] = [];
  /** The token that is valid. */
  token = "t.0";
  logins = 0;
  missing = MISSING;
  invalid = INVALID[0];
  authenticate = (): HttpAnswer | Promise<HttpAnswer> => {
    this.token = `t.${++this.logins}`;
    return answer(200, `{"header":{},"token":"${this.token}"}`);
  };

  request(request: HttpRequest): Promise<HttpAnswer> {
    const { url, headers } = request;
    const sent = headers?.Authorization;
    this.requests.push(request);
    this.asked.push(`${url.pathname} ${sent ?? "-"}`);
    return Promise.try(() => {
      if (url.pathname.endsWith("/auth/authenticate")) {
        return this.authenticate();
      }
      if (sent === undefined) return this.missing;
      return sent === this.token ? answer(200) : this.invalid;
    });
  }
}

function post(url = ALARM): HttpRequest {
  return { url, method: "POST", body: "{}", signal };
}

Deno.test("what etcd answers to everybody is asked for without a login", async () => {
  const etcd = new Etcd();
  etcd.missing = answer(200);
  const sender = new LoginSender(etcd, LOGIN);
  await sender.request(post());
  await sender.request({ url: KEYS, signal });
  assertEquals(etcd.asked, ["/v3/maintenance/alarm -", "/v2/keys/ -"]);
});

Deno.test("a token is had where etcd asks for one, and kept", async () => {
  const etcd = new Etcd();
  const sender = new LoginSender(etcd, LOGIN);
  for (let round = 0; round < 2; round++) {
    assertEquals((await sender.request(post())).status, 200);
  }
  assertEquals(etcd.asked, [
    "/v3/maintenance/alarm -",
    "/v3/auth/authenticate -",
    "/v3/maintenance/alarm t.1",
    "/v3/maintenance/alarm t.1",
  ]);
  assertEquals(etcd.requests[1], {
    url: new URL("http://etcd1:2379/v3/auth/authenticate"),
    method: "POST",
    body: '{"name":"monitor","password":"hunter2"}',
    signal,
  });
});

Deno.test("the login has the prefix of the request", async () => {
  const etcd = new Etcd();
  const sender = new LoginSender(etcd, LOGIN);
  const url = new URL("http://etcd1:2379/v3beta/maintenance/alarm");
  await sender.request(post(url));
  assertEquals(etcd.asked[1], "/v3beta/auth/authenticate -");
});

for (const invalid of INVALID) {
  Deno.test(`a token that etcd answers with ${invalid.body} is renewed`, async () => {
    const etcd = new Etcd();
    const sender = new LoginSender(etcd, LOGIN);
    await sender.request(post());
    etcd.token = "another";
    etcd.invalid = invalid;
    assertEquals((await sender.request(post())).status, 200);
    assertEquals(etcd.asked.slice(3), [
      "/v3/maintenance/alarm t.1",
      "/v3/auth/authenticate -",
      "/v3/maintenance/alarm t.2",
    ]);
  });
}

Deno.test("a token is renewed once a request", async () => {
  const etcd = new Etcd();
  etcd.authenticate = () => answer(200, '{"token":"never.valid"}');
  const sender = new LoginSender(etcd, LOGIN);
  assertEquals((await sender.request(post())).status, 401);
  assertEquals(etcd.asked.length, 3);
});

Deno.test("requests at the same time share a login", async () => {
  const etcd = new Etcd();
  const sender = new LoginSender(etcd, LOGIN);
  const answers = await Promise.all(
    [1, 2, 3].map(() => sender.request(post())),
  );
  assertEquals(answers.map(({ status }) => status), [200, 200, 200]);
  assertEquals(etcd.logins, 1);
});

Deno.test("a login that another request has given up is begun again", async () => {
  const etcd = new Etcd();
  const { authenticate } = etcd;
  const { promise, reject } = Promise.withResolvers<HttpAnswer>();
  etcd.authenticate = () => promise;
  const sender = new LoginSender(etcd, LOGIN);
  const first = sender.request(post());
  const second = sender.request(post());
  await new Promise((resolve) => setTimeout(resolve, 0));
  etcd.authenticate = authenticate;
  reject(new Error("out of time"));
  await assertRejects(() => first, Error, "out of time");
  assertEquals((await second).status, 200);
});

Deno.test("a token goes to the server that gave it, and to no other", async () => {
  const etcd = new Etcd();
  const sender = new LoginSender(etcd, LOGIN);
  await sender.request(post());
  const other = new URL("http://etcd2:2379/v3/maintenance/alarm");
  await sender.request(post(other));
  assertEquals(etcd.asked[3], "/v3/maintenance/alarm -");
});

Deno.test("a password that etcd refuses is told without it, and not tried again for a while", async () => {
  const etcd = new Etcd();
  const clock = { now: 0 };
  etcd.authenticate = () => {
    etcd.logins++;
    return answer(
      400,
      '{"error":"etcdserver: authentication failed, invalid user ID or password"}',
    );
  };
  const sender = new LoginSender(etcd, LOGIN, () => clock.now);
  for (let round = 0; round < 3; round++) {
    const error = await assertRejects(
      () => sender.request(post()),
      RefusedError,
      "user monitor",
    );
    assertEquals(error.message.includes("hunter2"), false);
  }
  assertEquals(etcd.logins, 1);
  clock.now = 30_000;
  await assertRejects(() => sender.request(post()), RefusedError);
  assertEquals(etcd.logins, 2);
});

for (
  const [what, authenticate] of [
    ["has no token", () => answer(200, '{"tokem":"s3cret.1"}')],
    [
      "has a token that ends its line",
      () => answer(200, '{"token":"s3cret.1\\r\\nX: y"}'),
    ],
    ["is no JSON", () => answer(200, "s3cret.1")],
    ["is a server error", () => answer(503, "s3cret.1")],
    ["breaks the protocol", () => {
      throw new BadAnswerError('chunk size "s3cret.1"');
    }],
  ] as const
) {
  Deno.test(`an answer to the login that ${what} is not quoted`, async () => {
    const etcd = new Etcd();
    etcd.authenticate = authenticate;
    const sender = new LoginSender(etcd, LOGIN);
    const error = await assertRejects(
      () => sender.request(post()),
      BadAnswerError,
      "the answer to the login",
    );
    assertEquals(String(error.stack).includes("s3cret"), false);
    assertEquals(error.cause, undefined);
  });
}

Deno.test("what the user may not do is the answer", async () => {
  const etcd = new Etcd();
  etcd.invalid = answer(403, '{"error":"etcdserver: permission denied"}');
  etcd.authenticate = () => answer(200, '{"token":"poor.1"}');
  const sender = new LoginSender(etcd, LOGIN);
  assertEquals((await sender.request(post())).status, 403);
  assertEquals((await sender.request(post())).status, 403);
  assertEquals(etcd.asked.length, 4);
});

Deno.test("the v2 API gets user and password once it has asked", async () => {
  const etcd = new Etcd();
  etcd.missing = answer(401);
  etcd.token = `Basic ${btoa("monitor:hunter2")}`;
  const sender = new LoginSender(etcd, LOGIN);
  for (let round = 0; round < 2; round++) {
    assertEquals((await sender.request({ url: KEYS, signal })).status, 200);
  }
  assertEquals(etcd.asked, [
    "/v2/keys/ -",
    `/v2/keys/ ${etcd.token}`,
    `/v2/keys/ ${etcd.token}`,
  ]);
});

Deno.test("the v2 API that refuses the password has it once, for a while", async () => {
  const etcd = new Etcd();
  etcd.missing = answer(401);
  const sender = new LoginSender(etcd, LOGIN);
  for (let round = 0; round < 3; round++) {
    await assertRejects(
      () => sender.request({ url: KEYS, signal }),
      RefusedError,
    );
  }
  assertEquals(etcd.asked.filter((line) => line.includes("Basic")).length, 1);
});

Deno.test("only the configured endpoints hear of the user", async () => {
  const sent: [url: string, header: string | undefined][] = [];
  const request = ({ url, headers }: HttpRequest) => {
    sent.push([url.href, headers?.Authorization]);
    return Promise.resolve({ status: 401, body: "{}" });
  };
  const sender = new LoginSender(
    { request },
    { user: "u", password: "p" },
    undefined,
    [new URL("https://a:2379")],
  );
  const signal = AbortSignal.timeout(1000);
  for (const path of ["v2/members", "v3/maintenance/status"]) {
    for (const server of ["http://a:2379", "https://b:2379"]) {
      const url = new URL(path, server);
      assertEquals((await sender.request({ url, signal })).status, 401);
    }
  }
  assertEquals(sent.map(([, header]) => header), Array(4).fill(undefined));
  const own = new URL("v2/members", "https://a:2379");
  await sender.request({ url: own, signal }).catch(() => {});
  assertEquals(sent.at(-1)?.[1], "Basic dTpw");
});
