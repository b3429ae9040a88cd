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
  errorText,
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
  PM_ERR_PMDANOTREADY,
  PM_ERR_PMID,
  PM_IN_NULL,
  PmError,
  pmErrStr,
  pmIDStr,
  pmInDomStr,
} from "../pcp/mod.ts";
import { Deadline } from "./_deadline.ts";
import { helpText } from "./_help_text.ts";
import { labelSets } from "./_label_sets.ts";
import { LogOnce } from "./_log_once.ts";
import { attempt, isComing, whenThere } from "./_when_there.ts";
import { type ClientContext, ClientContexts } from "./client_context.ts";
import { Fetcher } from "./fetcher.ts";
import type { Log } from "./log.ts";
import type { Agent, PmdaRequest } from "./agent.ts";
import { storeValues } from "./storer.ts";

/** An answer: a PDU, or nothing where pmcd expects nothing. */
export type Answer = Uint8Array | undefined;

/** What a handler gets to know. */
interface Request {
  readonly pdu: Pdu;
  readonly context: ClientContext;
  /** When the answer must be there, on the clock of performance.now(). */
  readonly due: number;
}

type Handler = (request: Request) => Answer | Promise<Answer>;

/**
 * Answers requests for an agent.
 *
 * @example
 * ```ts
 * import { decodeError, encodeDescReq, PduSplitter, PM_ERR_PMID } from "@pmdaetcd/pcp";
 * import { Log, Pmda } from "@pmdaetcd/pmda";
 * import { Dispatcher } from "@pmdaetcd/pmda/testing";
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
  readonly #pmda: Agent;
  readonly #log: Log;
  readonly #once: LogOnce;
  readonly #fetcher: Fetcher;
  readonly #deadline = new Deadline();
  readonly #handlers: ReadonlyMap<number, Handler>;
  /** What pmcd only tells, whatever state the agent is in. */
  readonly #listeners: ReadonlyMap<number, (pdu: Pdu) => void>;
  readonly #contexts: ClientContexts;
  #refreshing: Promise<void> | undefined;
  /** Whether what is refreshing has had its time. */
  #refreshLate = false;
  #ready: boolean;
  #refused = false;

  /** Makes a dispatcher. */
  constructor(pmda: Agent, log: Log) {
    this.#pmda = pmda;
    this.#log = log;
    this.#once = new LogOnce(log);
    this.#fetcher = new Fetcher(pmda, log);
    this.#contexts = new ClientContexts((context) => this.#ended(context));
    this.#ready = pmda.definition.ready === undefined;
    this.#handlers = new Map<number, Handler>([
      [PDU_FETCH, (request) => this.#fetch(request)],
      [PDU_DESC_REQ, ({ pdu }) => this.#desc(pdu)],
      [PDU_INSTANCE_REQ, ({ pdu }) => this.#instance(pdu)],
      [PDU_TEXT_REQ, ({ pdu }) => this.#text(pdu)],
      [PDU_LABEL_REQ, (request) => this.#label(request)],
      [PDU_PMNS_NAMES, ({ pdu }) => this.#pmid(pdu)],
      [PDU_PMNS_IDS, ({ pdu }) => this.#name(pdu)],
      [PDU_PMNS_CHILD, ({ pdu }) => this.#children(pdu)],
      [PDU_PMNS_TRAVERSE, ({ pdu }) => this.#traverse(pdu)],
      [PDU_RESULT, (request) => this.#store(request)],
    ]);
    this.#listeners = new Map<number, (pdu: Pdu) => void>([
      [PDU_PROFILE, (pdu) => this.#setProfile(pdu)],
      [PDU_ATTR, (pdu) => this.#attribute(pdu)],
      [PDU_ERROR, (pdu) => this.#endContext(pdu)],
      [PDU_CONTROL_REQ, () => {}],
    ]);
  }

  /**
   * Answers a request. Never throws: what fails is answered with an error,
   * or not at all where pmcd expects no answer. The answer is there at once
   * where nothing has to be waited for.
   */
  dispatch(pdu: Pdu): Answer | Promise<Answer> {
    this.#log.debug("libpmda", () => `received ${pduTypeStr(pdu.type)}`);
    return attempt((): Answer | Promise<Answer> => {
      const handler = this.#handlers.get(pdu.type);
      if (handler === undefined) return this.#listen(pdu);
      const due = performance.now() + this.#pmda.budget;
      const context = this.#contexts.get(pdu.from);
      const request = { pdu, context, due };
      return whenThere(
        this.#prepare({ type: pdu.type, context }),
        () => handler(request),
      );
    }, (error) => this.#failed(pdu, error));
  }

  /** Ends a request, whose answer has been sent where there is one. */
  done(): void {
    try {
      this.#pmda.definition.done?.();
    } catch (error) {
      this.#once.error("done", error);
    }
  }

  /**
   * Takes note that the agent is ready to answer; see pmdaSendError(3).
   *
   * @returns Whether pmcd waits to hear of it.
   */
  setReady(): boolean {
    this.#ready = true;
    return this.#refused || this.#pmda.definition.notready === true;
  }

  /** Ends the timers that watch over the budget. */
  [Symbol.dispose](): void {
    this.#fetcher[Symbol.dispose]();
    this.#deadline[Symbol.dispose]();
  }

  #listen(pdu: Pdu): undefined {
    const listener = this.#listeners.get(pdu.type);
    if (listener === undefined) {
      this.#log.error(`PDU ${pduTypeStr(pdu.type)} is not a request; ignored`);
    }
    listener?.(pdu);
  }

  /** What has to happen before a request is answered. */
  #prepare(request: PmdaRequest): void | Promise<void> {
    if (!this.#ready) {
      this.#refused = true;
      throw new PmError(PM_ERR_PMDANOTREADY);
    }
    const { check, refresh } = this.#pmda.definition;
    check?.(request);
    return refresh === undefined ? undefined : this.#refresh(refresh, request);
  }

  /** Runs the agent's refresh, for as long as half of the budget. */
  #refresh(
    refresh: (request: PmdaRequest) => void | Promise<void>,
    request: PmdaRequest,
  ): void | Promise<void> {
    if (this.#refreshLate) return;
    if (this.#refreshing === undefined) {
      const refreshed = attempt(
        () => refresh(request),
        (error) => this.#once.error("refresh", error),
      );
      if (!isComing(refreshed)) return;
      this.#refreshing = refreshed.finally(() => {
        this.#refreshing = undefined;
        this.#refreshLate = false;
      });
    }
    const refreshing = this.#refreshing;
    return new Promise((resolve) => {
      const expired = () => {
        this.#refreshLate = true;
        this.#once.error(
          "refresh",
          new Error(`not finished within ${this.#pmda.budget / 2} ms`),
          "; requests don't wait for it until it has finished",
        );
        resolve();
      };
      this.#deadline.start(expired, this.#pmda.budget / 2);
      refreshing.then(() => {
        this.#deadline.clear(expired);
        resolve();
      });
    });
  }

  #failed(pdu: Pdu, error: unknown): Answer {
    const code = error instanceof PmError ? error.code : PM_ERR_GENERIC;
    const message = errorText(error);
    if (error instanceof PduError) {
      this.#log.error(`${pduTypeStr(pdu.type)}: ${message}`);
    } else if (!(error instanceof PmError)) {
      this.#once.error(pduTypeStr(pdu.type), error);
    } else {
      this.#log.debug(
        "libpmda",
        () => `${pduTypeStr(pdu.type)}: ${pmErrStr(code)}: ${message}`,
      );
    }
    return this.#handlers.has(pdu.type) ? encodeError(code) : undefined;
  }

  #fetch({ pdu, context, due }: Request): Answer | Promise<Answer> {
    const pmids = decodeFetch(pdu.bytes);
    this.#log.debug(
      "fetch",
      () => `context ${pdu.from}: ${pmids.map(pmIDStr).join(" ")}`,
    );
    return whenThere(
      this.#fetcher.fetch(pmids, context, due),
      (sets) => encodeResult(sets, 0, this.#pmda.takeChanges()),
    );
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
    return encodeText({ ident, text: helpText(this.#pmda, ident, type) });
  }

  #label({ pdu, context, due }: Request): Answer {
    const { ident, type } = decodeLabelReq(pdu.bytes);
    const sets = labelSets(this.#pmda, ident, type, context, this.#once, due);
    this.#log.debug(
      "labels",
      () => `type ${type} ident ${ident}: ${sets.length} sets`,
    );
    return encodeLabels({ ident, type, sets });
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

  async #store({ pdu, context, due }: Request): Promise<Answer> {
    const sets = decodeResult(pdu.bytes);
    await storeValues(this.#pmda, sets, context, due - performance.now());
    return encodeError(0);
  }

  #setProfile(pdu: Pdu): void {
    const profile = decodeProfile(pdu.bytes);
    this.#contexts.setProfile(pdu.from, profile);
    this.#log.debug(
      "profile",
      () => `context ${pdu.from}: ${profile.indoms.size} instance domains`,
    );
  }

  #attribute(pdu: Pdu): void {
    const { attr, value } = decodeAttr(pdu.bytes);
    this.#log.debug("attr", () => `context ${pdu.from}: ${attr}=${value}`);
    this.#contexts.setAttribute(pdu.from, attr, value);
  }

  #ended(context: ClientContext): void {
    try {
      this.#pmda.definition.endContext?.(context);
    } catch (error) {
      this.#once.error("endContext", error);
    }
  }

  #endContext(pdu: Pdu): void {
    const code = decodeError(pdu.bytes);
    if (code === PM_ERR_NOTCONN) {
      this.#log.debug("context", () => `end of context ${pdu.from}`);
      const ended = this.#contexts.end(pdu.from);
      if (ended !== undefined) this.#ended(ended);
    } else {
      this.#log.error(
        `unexpected error from pmcd: ${pmErrStr(code)}`,
      );
    }
  }
}
