/**
 * Everything that the agent asks an etcd.
 *
 * @module
 */

import { STATUS_CODE } from "@std/http/status";
import type { Log } from "../../pmda/mod.ts";
import { AbsentFeatures, type Feature } from "./absent_features.ts";
import { type Alarm, alarmsInAnswer } from "./alarms.ts";
import { AbsentError } from "./answer_errors.ts";
import type { EtcdApi } from "./api.ts";
import { Gateway } from "./gateway.ts";
import type { JsonObject } from "./json_object.ts";
import { type MemberList, memberList, memberListV2 } from "./member_list.ts";
import {
  ALARM_METHOD,
  HEALTH_PATH,
  LEADER_PATH,
  MEMBERS_METHOD,
  MEMBERS_PATH,
  SELF_PATH,
  STATUS_METHOD,
  STORE_PATH,
  VERSION_PATH,
} from "./paths.ts";
import { checkStatus } from "./status.ts";

/** The v2 statistics at a path. */
function v2(name: string): Feature {
  const remedy = "it needs etcd's option --enable-v2, etcd 3.6 has none";
  return { name, remedy };
}

const GATEWAY: Feature = {
  name: "JSON gateway of the v3 API",
  remedy: "it needs etcd 3 and its option --enable-grpc-gateway",
};

/**
 * One etcd, asked for one thing at a time. Each method fails with an
 * {@linkcode AbsentError} where this etcd does not have it, and with the errors
 * of `EtcdApi.ask` where it has no usable answer. What it does not have is not
 * asked for again before a minute has passed.
 */
export class Etcd {
  readonly #api: EtcdApi;
  readonly #gateway: Gateway;
  readonly #absent: AbsentFeatures;

  constructor(api: EtcdApi, log: Log) {
    this.#api = api;
    this.#gateway = new Gateway(api);
    this.#absent = new AbsentFeatures(log);
  }

  /** The v2 statistics of the member itself. */
  self(signal: AbortSignal): Promise<JsonObject> {
    return this.#get(SELF_PATH, signal, v2(SELF_PATH));
  }

  /** The v2 statistics of the store. */
  store(signal: AbortSignal): Promise<JsonObject> {
    return this.#get(STORE_PATH, signal, v2(STORE_PATH));
  }

  /** The v2 statistics of the followers; a member that does not lead has none. */
  leader(signal: AbortSignal): Promise<JsonObject> {
    // A follower's answer to what only the leader knows.
    const statuses = [STATUS_CODE.Forbidden];
    return this.#get(LEADER_PATH, signal, v2(LEADER_PATH), statuses);
  }

  /** Whether the member is healthy. */
  health(signal: AbortSignal): Promise<JsonObject> {
    // The answer of an etcd that is not healthy.
    const statuses = [STATUS_CODE.ServiceUnavailable];
    return this.#get(HEALTH_PATH, signal, undefined, statuses);
  }

  /** The versions of server and cluster. */
  version(signal: AbortSignal): Promise<JsonObject> {
    return this.#get(VERSION_PATH, signal);
  }

  /** The member's status. */
  async status(signal: AbortSignal): Promise<JsonObject> {
    return checkStatus(await this.#post(STATUS_METHOD, signal));
  }

  /**
   * The alarms that are raised. etcd writes each question for them into the
   * raft log, on the disks of all members, and can't answer it without a
   * majority: see `alarmsInStatus` first.
   */
  async alarms(signal: AbortSignal): Promise<readonly Alarm[]> {
    return alarmsInAnswer(await this.#post(ALARM_METHOD, signal));
  }

  /** The member list, by the v3 API, or by the v2 API where that has none. */
  async memberList(signal: AbortSignal): Promise<MemberList> {
    try {
      return memberList(await this.#post(MEMBERS_METHOD, signal));
    } catch (v3) {
      if (signal.aborted) throw v3;
      try {
        return memberListV2(await this.#get(MEMBERS_PATH, signal));
      } catch (v2) {
        // That one API is absent says little where the other one failed.
        throw v3 instanceof AbsentError ? v2 : v3;
      }
    }
  }

  #get(
    path: string,
    signal: AbortSignal,
    feature?: Feature,
    statuses?: readonly number[],
  ): Promise<JsonObject> {
    const ask = () => this.#api.ask({ path, statuses, signal });
    return this.#absent.watch(path, signal, ask, feature);
  }

  #post(method: string, signal: AbortSignal): Promise<JsonObject> {
    const ask = () => this.#gateway.ask(method, signal);
    return this.#absent.watch(method, signal, ask, GATEWAY);
  }
}
