/**
 * The members of etcd's cluster, as its member list has them.
 *
 * @module
 */

import { BadAnswerError } from "../http/mod.ts";
import { hexId } from "./hex_id.ts";
import type { JsonObject } from "./json_object.ts";

export interface Member {
  /** In hexadecimal. */
  readonly id: string;
  /** Empty until it has been started for the first time. */
  readonly name: string;
  /** Where the other members reach it. */
  readonly peerURLs: readonly string[];
  /** Where clients reach it; none until it has been started. */
  readonly clientURLs: readonly string[];
  /** Whether it does not vote; undefined where the list does not say. */
  readonly isLearner?: boolean;
}

export interface MemberList {
  /** The members, in etcd's order. */
  readonly members: readonly Member[];
  /** The id of the one that was asked; undefined where the list does not say. */
  readonly self?: string;
}

/** The member list in an answer of the v3 API. @throws {BadAnswerError} */
export function memberList(payload: JsonObject): MemberList {
  if (!payload.has("header") || !payload.has("members")) {
    throw new BadAnswerError("answer is not a member list");
  }
  return {
    self: hexId(payload.object("header").proto64("member_id")),
    members: payload.objects("members").map((member) => ({
      id: hexId(member.proto64("ID")),
      name: member.has("name") ? member.string("name") : "",
      peerURLs: member.strings("peerURLs"),
      clientURLs: member.strings("clientURLs"),
      isLearner: member.protoBool("isLearner"),
    })),
  };
}

/** The same of the v2 API, which knows no learners. @throws {BadAnswerError} */
export function memberListV2(payload: JsonObject): MemberList {
  if (!payload.has("members")) {
    throw new BadAnswerError("answer is not a member list");
  }
  return {
    members: payload.objects("members").map((member) => ({
      id: member.string("id"),
      name: member.string("name"),
      peerURLs: member.strings("peerURLs"),
      clientURLs: member.strings("clientURLs"),
    })),
  };
}

/**
 * Names for the instances of members, no two alike and without spaces. A
 * member has its own name, or its id where it has none yet or another one has
 * the same.
 */
export function instanceNames(
  members: readonly Member[],
): ReadonlyMap<string, string> {
  const words = members.map(({ name }) => name.replace(/[\s\p{Cc}]+/gu, "_"));
  const taken = new Map<string, number>();
  const ids = members.map(({ id }) => id);
  for (const word of [...words, ...ids]) {
    taken.set(word, (taken.get(word) ?? 0) + 1);
  }
  return new Map(members.map(({ id }, i) => {
    const word = words[i];
    const usable = word !== "" && word.isWellFormed() && taken.get(word) === 1;
    return [id, usable ? word : id];
  }));
}
