/**
 * etcd's JSON gateway, through which the v3 API is asked.
 *
 * @module
 */

import { AbsentError } from "./answer_errors.ts";
import type { EtcdApi } from "./api.ts";
import type { JsonObject } from "./json_object.ts";

/** Where the gateway is: etcd 3.4 and later, 3.3 and 3.4, 3.2 and 3.3. */
const PREFIXES = ["/v3", "/v3beta", "/v3alpha"];

/**
 * The gateway of one etcd. Versions of etcd have it at different places; the
 * one that answers is remembered until it does not.
 */
export class Gateway {
  readonly #api: EtcdApi;
  #prefixes: readonly string[] = PREFIXES;

  constructor(api: EtcdApi) {
    this.#api = api;
  }

  /**
   * Asks the gateway.
   *
   * @throws {AbsentError} Where there is no gateway, or it does not have this
   * method.
   * @throws As {@linkcode EtcdApi.ask} says.
   */
  async ask(method: string, signal: AbortSignal): Promise<JsonObject> {
    for (const prefix of this.#prefixes) {
      try {
        const payload = await this.#api.ask({
          path: `${prefix}/${method}`,
          method: "POST",
          body: "{}",
          signal,
        });
        const others = PREFIXES.filter((other) => other !== prefix);
        this.#prefixes = [prefix, ...others];
        return payload;
      } catch (error) {
        if (!(error instanceof AbsentError)) throw error;
      }
    }
    throw new AbsentError(`this etcd has no JSON gateway with ${method}`);
  }
}
