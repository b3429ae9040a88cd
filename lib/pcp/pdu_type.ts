/**
 * The type codes of PDUs (protocol data units), as in PCP's `libpcp.h`.
 *
 * @module
 */

/** Outcome of a request that failed (or of a store), or the end of a client context. */
export const PDU_ERROR = 0x7000;
/** Values of metrics: the answer to a fetch, and the request to store. */
export const PDU_RESULT = 0x7001;
/** Which instances the following fetches want. Has no answer. */
export const PDU_PROFILE = 0x7002;
/** Request for the values of metrics. */
export const PDU_FETCH = 0x7003;
/** Request for the descriptor of a metric. */
export const PDU_DESC_REQ = 0x7004;
/** The descriptor of a metric. */
export const PDU_DESC = 0x7005;
/** Request for instances of an instance domain. */
export const PDU_INSTANCE_REQ = 0x7006;
/** Instances of an instance domain. */
export const PDU_INSTANCE = 0x7007;
/** Request for help text. */
export const PDU_TEXT_REQ = 0x7008;
/** Help text. */
export const PDU_TEXT = 0x7009;
/** Log control, of pmlogger alone. An agent ignores it. */
export const PDU_CONTROL_REQ = 0x700a;
/** Credentials: the exchange of protocol versions that opens a connection. */
export const PDU_CREDS = 0x700c;
/** A list of pmIDs: the request for names, and the answer to one for pmIDs. */
export const PDU_PMNS_IDS = 0x700d;
/** A list of names: the request for pmIDs, and the answer to the other name space requests. */
export const PDU_PMNS_NAMES = 0x700e;
/** Request for the direct children of a name. */
export const PDU_PMNS_CHILD = 0x700f;
/** Request for all metrics below a name. */
export const PDU_PMNS_TRAVERSE = 0x7010;
/** An attribute of a client's connection. Has no answer. */
export const PDU_ATTR = 0x7011;
/** Request for labels. */
export const PDU_LABEL_REQ = 0x7012;
/** Labels. */
export const PDU_LABEL = 0x7013;

const NAMES: ReadonlyMap<number, string> = new Map([
  [PDU_ERROR, "ERROR"],
  [PDU_RESULT, "RESULT"],
  [PDU_PROFILE, "PROFILE"],
  [PDU_FETCH, "FETCH"],
  [PDU_DESC_REQ, "DESC_REQ"],
  [PDU_DESC, "DESC"],
  [PDU_INSTANCE_REQ, "INSTANCE_REQ"],
  [PDU_INSTANCE, "INSTANCE"],
  [PDU_TEXT_REQ, "TEXT_REQ"],
  [PDU_TEXT, "TEXT"],
  [PDU_CONTROL_REQ, "CONTROL_REQ"],
  [PDU_CREDS, "CREDS"],
  [PDU_PMNS_IDS, "PMNS_IDS"],
  [PDU_PMNS_NAMES, "PMNS_NAMES"],
  [PDU_PMNS_CHILD, "PMNS_CHILD"],
  [PDU_PMNS_TRAVERSE, "PMNS_TRAVERSE"],
  [PDU_ATTR, "ATTR"],
  [PDU_LABEL_REQ, "LABEL_REQ"],
  [PDU_LABEL, "LABEL"],
]);

/**
 * Names a PDU type the way PCP's debug output does.
 *
 * @example
 * ```ts
 * import { PDU_FETCH, pduTypeStr } from "@pmdaetcd/pcp";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pduTypeStr(PDU_FETCH), "FETCH");
 * assertEquals(pduTypeStr(0x7fff), "TYPE-0x7fff");
 * ```
 */
export function pduTypeStr(type: number): string {
  return NAMES.get(type) ?? `TYPE-0x${type.toString(16)}`;
}
