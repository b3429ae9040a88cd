/**
 * etcd's JSON gateway, through which the v3 API is asked.
 *
 * @module
 */

import { PM_ERR_APPVERSION, PmError } from "../pmda/mod.ts";
import type { EtcdApi } from "./api.ts";
import type { Payload } from "./payload.ts";

/** Where the gateway is: etcd 3.4 and later, 3.3 and 3.4, 3.2 and 3.3. */
const PREFIXES = ["/v3", "/v3beta", "/v3alpha"];

/**
 * The gateway of one etcd. Versions of etcd have it at different places; the
 * one that answers is remembered until it does not.
 *
 * @example
 * ```ts
 * import { PM_ERR_APPVERSION, PmError } from "@pmdaetcd/pmda";
 * import type { EtcdApi } from "./api.ts";
 * import { Gateway } from "./gateway.ts";
 * import { Payload } from "./payload.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const asked: string[] = [];
 * const api: EtcdApi = {
 *   get: () => Promise.reject(new Error("not asked")),
 *   post: (path) => {
 *     asked.push(path);
 *     return path.startsWith("/v3beta/")
 *       ? Promise.resolve(Payload.parse("{}"))
 *       : Promise.reject(new PmError(PM_ERR_APPVERSION, "404"));
 *   },
 *   at: () => api,
 * };
 * const gateway = new Gateway(api);
 * const { signal } = new AbortController();
 * await gateway.post("a", "{}", signal);
 * await gateway.post("b", "{}", signal);
 * assertEquals(asked, ["/v3/a", "/v3beta/a", "/v3beta/b"]);
 * ```
 */
export class Gateway {
  readonly #api: EtcdApi;
  #prefixes: readonly string[] = PREFIXES;

  /**
   * Makes the gateway.
   *
   * @param api What asks etcd.
   */
  constructor(api: EtcdApi) {
    this.#api = api;
  }

  /**
   * Asks the gateway.
   *
   * @param method What to ask, `maintenance/status` for example.
   * @param body JSON.
   * @param signal Ends the request when aborted.
   * @returns The payload.
   * @throws {PmError} PM_ERR_APPVERSION where there is no gateway, or it does
   * not have this; PM_ERR_AGAIN where there is no usable answer at the moment.
   */
  async post(
    method: string,
    body: string,
    signal: AbortSignal,
  ): Promise<Payload> {
    for (const prefix of this.#prefixes) {
      try {
        const path = `${prefix}/${method}`;
        const payload = await this.#api.post(path, body, signal);
        const others = PREFIXES.filter((other) => other !== prefix);
        this.#prefixes = [prefix, ...others];
        return payload;
      } catch (error) {
        const absent = error instanceof PmError &&
          error.code === PM_ERR_APPVERSION;
        if (!absent) throw error;
      }
    }
    throw new PmError(PM_ERR_APPVERSION, `no gateway that has ${method}`);
  }
}
