import {
  checkLabels,
  PM_ERR_TYPE,
  PM_IN_NULL,
  PM_INDOM_NULL,
  PM_LABEL_CLUSTER,
  PM_LABEL_COMPOUND,
  PM_LABEL_CONTEXT,
  PM_LABEL_DOMAIN,
  PM_LABEL_INDOM,
  PM_LABEL_INSTANCES,
  PM_LABEL_ITEM,
  PM_LABEL_OPTIONAL,
  PmError,
  pmIDCluster,
  type PmLabelSet,
} from "../pcp/mod.ts";
import { EndOfAnswer } from "./_end_of_answer.ts";
import type { LogOnce } from "./_log_once.ts";
import type { ClientContext } from "./client_context.ts";
import { selectInstances } from "./_select_instances.ts";
import type { PmdaLabels } from "./pmda_labels.ts";
import type { Agent } from "./agent.ts";

/** The labels of one kind that something has. See pmdaLabel(3). */
export function labelSets(
  pmda: Agent,
  ident: number,
  type: number,
  context: ClientContext,
  once: LogOnce,
  due: number,
): readonly PmLabelSet[] {
  switch (type & ~(PM_LABEL_COMPOUND | PM_LABEL_OPTIONAL)) {
    case PM_LABEL_CONTEXT:
      return [];
    case PM_LABEL_DOMAIN:
      return one(pmda.labels, context);
    case PM_LABEL_CLUSTER:
      return one(pmda.cluster(pmIDCluster(ident))?.labels, context);
    case PM_LABEL_ITEM:
      return one(pmda.metric(ident)?.info.labels, context);
    case PM_LABEL_INDOM:
      return one(pmda.indom(ident)?.labels, context);
    case PM_LABEL_INSTANCES:
      return ofInstances(pmda, ident, context, once, due);
    default:
      throw new PmError(PM_ERR_TYPE, `no labels of type ${type}`);
  }
}

function one(
  labels: PmdaLabels | undefined,
  context: ClientContext,
): readonly PmLabelSet[] {
  const computed = typeof labels === "function" ? labels(context) : labels;
  return computed === undefined || computed.length === 0
    ? []
    : [{ inst: PM_IN_NULL, labels: computed }];
}

/** An instance whose labels can't be had costs the others nothing. */
function ofInstances(
  pmda: Agent,
  ident: number,
  context: ClientContext,
  once: LogOnce,
  due: number,
): readonly PmLabelSet[] {
  if (ident === PM_INDOM_NULL) return [{ inst: PM_IN_NULL, labels: [] }];
  const domain = pmda.indom(ident);
  if (domain === undefined) return [];
  const end = new EndOfAnswer(due);
  const instances = selectInstances(domain, ident, context.profile);
  return instances.map((instance) => {
    const { inst } = instance;
    try {
      if (end.isPast()) throw new Error("not ready in time");
      const labels = domain.instanceLabels(instance, context);
      checkLabels(labels);
      return { inst, labels };
    } catch (error) {
      once.error(`labels of instances of serial ${domain.serial}`, error);
      return { inst, labels: [] };
    }
  });
}
