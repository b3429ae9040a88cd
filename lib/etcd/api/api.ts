/**
 * What the metric tables need of whatever asks etcd.
 *
 * @module
 */

import type { HttpRequest } from "../http/mod.ts";
import type { JsonObject } from "./json_object.ts";

/** A question, which changes nothing. */
export interface Question
  extends Pick<HttpRequest, "method" | "body" | "signal"> {
  /** The path, with a slash before it. */
  readonly path: string;
  /** Statuses besides 200 whose answers are payloads too. */
  readonly statuses?: readonly number[];
}

/** Asks etcd. */
export interface EtcdApi {
  /**
   * Gets a payload.
   *
   * @throws {AbsentError} Where this etcd does not have it.
   * @throws {BadAnswerError} Where the answer is of no use.
   * @throws {UnreachableError} Where there is no answer.
   * @throws {RefusedError} Where etcd asks for a user, or does not accept it.
   */
  ask(question: Question): Promise<JsonObject>;
  /** Asks another etcd in the same way. */
  at(endpoint: URL): EtcdApi;
}
