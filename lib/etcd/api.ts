/**
 * What the metric tables need of whatever asks etcd.
 *
 * @module
 */

import type { Payload } from "./payload.ts";

/**
 * Asks etcd.
 *
 * @example
 * ```ts
 * import type { EtcdApi } from "./api.ts";
 * import { Payload } from "./payload.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = Promise.resolve(Payload.parse('{"health":"true"}'));
 * const api: EtcdApi = { get: () => answer, post: () => answer, at: () => api };
 * const { signal } = new AbortController();
 * assertEquals((await api.get("/health", signal)).string("health"), "true");
 * ```
 */
export interface EtcdApi {
  /**
   * Gets a payload.
   *
   * @param path What to ask, `/v2/stats/self` for example.
   * @param signal Ends the request when aborted.
   * @param statuses Statuses besides 200 of answers that have a payload.
   * @returns The payload.
   * @throws {PmError} PM_ERR_APPVERSION where this etcd does not have it,
   * PM_ERR_AGAIN where it has no usable answer at the moment; with a cause
   * where there was no answer at all.
   */
  get(
    path: string,
    signal: AbortSignal,
    statuses?: readonly number[],
  ): Promise<Payload>;
  /**
   * Gets a payload with a POST request, which changes nothing.
   *
   * @param path What to ask, `/v3/maintenance/status` for example.
   * @param body JSON.
   * @param signal Ends the request when aborted.
   * @returns The payload.
   * @throws {PmError} As {@linkcode get}.
   */
  post(path: string, body: string, signal: AbortSignal): Promise<Payload>;
  /**
   * Asks another etcd in the same way.
   *
   * @param endpoint Its base URL.
   * @returns What asks it.
   */
  at(endpoint: URL): EtcdApi;
}
