/**
 * A client of an agent in memory, for tests.
 *
 * @module
 */

import {
  checkValue,
  decodeDesc,
  decodeError,
  decodeIDList,
  decodeInstance,
  decodeLabels,
  decodeNameList,
  decodeResult,
  decodeText,
  encodeAttr,
  encodeDescReq,
  encodeError,
  encodeFetch,
  encodeInstanceReq,
  encodeLabelReq,
  encodeNameList,
  encodeProfile,
  encodeResult,
  encodeTextReq,
  encodeTraverseReq,
  type JsonValue,
  PDU_ERROR,
  PduSplitter,
  PM_ERR_NOTCONN,
  PM_ERR_TYPE,
  PM_IN_NULL,
  PM_INDOM_NULL,
  PM_LABEL_CLUSTER,
  PM_LABEL_DOMAIN,
  PM_LABEL_INDOM,
  PM_LABEL_INSTANCES,
  PM_LABEL_ITEM,
  PM_TEXT_HELP,
  PM_TEXT_ONELINE,
  PM_TEXT_PMID,
  PM_TYPE_U32,
  PM_TYPES,
  type PmAtomValue,
  type PmDesc,
  PmError,
  type PmID,
  pmIDDomain,
  type PmInDom,
  type PmInDomProfile,
  type PmValueSet,
} from "../pcp/mod.ts";
import type { Dispatcher } from "./dispatcher.ts";

/**
 * What a fetch gives for a metric: its value, undefined where it has none; of a
 * metric with instances an object with the value of each by its name; or the
 * PM_ERR code.
 */
export type Fetched =
  | PmAtomValue
  | undefined
  | { readonly [instance: string]: PmAtomValue }
  | { readonly error: number };

/** A client of an agent, which talks to it in PDUs as pmcd does. */
export class TestClient {
  /** The number of its context. */
  readonly id: number;
  readonly #root: string;
  readonly #dispatcher: Dispatcher;
  readonly #wanted = new Map<PmInDom, PmInDomProfile>();

  /** Makes a client of the agent with this name. */
  constructor(dispatcher: Dispatcher, root: string, id: number) {
    this.#dispatcher = dispatcher;
    this.#root = root;
    this.id = id;
  }

  /**
   * Sends a PDU of any type.
   *
   * @returns The PDU that answers it, which may be a PDU_ERROR; undefined where
   * pmcd expects none.
   */
  async send(pdu: Uint8Array): Promise<Uint8Array | undefined> {
    const splitter = new PduSplitter();
    splitter.push(pdu);
    const request = splitter.next();
    if (request === undefined || splitter.pending > 0) {
      throw new TypeError(`${pdu.length} bytes are not one PDU`);
    }
    const answer = await this.#dispatcher.dispatch(request);
    this.#dispatcher.done();
    return answer;
  }

  /**
   * Fetches metrics, all in one fetch: those with these names or below them,
   * all of the agent by default.
   *
   * @throws {PmError} PM_ERR_NAME where there is no such name.
   */
  async fetch(...names: string[]): Promise<Record<string, Fetched>> {
    const leaves = await this.names(...names);
    const pmids = await Promise.all(leaves.map((name) => this.pmid(name)));
    const answer = await this.#ask(encodeFetch(pmids, this.id));
    const fetched: [string, Fetched][] = [];
    for (const [i, set] of decodeResult(answer).entries()) {
      fetched.push([leaves[i], await this.#shown(set)]);
    }
    return Object.fromEntries(fetched);
  }

  /**
   * The full names of the metrics with these names or below them, all of the
   * agent by default.
   *
   * @throws {PmError} PM_ERR_NAME where there is no such name.
   */
  async names(...names: string[]): Promise<string[]> {
    const found: string[] = [];
    for (const name of names.length === 0 ? [this.#root] : names) {
      const answer = await this.#ask(encodeTraverseReq(name, this.id));
      found.push(...decodeNameList(answer).names);
    }
    return found;
  }

  /**
   * The pmID of a metric.
   *
   * @throws {PmError} PM_ERR_NAME where there is none.
   */
  async pmid(name: string): Promise<PmID> {
    const request = encodeNameList({ names: [name] }, this.id);
    return decodeIDList(await this.#ask(request)).pmids[0];
  }

  /**
   * The descriptor of a metric.
   *
   * @throws {PmError} PM_ERR_NAME where there is none.
   */
  async desc(name: string): Promise<PmDesc> {
    const request = encodeDescReq(await this.pmid(name), this.id);
    return decodeDesc(await this.#ask(request));
  }

  /** The instances of a metric: their names by their numbers. */
  async instances(metric: string): Promise<ReadonlyMap<number, string>> {
    const { indom } = await this.desc(metric);
    return this.#names(indom);
  }

  /** The help texts of a metric. */
  async help(metric: string): Promise<{ oneline: string; help: string }> {
    const ident = await this.pmid(metric);
    const text = async (type: number) => {
      const request = { ident, type: PM_TEXT_PMID | type };
      return decodeText(await this.#ask(encodeTextReq(request, this.id))).text;
    };
    return {
      oneline: await text(PM_TEXT_ONELINE),
      help: await text(PM_TEXT_HELP),
    };
  }

  /**
   * The labels that a metric has, or one of its instances: those of agent,
   * instance domain, cluster, metric and instance, of which later ones replace
   * earlier ones.
   */
  async labels(
    metric: string,
    instance?: string,
  ): Promise<Record<string, JsonValue>> {
    const { pmid, indom } = await this.desc(metric);
    const kinds = [
      [PM_LABEL_DOMAIN, pmIDDomain(pmid)],
      [PM_LABEL_INDOM, indom],
      [PM_LABEL_CLUSTER, pmid],
      [PM_LABEL_ITEM, pmid],
      [PM_LABEL_INSTANCES, indom],
    ] as const;
    const inst = instance === undefined
      ? PM_IN_NULL
      : await this.#inst(indom, instance);
    const labels: [string, JsonValue][] = [];
    for (const [type, ident] of kinds) {
      if (ident === PM_INDOM_NULL) continue;
      const request = encodeLabelReq({ ident, type }, this.id);
      for (const set of decodeLabels(await this.#ask(request)).sets) {
        if (set.inst !== PM_IN_NULL && set.inst !== inst) continue;
        for (const { name, value } of set.labels) labels.push([name, value]);
      }
    }
    return Object.fromEntries(labels);
  }

  /**
   * Stores a value into a metric, or into one of its instances; into all of
   * them by default.
   *
   * @throws {PmError} What the agent answers.
   */
  async store(
    metric: string,
    value: PmAtomValue,
    instance?: string,
  ): Promise<void> {
    const { pmid, indom, type } = await this.desc(metric);
    const known = Object.values(PM_TYPES).find((code) => code === type);
    if (known === undefined) throw new PmError(PM_ERR_TYPE);
    checkValue(known, value);
    const insts = instance !== undefined
      ? [await this.#inst(indom, instance)]
      : [...(await this.#names(indom)).keys()];
    const values = insts.map((inst) => ({ inst, value }));
    await this.#ask(encodeResult([{ pmid, type: known, values }], this.id));
  }

  /** Asks for no other instances of a metric from now on; for all where none is named. */
  async select(metric: string, ...instances: string[]): Promise<void> {
    const { indom } = await this.desc(metric);
    const insts = await Promise.all(
      instances.map((name) => this.#inst(indom, name)),
    );
    if (insts.length === 0) this.#wanted.delete(indom);
    else {
      this.#wanted.set(indom, { include: false, instances: new Set(insts) });
    }
    const profile = { include: true, indoms: this.#wanted };
    await this.send(encodeProfile(profile, this.id));
  }

  /** Says who the client is; the attribute is one of the PCP_ATTR codes. */
  async attribute(attr: number, value: string): Promise<void> {
    await this.send(encodeAttr({ attr, value }, this.id));
  }

  /** Ends the client. */
  async end(): Promise<void> {
    this.#wanted.clear();
    await this.send(encodeError(PM_ERR_NOTCONN, this.id));
  }

  /** The answer to a request; a PDU_ERROR is thrown. */
  async #ask(pdu: Uint8Array): Promise<Uint8Array> {
    const answer = await this.send(pdu);
    if (answer === undefined) throw new Error("the agent does not answer");
    const { buffer, byteOffset } = answer;
    if (new DataView(buffer, byteOffset).getUint32(4) !== PDU_ERROR) {
      return answer;
    }
    const code = decodeError(answer);
    if (code < 0) throw new PmError(code);
    return answer;
  }

  async #shown(set: PmValueSet): Promise<Fetched> {
    if ("error" in set) return { error: set.error };
    const { indom, type } = decodeDesc(
      await this.#ask(encodeDescReq(set.pmid, this.id)),
    );
    // A result does not say which of the two types a value in place has.
    const values = set.values.map(({ inst, value }) => ({
      inst,
      value: type === PM_TYPE_U32 ? Number(value) >>> 0 : value,
    }));
    if (indom === PM_INDOM_NULL) return values[0]?.value;
    const names = await this.#names(indom);
    return Object.fromEntries(
      values.map(({ inst, value }) => [names.get(inst) ?? inst, value]),
    );
  }

  /** The names of instances by their numbers. */
  async #names(indom: PmInDom): Promise<Map<number, string>> {
    if (indom === PM_INDOM_NULL) return new Map([[PM_IN_NULL, ""]]);
    const request = encodeInstanceReq({ indom, inst: PM_IN_NULL }, this.id);
    const { instances } = decodeInstance(await this.#ask(request));
    const names = new Map<number, string>();
    for (const { inst = PM_IN_NULL, name = "" } of instances) {
      names.set(inst, name);
    }
    return names;
  }

  async #inst(indom: PmInDom, name: string): Promise<number> {
    const request = { indom, inst: PM_IN_NULL, name };
    const answer = await this.#ask(encodeInstanceReq(request, this.id));
    return decodeInstance(answer).instances[0].inst ?? PM_IN_NULL;
  }
}
