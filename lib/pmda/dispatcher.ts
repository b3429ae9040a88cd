/**
 * Answers the requests of pmcd, one PDU after the other, as pmdaMain(3) does.
 * Knows nothing of where the PDUs come from.
 *
 * @module
 */

import {
  decodeAttr,
  decodeChildReq,
  decodeDescReq,
  decodeError,
  decodeFetch,
  decodeIDList,
  decodeInstanceReq,
  decodeLabelReq,
  decodeNameList,
  decodeProfile,
  decodeResult,
  decodeTextReq,
  decodeTraverseReq,
  encodeDesc,
  encodeError,
  encodeIDList,
  encodeInstance,
  encodeLabels,
  encodeNameList,
  encodeResult,
  encodeText,
  type Pdu,
  PDU_ATTR,
  PDU_CONTROL_REQ,
  PDU_DESC_REQ,
  PDU_ERROR,
  PDU_FETCH,
  PDU_INSTANCE_REQ,
  PDU_LABEL_REQ,
  PDU_PMNS_CHILD,
  PDU_PMNS_IDS,
  PDU_PMNS_NAMES,
  PDU_PMNS_TRAVERSE,
  PDU_PROFILE,
  PDU_RESULT,
  PDU_TEXT_REQ,
  PduError,
  pduTypeStr,
  PM_ERR_GENERIC,
  PM_ERR_INDOM,
  PM_ERR_INST,
  PM_ERR_NOTCONN,
  PM_ERR_PMID,
  PM_ERR_TEXT,
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
  PM_TEXT_INDOM,
  PM_TEXT_ONELINE,
  PM_TEXT_PMID,
  PmError,
  pmErrStr,
  pmIDCluster,
  pmIDStr,
  pmInDomStr,
  type PmLabel,
  type PmLabelSet,
  PROFILE_ALL,
} from "../pcp/mod.ts";
import { ClientContexts } from "./client_context.ts";
import { Fetcher, selectInstances } from "./fetcher.ts";
import type { Log } from "./log.ts";
import type { Pmda } from "./pmda.ts";
import { storeValues } from "./storer.ts";

/** An answer: a PDU, or nothing where pmcd expects nothing. */
export type Answer = Uint8Array | undefined;

type Handler = (pdu: Pdu) => Answer | Promise<Answer>;

/**
 * Answers requests for an agent.
 *
 * @example
 * ```ts
 * import { decodeError, encodeDescReq, PduSplitter, PM_ERR_PMID } from "@pmdaetcd/pcp";
 * import { Dispatcher, Log, Pmda } from "@pmdaetcd/pmda";
 * import { assertEquals } from "@std/assert";
 *
 * const pmda = new Pmda({ name: "none", domain: 400, clusters: [] });
 * using dispatcher = new Dispatcher(pmda, new Log({ progname: "pmdanone" }));
 * const splitter = new PduSplitter();
 * splitter.push(encodeDescReq(0x64000000));
 * const request = splitter.next();
 * const answer = request && await dispatcher.dispatch(request);
 * assertEquals(answer && decodeError(answer), PM_ERR_PMID);
 * ```
 */
export class Dispatcher {
  readonly #pmda: Pmda;
  readonly #log: Log;
  readonly #budget: number;
  readonly #fetcher: Fetcher;
  readonly #handlers: ReadonlyMap<number, Handler>;
  readonly #contexts = new ClientContexts();
  #profile = PROFILE_ALL;

  /**
   * Makes a dispatcher.
   *
   * @param pmda The agent.
   * @param log Its log.
   * @param budget Milliseconds that a fetch or a store may take; pmcd waits 5000.
   */
  constructor(pmda: Pmda, log: Log, budget = 1000) {
    this.#pmda = pmda;
    this.#log = log;
    this.#budget = budget;
    this.#fetcher = new Fetcher(pmda, log, budget);
    this.#handlers = new Map<number, Handler>([
      [PDU_FETCH, (pdu) => this.#fetch(pdu)],
      [PDU_DESC_REQ, (pdu) => this.#desc(pdu)],
      [PDU_INSTANCE_REQ, (pdu) => this.#instance(pdu)],
      [PDU_TEXT_REQ, (pdu) => this.#text(pdu)],
      [PDU_LABEL_REQ, (pdu) => this.#label(pdu)],
      [PDU_PMNS_NAMES, (pdu) => this.#pmid(pdu)],
      [PDU_PMNS_IDS, (pdu) => this.#name(pdu)],
      [PDU_PMNS_CHILD, (pdu) => this.#children(pdu)],
      [PDU_PMNS_TRAVERSE, (pdu) => this.#traverse(pdu)],
      [PDU_RESULT, (pdu) => this.#store(pdu)],
      [PDU_PROFILE, (pdu) => this.#setProfile(pdu)],
      [PDU_ATTR, (pdu) => this.#attribute(pdu)],
      [PDU_ERROR, (pdu) => this.#endContext(pdu)],
      [PDU_CONTROL_REQ, () => undefined],
    ]);
  }

  /**
   * Answers a request. Never throws: what fails is answered with an error,
   * or not at all where pmcd expects no answer.
   *
   * @param pdu The request.
   * @returns The answer. It is there at once where nothing has to be waited for.
   */
  dispatch(pdu: Pdu): Answer | Promise<Answer> {
    const handler = this.#handlers.get(pdu.type);
    this.#log.debug("libpmda", () => `received ${pduTypeStr(pdu.type)}`);
    if (handler === undefined) {
      this.#log.error(`PDU ${pduTypeStr(pdu.type)} is no request; ignored`);
      return undefined;
    }
    try {
      const answer = handler(pdu);
      return answer instanceof Promise
        ? answer.catch((error) => this.#failed(pdu, error))
        : answer;
    } catch (error) {
      return this.#failed(pdu, error);
    }
  }

  /** Ends the timer that watches over the budget. */
  [Symbol.dispose](): void {
    this.#fetcher[Symbol.dispose]();
  }

  #failed(pdu: Pdu, error: unknown): Answer {
    const code = error instanceof PmError ? error.code : PM_ERR_GENERIC;
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof PduError || !(error instanceof PmError)) {
      this.#log.error(`${pduTypeStr(pdu.type)}: ${message}`);
    } else {
      this.#log.debug(
        "libpmda",
        () => `${pduTypeStr(pdu.type)}: ${pmErrStr(code)}: ${message}`,
      );
    }
    const unanswered = pdu.type === PDU_PROFILE || pdu.type === PDU_ATTR ||
      pdu.type === PDU_ERROR;
    return unanswered ? undefined : encodeError(code);
  }

  #fetch(pdu: Pdu): Answer | Promise<Answer> {
    const pmids = decodeFetch(pdu.bytes);
    this.#log.debug(
      "fetch",
      () => `context ${pdu.from}: ${pmids.map(pmIDStr).join(" ")}`,
    );
    const context = this.#contexts.get(pdu.from);
    const sets = this.#fetcher.fetch(pmids, this.#profile, context);
    return sets instanceof Promise
      ? sets.then((sets) => encodeResult(sets))
      : encodeResult(sets);
  }

  #desc(pdu: Pdu): Answer {
    const pmid = decodeDescReq(pdu.bytes);
    const metric = this.#pmda.metric(pmid);
    if (metric === undefined) {
      throw new PmError(PM_ERR_PMID, `no metric ${pmIDStr(pmid)}`);
    }
    return encodeDesc(metric.desc);
  }

  #instance(pdu: Pdu): Answer {
    const { indom, inst, name } = decodeInstanceReq(pdu.bytes);
    const where = pmInDomStr(indom);
    this.#log.debug("indom", () => `${where} inst ${inst} name ${name ?? ""}`);
    const domain = this.#pmda.indom(indom);
    if (domain === undefined) {
      throw new PmError(PM_ERR_INDOM, `no instance domain ${where}`);
    }
    if (name === undefined && inst === PM_IN_NULL) {
      return encodeInstance({ indom, instances: domain.instances });
    }
    const found = name === undefined
      ? domain.byInst(inst)
      : inst === PM_IN_NULL
      ? domain.byName(name)
      : undefined;
    if (found === undefined) {
      throw new PmError(
        PM_ERR_INST,
        `no instance ${name === undefined ? inst : `"${name}"`} in ${where}`,
      );
    }
    const instance = name === undefined
      ? { name: found.name }
      : { inst: found.inst };
    return encodeInstance({ indom, instances: [instance] });
  }

  #text(pdu: Pdu): Answer {
    const { ident, type } = decodeTextReq(pdu.bytes);
    const texts = (type & PM_TEXT_PMID) !== 0
      ? this.#pmda.metric(ident)?.info
      : (type & PM_TEXT_INDOM) !== 0
      ? this.#pmda.indom(ident)
      : undefined;
    if (texts === undefined) throw new PmError(PM_ERR_TEXT);
    const text = (type & PM_TEXT_ONELINE) !== 0 ? texts.oneline : texts.help;
    return encodeText({ ident, text: text ?? "" });
  }

  #label(pdu: Pdu): Answer {
    const { ident, type } = decodeLabelReq(pdu.bytes);
    const sets = this.#labelSets(
      ident,
      type & ~(PM_LABEL_COMPOUND | PM_LABEL_OPTIONAL),
    );
    this.#log.debug(
      "labels",
      () => `type ${type} ident ${ident}: ${sets.length} sets`,
    );
    return encodeLabels({ ident, type, sets });
  }

  #labelSets(ident: number, type: number): readonly PmLabelSet[] {
    const one = (labels: readonly PmLabel[] | undefined) =>
      labels === undefined || labels.length === 0
        ? []
        : [{ inst: PM_IN_NULL, labels }];
    switch (type) {
      case PM_LABEL_CONTEXT:
        return [];
      case PM_LABEL_DOMAIN:
        return one(this.#pmda.labels);
      case PM_LABEL_CLUSTER:
        return one(this.#pmda.cluster(pmIDCluster(ident))?.labels);
      case PM_LABEL_ITEM:
        return one(this.#pmda.metric(ident)?.info.labels);
      case PM_LABEL_INDOM:
        return one(this.#pmda.indom(ident)?.labels);
      case PM_LABEL_INSTANCES:
        return this.#instanceLabels(ident);
      default:
        throw new PmError(PM_ERR_TYPE, `no labels of type ${type}`);
    }
  }

  #instanceLabels(ident: number): readonly PmLabelSet[] {
    if (ident === PM_INDOM_NULL) return [{ inst: PM_IN_NULL, labels: [] }];
    const domain = this.#pmda.indom(ident);
    if (domain === undefined) return [];
    return selectInstances(domain, ident, this.#profile)
      .map(({ inst, labels }) => ({ inst, labels: labels ?? [] }));
  }

  #pmid(pdu: Pdu): Answer {
    const { names } = decodeNameList(pdu.bytes);
    if (names.length !== 1) {
      throw new PduError(`PDU PMNS_NAMES: ${names.length} names, expected one`);
    }
    this.#log.debug("pmns", () => `pmID of ${names[0]}`);
    const pmids = [this.#pmda.names.pmid(names[0])];
    return encodeIDList({ pmids, status: 0 });
  }

  #name(pdu: Pdu): Answer {
    const { pmids, status } = decodeIDList(pdu.bytes);
    if (pmids.length !== 1) {
      throw new PduError(`PDU PMNS_IDS: ${pmids.length} pmIDs, expected one`);
    }
    if (status < 0) throw new PmError(status);
    this.#log.debug("pmns", () => `names of ${pmIDStr(pmids[0])}`);
    return encodeNameList({ names: this.#pmda.names.names(pmids[0]) });
  }

  #children(pdu: Pdu): Answer {
    const { name, status } = decodeChildReq(pdu.bytes);
    this.#log.debug("pmns", () => `children of ${name}`);
    const children = this.#pmda.names.children(name);
    return encodeNameList(status ? children : { names: children.names });
  }

  #traverse(pdu: Pdu): Answer {
    const name = decodeTraverseReq(pdu.bytes);
    this.#log.debug("pmns", () => `metrics below ${name}`);
    return encodeNameList({ names: this.#pmda.names.traverse(name) });
  }

  async #store(pdu: Pdu): Promise<Answer> {
    const sets = decodeResult(pdu.bytes);
    const context = this.#contexts.get(pdu.from);
    await storeValues(this.#pmda, sets, context, this.#budget);
    return encodeError(0);
  }

  #setProfile(pdu: Pdu): Answer {
    this.#profile = decodeProfile(pdu.bytes);
    this.#log.debug(
      "profile",
      () =>
        `context ${pdu.from}: ${this.#profile.indoms.size} instance domains`,
    );
    return undefined;
  }

  #attribute(pdu: Pdu): Answer {
    const { attr, value } = decodeAttr(pdu.bytes);
    this.#log.debug("attr", () => `context ${pdu.from}: ${attr}=${value}`);
    this.#contexts.setAttribute(pdu.from, attr, value);
    return undefined;
  }

  #endContext(pdu: Pdu): Answer {
    const code = decodeError(pdu.bytes);
    if (code === PM_ERR_NOTCONN) {
      this.#log.debug("context", () => `end of context ${pdu.from}`);
      const ended = this.#contexts.end(pdu.from);
      if (ended !== undefined) this.#pmda.endContext(ended);
    } else {
      this.#log.error(
        `pmcd sends an error that nobody asked for: ${pmErrStr(code)}`,
      );
    }
    return undefined;
  }
}
