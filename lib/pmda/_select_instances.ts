import { inProfile, type PmInDom, type PmProfile } from "../pcp/mod.ts";
import type { Instance, PmdaIndom } from "./instance_domain.ts";

/** The instances of a domain that a profile wants. */
export function selectInstances(
  domain: PmdaIndom,
  indom: PmInDom,
  profile: PmProfile,
): readonly Instance[] {
  if (profile.include && profile.indoms.size === 0) return domain.instances;
  return domain.instances.filter(({ inst }) => inProfile(profile, indom, inst));
}
