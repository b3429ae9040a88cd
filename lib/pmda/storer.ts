/**
 * Answers stores: takes the values that clients set. See pmdaStore(3).
 *
 * @module
 */

import {
  PM_ERR_AGAIN,
  PM_ERR_BADSTORE,
  PM_ERR_INST,
  PM_ERR_PERMISSION,
  PM_ERR_PMID,
  PM_ERR_TYPE,
  PM_TYPE_32,
  PM_TYPE_U32,
  type PmAtomValue,
  PmError,
  pmIDStr,
  type PmType,
  type PmValueSet,
} from "../pcp/mod.ts";
import type { ClientContext } from "./client_context.ts";
import { SINGULAR } from "./instance_domain.ts";
import type { Agent } from "./agent.ts";

/**
 * Stores values, one after the other, up to the first that is not taken.
 *
 * @example
 * ```ts
 * import { PM_IN_NULL, PM_TYPE_32, PROFILE_ALL } from "@pmdaetcd/pcp";
 * import { Pmda } from "@pmdaetcd/pmda";
 * import { storeValues } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * let level = 0;
 * const pmda = new Pmda({
 *   name: "tank",
 *   domain: 400,
 *   sources: { level: () => level },
 *   clusters: [{
 *     cluster: 0,
 *     from: "level",
 *     metrics: [{
 *       name: "level",
 *       item: 0,
 *       type: "32",
 *       sem: "instant",
 *       oneline: "how full it is",
 *       value: (level) => level,
 *       store: (value) => {
 *         level = value;
 *       },
 *     }],
 *   }],
 * });
 * const pmid = pmda.names.pmid("tank.level");
 * const values = [{ inst: PM_IN_NULL, value: 7 }];
 * const context = { id: 0, attributes: new Map(), profile: PROFILE_ALL };
 * await storeValues(pmda, [{ pmid, type: PM_TYPE_32, values }], context, 1000);
 * assertEquals(level, 7);
 * ```
 *
 * @param sets The values, as decoded from a PDU: those in place as PM_TYPE_32.
 * @param budget Milliseconds that it may take.
 * @throws {PmError} PM_ERR_PMID, PM_ERR_INST, PM_ERR_PERMISSION, PM_ERR_TYPE,
 * PM_ERR_CONV and PM_ERR_BADSTORE for what is not taken, PM_ERR_AGAIN where
 * the time is over.
 */
export async function storeValues(
  pmda: Agent,
  sets: readonly PmValueSet[],
  context: ClientContext,
  budget: number,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const controller = new AbortController();
  const { signal } = controller;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new PmError(
        PM_ERR_AGAIN,
        `not stored within ${budget} ms`,
      );
      controller.abort(error);
      reject(error);
    }, budget);
  });
  try {
    for (const set of sets) {
      await Promise.race([storeSet(pmda, set, context, signal), late]);
    }
  } finally {
    clearTimeout(timer);
  }
}

async function storeSet(
  pmda: Agent,
  set: PmValueSet,
  context: ClientContext,
  signal: AbortSignal,
): Promise<void> {
  const metric = pmda.metric(set.pmid);
  const pmid = pmIDStr(set.pmid);
  if (metric === undefined) {
    throw new PmError(PM_ERR_PMID, `no metric ${pmid}`);
  }
  const { info, name, bound: { store, type } } = metric;
  if (store === undefined) {
    throw new PmError(PM_ERR_PERMISSION, `${name} can't be changed`);
  }
  if ("error" in set) {
    throw new PmError(
      PM_ERR_BADSTORE,
      `the value of ${pmid} is the error ${set.error}`,
    );
  }
  for (const { inst, value } of set.values) {
    // The client has been told that this one is not stored.
    signal.throwIfAborted();
    const instance = info.indom === undefined
      ? SINGULAR
      : info.indom.byInst(inst);
    if (instance === undefined) {
      throw new PmError(PM_ERR_INST, `no instance ${inst} of ${pmid}`);
    }
    await store(valueOf(value, set.type, type), instance, context);
  }
}

/** A stored value as one of its metric's type: those in place come as PM_TYPE_32. */
function valueOf(
  value: PmAtomValue,
  sent: PmType,
  wanted: PmType,
): PmAtomValue {
  if (sent === PM_TYPE_32 && wanted === PM_TYPE_U32) return Number(value) >>> 0;
  if (sent !== wanted) {
    throw new PmError(PM_ERR_TYPE, `value of type ${sent}, expected ${wanted}`);
  }
  return value;
}
