/**
 * Labels of instances of members.
 *
 * @module
 */

import type { PmLabel } from "../../pmda/mod.ts";
import type { Member } from "../api/mod.ts";

/** The labels of an instance of a member. */
export function memberLabels(
  member: Partial<Member> & Pick<Member, "id">,
): readonly PmLabel[] {
  const labels = [{ name: "member_id", value: member.id }];
  if (member.name !== undefined && member.name !== "") {
    labels.push({ name: "member_name", value: member.name });
  }
  if (member.peerURLs !== undefined && member.peerURLs.length > 0) {
    labels.push({ name: "peer_url", value: member.peerURLs.join(",") });
  }
  return labels;
}
