/**
 * What the metric tables need of whatever asks etcd.
 *
 * @module
 */

import type { JsonObject } from "./json_object.ts";

/** Asks etcd. */
export interface EtcdApi {
  /**
   * Gets a payload.
   *
   * @throws {PmError} PM_ERR_APPVERSION where this etcd does not have it,
   * PM_ERR_AGAIN where it has no usable answer at the moment; with a cause
   * where there was no answer at all.
   */
  get(
    path: string,
    signal: AbortSignal,
    statuses?: readonly number[],
  ): Promise<JsonObject>;
  /**
   * Gets a payload with a POST request, which changes nothing.
   *
   * @throws {PmError} As {@linkcode get}.
   */
  post(path: string, body: string, signal: AbortSignal): Promise<JsonObject>;
  /** Asks another etcd in the same way. */
  at(endpoint: URL): EtcdApi;
}
