/**
 * What the status of a member says, by the v3 API's `maintenance/status`.
 *
 * @module
 */

import { BadAnswerError } from "../http/mod.ts";
import { hexId } from "./hex_id.ts";
import type { JsonObject } from "./json_object.ts";

/**
 * Makes sure that an answer is the status of a member: as absent fields count
 * as 0, any JSON object would look like one.
 *
 * @throws {BadAnswerError} Where it is none.
 */
export function checkStatus(answer: JsonObject): JsonObject {
  if (!answer.has("header") || !answer.has("version")) {
    throw new BadAnswerError("answer is not a member's status");
  }
  return answer;
}

/** The id, in hexadecimal, of the member that an answer of the v3 API comes from. */
export function answererOf(answer: JsonObject): string {
  return hexId(answer.object("header").proto64("member_id"));
}
