/**
 * Logs in to etcd where it asks for that.
 *
 * @module
 */

import { encodeBase64 } from "@std/encoding/base64";
import { STATUS_CODE } from "@std/http/status";
import {
  BadAnswerError,
  type HttpAnswer,
  type HttpRequest,
  RefusedError,
  type RequestSender,
} from "../http/mod.ts";
import { serverOf } from "./server_of.ts";

/** A user of etcd. */
export interface Login {
  /** The user's name. */
  readonly user: string;
  /** The password. It appears nowhere but in requests to etcd. */
  readonly password: string;
}

/** The v3 API, whose prefix differs from version to version. */
const V3 = /^\/v3(?:alpha|beta)?\//;

/** What etcd says to a request of the v3 API that needs a token, or another one. */
const TOKEN_MISSING = /user name is empty/;
const TOKEN_INVALID = /invalid auth token|revision of auth store is old/;
const NOT_PERMITTED = /permission denied/;

/** What a token may look like: simple ones and JSON Web Tokens. */
const TOKEN = /^[A-Za-z0-9._~+/=-]{1,8192}$/;

/**
 * Milliseconds for which a refused password is not tried again: etcd takes
 * much time to check one, on purpose.
 */
const REFUSED_FOR = 30_000;

/** What is known of one server. */
interface Server {
  /** Whether it wants the password with each request that is not of the v3 API. */
  basic: boolean;
  /** The token of the v3 API. */
  token?: string;
  /** The login that is under way. */
  login?: Promise<string>;
  /** Why the login was refused, and until when it is not tried again. */
  refused?: { readonly error: RefusedError; readonly until: number };
}

/**
 * Carries requests as a user of etcd. Most of what the agent asks etcd answers
 * to everybody, so the password is sent only where etcd asks for it: as HTTP's
 * basic authentication to the v2 API, and to the v3 API for a token, which is
 * renewed when etcd does not know it any more, once a request.
 */
export class LoginSender implements RequestSender {
  readonly #sender: RequestSender;
  readonly #login: Login;
  readonly #now: () => number;
  readonly #trusted: ReadonlySet<string> | undefined;
  readonly #servers = new Map<string, Server>();

  constructor(
    sender: RequestSender,
    login: Login,
    now: () => number = () => performance.now(),
    trusted?: readonly URL[],
  ) {
    this.#trusted = trusted && new Set(trusted.map(serverOf));
    this.#sender = sender;
    this.#login = login;
    this.#now = now;
  }

  /**
   * Sends a request, and once more with a login where etcd asks for one.
   *
   * @throws {RefusedError} Where etcd asks for a login and refuses it.
   * @throws What the sender throws.
   */
  request(request: HttpRequest): Promise<HttpAnswer> {
    if (this.#trusted?.has(serverOf(request.url)) === false) {
      return this.#sender.request(request);
    }
    const prefix = V3.exec(request.url.pathname)?.[0];
    return prefix === undefined
      ? this.#basic(request)
      : this.#v3(prefix, request);
  }

  async #basic(
    request: HttpRequest,
  ): Promise<HttpAnswer> {
    const server = this.#server(request.url);
    const { user, password } = this.#login;
    if (!server.basic) {
      const answer = await this.#sender.request(request);
      if (answer.status !== STATUS_CODE.Unauthorized) return answer;
    }
    this.#throwRefused(server);
    const credentials = encodeBase64(`${user}:${password}`);
    const answer = await this.#sender.request(
      withAuthorization(request, `Basic ${credentials}`),
    );
    if (answer.status === STATUS_CODE.Unauthorized) throw this.#refuse(server);
    server.basic = true;
    return answer;
  }

  async #v3(
    prefix: string,
    request: HttpRequest,
  ): Promise<HttpAnswer> {
    const server = this.#server(request.url);
    const { token } = server;
    const answer = await this.#sender.request(
      token === undefined ? request : withAuthorization(request, token),
    );
    if (!wantsToken(answer, token !== undefined)) return answer;
    const fresh = await this.#renew(server, token, prefix, request);
    return await this.#sender.request(
      withAuthorization(request, fresh),
    );
  }

  /** A token other than the one that was refused; simultaneous requests share it. */
  async #renew(
    server: Server,
    old: string | undefined,
    prefix: string,
    request: HttpRequest,
  ): Promise<string> {
    if (server.token !== undefined && server.token !== old) return server.token;
    this.#throwRefused(server);
    if (server.login !== undefined) {
      try {
        return await server.login;
      } catch (error) {
        const { aborted } = request.signal;
        if (aborted || error instanceof RefusedError) throw error;
      }
    }
    const login = this.#authenticate(server, prefix, request);
    server.login = login;
    try {
      return server.token = await login;
    } finally {
      if (server.login === login) server.login = undefined;
    }
  }

  async #authenticate(
    server: Server,
    prefix: string,
    { url, signal }: HttpRequest,
  ): Promise<string> {
    const { user, password } = this.#login;
    let answer: HttpAnswer;
    try {
      answer = await this.#sender.request({
        url: new URL(`${prefix}auth/authenticate`, url),
        method: "POST",
        body: JSON.stringify({ name: user, password }),
        signal,
      });
    } catch (error) {
      // Its message may quote the answer, which holds the token.
      throw error instanceof BadAnswerError
        ? new BadAnswerError("the answer to the login is not valid HTTP")
        : error;
    }
    if (
      answer.status === STATUS_CODE.BadRequest ||
      answer.status === STATUS_CODE.Unauthorized
    ) {
      throw this.#refuse(server);
    }
    if (answer.status !== STATUS_CODE.OK) {
      throw new BadAnswerError(
        `the answer to the login has status ${answer.status}`,
      );
    }
    const token = tokenOf(answer.body);
    if (token === undefined) {
      throw new BadAnswerError("the answer to the login has no token");
    }
    return token;
  }

  #server(url: URL): Server {
    const key = serverOf(url);
    let server = this.#servers.get(key);
    if (server === undefined) {
      server = { basic: false };
      this.#servers.set(key, server);
    }
    return server;
  }

  #refuse(server: Server): RefusedError {
    const error = new RefusedError(
      `etcd does not accept user ${this.#login.user} with this password: ` +
        "correct user and password_file, then restart the agent",
    );
    server.basic = false;
    server.refused = { error, until: this.#now() + REFUSED_FOR };
    return error;
  }

  #throwRefused({ refused }: Server): void {
    if (refused !== undefined && this.#now() < refused.until) {
      throw refused.error;
    }
  }
}

function withAuthorization(request: HttpRequest, value: string): HttpRequest {
  return { ...request, headers: { ...request.headers, Authorization: value } };
}

/** Whether an answer of the v3 API says that it takes a token, or another one. */
function wantsToken(
  { status, body }: HttpAnswer,
  had: boolean,
): boolean {
  switch (status) {
    case STATUS_CODE.Unauthorized:
      return true;
    case STATUS_CODE.BadRequest:
    case STATUS_CODE.Forbidden:
    case STATUS_CODE.InternalServerError:
      return TOKEN_INVALID.test(body) || TOKEN_MISSING.test(body) ||
        (!had && NOT_PERMITTED.test(body));
    default:
      return false;
  }
}

/** The token in an answer; its parser's errors would quote it. */
function tokenOf(body: string): string | undefined {
  const token = /"token"\s*:\s*"([^"]*)"/.exec(body)?.[1];
  return token !== undefined && TOKEN.test(token) ? token : undefined;
}
