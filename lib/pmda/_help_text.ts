import {
  PM_ERR_TEXT,
  PM_TEXT_INDOM,
  PM_TEXT_ONELINE,
  PM_TEXT_PMID,
  PmError,
} from "../pcp/mod.ts";
import type { HelpEntry } from "./help_file.ts";
import type { Agent } from "./agent.ts";

/**
 * The help text of a metric or an instance domain: from its table, else from
 * the agent's help file. See pmdaText(3).
 */
export function helpText(pmda: Agent, ident: number, type: number): string {
  const [table, file] = sources(pmda, ident, type);
  const text = (type & PM_TEXT_ONELINE) !== 0
    ? table?.oneline ?? file?.oneline
    : table?.help ?? file?.help ?? (table?.oneline && "");
  if (text === undefined) {
    throw new PmError(PM_ERR_TEXT, `no help text for ${ident}`);
  }
  return text;
}

function sources(
  pmda: Agent,
  ident: number,
  type: number,
): [Partial<HelpEntry> | undefined, HelpEntry | undefined] {
  const { help } = pmda.definition;
  if ((type & PM_TEXT_PMID) !== 0) {
    const metric = pmda.metric(ident);
    return [metric?.info, metric && help?.metric(metric.name, ident)];
  }
  if ((type & PM_TEXT_INDOM) !== 0) {
    const indom = pmda.indom(ident);
    return [indom, indom && help?.indom(pmda.name, ident)];
  }
  return [undefined, undefined];
}
