/**
 * etcd's JSON gateway, through which the v3 API is asked.
 *
 * @module
 */

import { PM_ERR_APPVERSION, PmError } from "../../pmda/mod.ts";
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

  /** Makes the gateway. */
  constructor(api: EtcdApi) {
    this.#api = api;
  }

  /**
   * Asks the gateway.
   *
   * @throws {PmError} PM_ERR_APPVERSION where there is no gateway, or it does
   * not have this; PM_ERR_AGAIN where there is no usable answer at the moment.
   */
  async post(
    method: string,
    body: string,
    signal: AbortSignal,
  ): Promise<JsonObject> {
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
