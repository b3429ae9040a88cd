/**
 * The status of each member of the cluster, asked of the member itself.
 *
 * @module
 */

import type { Log } from "../../pmda/mod.ts";
import { BadAnswerError, UnreachableError } from "../http/mod.ts";
import { AbsentFeatures } from "./absent_features.ts";
import type { EtcdApi } from "./api.ts";
import { Gateway } from "./gateway.ts";
import type { Member } from "./member_list.ts";
import { STATUS_METHOD } from "./paths.ts";
import type { JsonObject } from "./json_object.ts";
import { answererOf, checkStatus } from "./status.ts";

/** Asks the etcd at one URL for its status. */
type Ask = (signal: AbortSignal) => Promise<JsonObject>;

const HTTP = new Set(["http:", "https:"]);

export class MemberStatuses {
  readonly #api: EtcdApi;
  readonly #limit: number;
  readonly #log: Log;
  /** What asks each URL. Each has a gateway of its own: versions may differ. */
  #asks: ReadonlyMap<string, Ask> = new Map();

  constructor(api: EtcdApi, limit: number, log: Log) {
    this.#api = api;
    this.#limit = limit;
    this.#log = log;
  }

  /**
   * Asks members, all at the same time, each at all of its client URLs. An
   * answer of another member, which the same URL may lead to from here, does
   * not count. The results are those of each member's id.
   */
  async ask(
    members: readonly Member[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, PromiseSettledResult<JsonObject>>> {
    const asks = this.#update(members);
    const controller = new AbortController();
    const { promise: ended, reject } = Promise.withResolvers<never>();
    ended.catch(() => {});
    const end = () => {
      const reason = new UnreachableError("the member does not answer");
      controller.abort(reason);
      reject(reason);
    };
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    const timer = setTimeout(end, this.#limit);
    try {
      const results = await Promise.allSettled(
        members.map((member) =>
          Promise.race([statusOf(member, asks, controller.signal), ended])
        ),
      );
      return new Map(members.map(({ id }, i) => [id, results[i]]));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    }
  }

  /** What asks the members that there are now. */
  #update(members: readonly Member[]): ReadonlyMap<string, Ask> {
    const asks = new Map<string, Ask>();
    for (const text of members.flatMap(({ clientURLs }) => clientURLs)) {
      const known = this.#asks.get(text);
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (known !== undefined) {
        asks.set(text, known);
      } else if (url !== undefined && HTTP.has(url.protocol)) {
        asks.set(text, this.#askAt(url));
      }
    }
    this.#asks = asks;
    return asks;
  }

  #askAt(url: URL): Ask {
    const gateway = new Gateway(this.#api.at(url));
    const absence = new AbsentFeatures(this.#log);
    return (signal) =>
      absence.watch(
        STATUS_METHOD,
        signal,
        () => gateway.ask(STATUS_METHOD, signal),
      );
  }
}

/** The status of a member, from whichever of its URLs has it first. */
async function statusOf(
  { id, clientURLs }: Member,
  asks: ReadonlyMap<string, Ask>,
  signal: AbortSignal,
): Promise<JsonObject> {
  const answers = clientURLs.map(async (url) => {
    const ask = asks.get(url);
    if (ask === undefined) {
      throw new UnreachableError(`${url} can't be asked`);
    }
    const status = checkStatus(await ask(signal));
    const answerer = answererOf(status);
    if (answerer === id) return status;
    throw new BadAnswerError(`member ${answerer} answers at ${url}`);
  });
  try {
    return await Promise.any(answers);
  } catch (error) {
    const [first] = error instanceof AggregateError ? error.errors : [error];
    throw first ?? new UnreachableError(`member ${id} has no client URL`);
  }
}
