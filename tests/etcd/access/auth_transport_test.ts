import { assertEquals, assertRejects } from "@std/assert";
import {
  AuthTransport,
  LoginError,
} from "../../../lib/etcd/access/auth_transport.ts";
import {
  type HttpAnswer,
  HttpError,
} from "../../../lib/etcd/http/answer_parser.ts";
import type {
  HttpRequest,
  Requester,
} from "../../../lib/etcd/http/http_client.ts";

const LOGIN = { user: "monitor", password: "hunter2" };
const ALARM = new URL("http://etcd1:2379/v3/maintenance/alarm");
const KEYS = new URL("http://etcd1:2379/v2/keys/");
const { signal } = new AbortController();

function answer(status: number, body = "{}"): HttpAnswer {
  return { status, body, reusable: true };
}

const INVALID = [
  answer(401, '{"error":"etcdserver: invalid auth token","code":16}'),
  answer(500, '{"error":"auth: invalid auth token","code":2}'),
  answer(400, '{"error":"etcdserver: revision of auth store is old"}'),
];
const MISSING = answer(400, '{"error":"etcdserver: user name is empty"}');

/** An etcd with tokens: what it was asked, and what it accepts. */
class Etcd implements Requester {
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

  get(url: URL): Promise<HttpAnswer> {
    return this.request({ url });
  }

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
  return { url, method: "POST", body: "{}", repeatable: true };
}

Deno.test("what etcd answers to everybody is asked for without a login", async () => {
  const etcd = new Etcd();
  etcd.missing = answer(200);
  const transport = new AuthTransport(etcd, LOGIN);
  await transport.request(post(), signal);
  await transport.get(KEYS, signal);
  assertEquals(etcd.asked, ["/v3/maintenance/alarm -", "/v2/keys/ -"]);
});

Deno.test("a token is had where etcd asks for one, and kept", async () => {
  const etcd = new Etcd();
  const transport = new AuthTransport(etcd, LOGIN);
  for (let round = 0; round < 2; round++) {
    assertEquals((await transport.request(post(), signal)).status, 200);
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
    repeatable: true,
  });
});

Deno.test("the login has the prefix of the request", async () => {
  const etcd = new Etcd();
  const transport = new AuthTransport(etcd, LOGIN);
  const url = new URL("http://etcd1:2379/v3beta/maintenance/alarm");
  await transport.request(post(url), signal);
  assertEquals(etcd.asked[1], "/v3beta/auth/authenticate -");
});

for (const invalid of INVALID) {
  Deno.test(`a token that etcd answers with ${invalid.body} is renewed`, async () => {
    const etcd = new Etcd();
    const transport = new AuthTransport(etcd, LOGIN);
    await transport.request(post(), signal);
    etcd.token = "another";
    etcd.invalid = invalid;
    assertEquals((await transport.request(post(), signal)).status, 200);
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
  const transport = new AuthTransport(etcd, LOGIN);
  assertEquals((await transport.request(post(), signal)).status, 401);
  assertEquals(etcd.asked.length, 3);
});

Deno.test("requests at the same time share a login", async () => {
  const etcd = new Etcd();
  const transport = new AuthTransport(etcd, LOGIN);
  const answers = await Promise.all(
    [1, 2, 3].map(() => transport.request(post(), signal)),
  );
  assertEquals(answers.map(({ status }) => status), [200, 200, 200]);
  assertEquals(etcd.logins, 1);
});

Deno.test("a login that another request has given up is begun again", async () => {
  const etcd = new Etcd();
  const { authenticate } = etcd;
  const { promise, reject } = Promise.withResolvers<HttpAnswer>();
  etcd.authenticate = () => promise;
  const transport = new AuthTransport(etcd, LOGIN);
  const first = transport.request(post(), signal);
  const second = transport.request(post(), signal);
  await new Promise((resolve) => setTimeout(resolve, 0));
  etcd.authenticate = authenticate;
  reject(new Error("out of time"));
  await assertRejects(() => first, Error, "out of time");
  assertEquals((await second).status, 200);
});

Deno.test("a token goes to the server that gave it, and to no other", async () => {
  const etcd = new Etcd();
  const transport = new AuthTransport(etcd, LOGIN);
  await transport.request(post(), signal);
  const other = new URL("http://etcd2:2379/v3/maintenance/alarm");
  await transport.request(post(other), signal);
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
  const transport = new AuthTransport(etcd, LOGIN, () => clock.now);
  for (let round = 0; round < 3; round++) {
    const error = await assertRejects(
      () => transport.request(post(), signal),
      LoginError,
      "user monitor",
    );
    assertEquals(error.message.includes("hunter2"), false);
  }
  assertEquals(etcd.logins, 1);
  clock.now = 30_000;
  await assertRejects(() => transport.request(post(), signal), LoginError);
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
      throw new HttpError('chunk size "s3cret.1"');
    }],
  ] as const
) {
  Deno.test(`an answer to the login that ${what} is not quoted`, async () => {
    const etcd = new Etcd();
    etcd.authenticate = authenticate;
    const transport = new AuthTransport(etcd, LOGIN);
    const error = await assertRejects(
      () => transport.request(post(), signal),
      HttpError,
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
  const transport = new AuthTransport(etcd, LOGIN);
  assertEquals((await transport.request(post(), signal)).status, 403);
  assertEquals((await transport.request(post(), signal)).status, 403);
  assertEquals(etcd.asked.length, 4);
});

Deno.test("the v2 API gets user and password once it has asked", async () => {
  const etcd = new Etcd();
  etcd.missing = answer(401);
  etcd.token = `Basic ${btoa("monitor:hunter2")}`;
  const transport = new AuthTransport(etcd, LOGIN);
  for (let round = 0; round < 2; round++) {
    assertEquals((await transport.get(KEYS, signal)).status, 200);
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
  const transport = new AuthTransport(etcd, LOGIN);
  for (let round = 0; round < 3; round++) {
    await assertRejects(() => transport.get(KEYS, signal), LoginError);
  }
  assertEquals(etcd.asked.filter((line) => line.includes("Basic")).length, 1);
});

Deno.test("only the configured endpoints hear of the user", async () => {
  const sent: [url: string, header: string | undefined][] = [];
  const request = ({ url, headers }: HttpRequest) => {
    sent.push([url.href, headers?.Authorization]);
    return Promise.resolve({ status: 401, body: "{}", reusable: true });
  };
  const etcd = { request, get: (url: URL) => request({ url }) };
  const transport = new AuthTransport(
    etcd,
    { user: "u", password: "p" },
    undefined,
    [new URL("https://a:2379")],
  );
  const signal = AbortSignal.timeout(1000);
  for (const path of ["v2/members", "v3/maintenance/status"]) {
    for (const server of ["http://a:2379", "https://b:2379"]) {
      const url = new URL(path, server);
      assertEquals((await transport.request({ url }, signal)).status, 401);
    }
  }
  assertEquals(sent.map(([, header]) => header), Array(4).fill(undefined));
  const own = new URL("v2/members", "https://a:2379");
  await transport.request({ url: own }, signal).catch(() => {});
  assertEquals(sent.at(-1)?.[1], "Basic dTpw");
});
