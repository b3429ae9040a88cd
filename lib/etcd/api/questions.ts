/**
 * What etcd is asked for one fetch: each thing once at most, whichever
 * clusters need it.
 *
 * @module
 */

import { type Log, PM_ERR_AGAIN, PmError } from "../../pmda/mod.ts";
import { AbsentFeatures, type Feature } from "./absent_features.ts";
import type { EtcdApi } from "./api.ts";
import { Gateway } from "./gateway.ts";
import { hexId } from "./hex_id.ts";
import { type MemberList, memberList, memberListV2 } from "./member_list.ts";
import { answerOf, outcome, worseOf } from "./settled.ts";
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
import type { JsonObject } from "./json_object.ts";

/** A follower's answer to what only the leader knows. */
const FORBIDDEN = 403;
/** The answer of an etcd that is not healthy. */
const UNAVAILABLE = 503;

/** The v2 statistics at a path. */
function v2(name: string): Feature {
  const remedy = "it needs etcd's option --enable-v2, etcd 3.6 has none";
  return { name, remedy };
}

const GATEWAY = {
  name: "JSON gateway of the v3 API",
  remedy: "it needs etcd 3 and its option --enable-grpc-gateway",
};

/** What asks one etcd, fetch by fetch. */
export class Rounds {
  readonly #sources: Sources;
  readonly #rounds = new WeakMap<AbortSignal, Round>();

  /** Makes what asks an etcd. */
  constructor(api: EtcdApi, log: Log) {
    const absence = new AbsentFeatures(log);
    this.#sources = { api, absence, gateway: new Gateway(api) };
  }

  /** The round of a fetch. */
  of(signal: AbortSignal): Round {
    let round = this.#rounds.get(signal);
    if (round === undefined) {
      round = new Round(this.#sources, signal);
      this.#rounds.set(signal, round);
    }
    return round;
  }
}

interface Sources {
  readonly api: EtcdApi;
  readonly absence: AbsentFeatures;
  readonly gateway: Gateway;
}

/**
 * What etcd answers during one fetch. Each method fails with PM_ERR_APPVERSION
 * where this etcd does not have it, and with PM_ERR_AGAIN where it has no
 * usable answer. See {@linkcode Rounds} for an example.
 */
export class Round {
  /** Ends all requests when aborted. */
  readonly signal: AbortSignal;
  readonly #sources: Sources;
  readonly #answers = new Map<string, Promise<JsonObject>>();

  /** Makes the round of a fetch. */
  constructor(sources: Sources, signal: AbortSignal) {
    this.#sources = sources;
    this.signal = signal;
  }

  /** The v2 statistics of the member itself. */
  self(): Promise<JsonObject> {
    return this.#get(SELF_PATH, v2(SELF_PATH));
  }

  /** The v2 statistics of the store. */
  store(): Promise<JsonObject> {
    return this.#get(STORE_PATH, v2(STORE_PATH));
  }

  /** The v2 statistics of the followers; without any where another member leads. */
  leader(): Promise<JsonObject> {
    return this.#get(LEADER_PATH, v2(LEADER_PATH), [FORBIDDEN]);
  }

  /** Whether the member is healthy. */
  health(): Promise<JsonObject> {
    return this.#get(HEALTH_PATH, undefined, [UNAVAILABLE]);
  }

  /** The versions of server and cluster. */
  version(): Promise<JsonObject> {
    return this.#get(VERSION_PATH);
  }

  /** The member's status, by the v3 API. */
  async status(): Promise<JsonObject> {
    return checkStatus(await this.#post(STATUS_METHOD));
  }

  /** The alarms, by the v3 API. etcd writes the question into its log. */
  alarms(): Promise<JsonObject> {
    return this.#post(ALARM_METHOD);
  }

  /** The member list, by the v3 API, or by the v2 API where that has none. */
  async members(): Promise<MemberList> {
    const v3 = await outcome(this.#post(MEMBERS_METHOD).then(memberList));
    if (!(v3 instanceof PmError) || this.signal.aborted) return answerOf(v3);
    const coming = this.#get(MEMBERS_PATH).then(memberListV2);
    const v2 = await outcome(coming);
    if (v2 instanceof PmError) throw worseOf(v3, v2);
    return v2;
  }

  #get(
    path: string,
    feature?: Feature,
    statuses?: readonly number[],
  ): Promise<JsonObject> {
    const { api, absence } = this.#sources;
    const ask = () => api.get(path, this.signal, statuses);
    return this.#once(path, () => absence.watch(path, ask, feature));
  }

  #post(method: string): Promise<JsonObject> {
    const { gateway, absence } = this.#sources;
    const ask = () => gateway.post(method, "{}", this.signal);
    return this.#once(
      method,
      () => absence.watch(method, ask, GATEWAY),
    );
  }

  #once(what: string, ask: () => Promise<JsonObject>): Promise<JsonObject> {
    let answer = this.#answers.get(what);
    if (answer === undefined) {
      answer = ask();
      this.#answers.set(what, answer);
    }
    return answer;
  }
}

/**
 * Makes sure that an answer is the status of a member: as absent fields count
 * as 0, anything else would look like one.
 *
 * @throws {PmError} PM_ERR_AGAIN where it is none.
 */
export function checkStatus(payload: JsonObject): JsonObject {
  if (!payload.has("header") || !payload.has("version")) {
    throw new PmError(PM_ERR_AGAIN, "answer is no status of a member");
  }
  return payload;
}

/**
 * The member that an answer of the v3 API comes from.
 *
 * @throws {PmError} Where the answer does not say.
 */
export function answererOf(payload: JsonObject): string {
  return hexId(payload.object("header").proto64("member_id"));
}
