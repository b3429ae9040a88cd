/**
 * Connects an agent to pmcd and answers until pmcd ends the connection. See
 * pmdaMain(3).
 *
 * @module
 */

import { encodeHex } from "@std/encoding/hex";
import {
  decodeCreds,
  encodeCreds,
  encodeError,
  errorText,
  type Pdu,
  PDU_CREDS,
  PDU_FLAG_AUTH,
  PDU_FLAG_CONTAINER,
  PDU_VERSION,
  pduTypeStr,
  PM_ERR_PMDAREADY,
} from "../pcp/mod.ts";
import type { Connection } from "./connection.ts";
import { logStrays } from "./_log_strays.ts";
import { isComing } from "./_when_there.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { Log } from "./log.ts";
import type { Agent } from "./agent.ts";

/**
 * Serves an agent: exchanges credentials, then answers request after request,
 * until pmcd ends the connection or sends what is no PDU.
 *
 * @example
 * ```ts
 * import { decodeCreds } from "@pmdaetcd/pcp";
 * import { Log, Pmda } from "@pmdaetcd/pmda";
 * import { type Connection, serve } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const written: Uint8Array[] = [];
 * const connection: Connection = {
 *   next: () => null,
 *   write: (pdu) => void written.push(pdu),
 * };
 * const pmda = new Pmda({ name: "none", domain: 400, clusters: [] });
 * await serve(pmda, connection, new Log({ progname: "pmdanone", write: () => {} }));
 * assertEquals(decodeCreds(written[0]).version, 2);
 * ```
 */
export async function serve(
  pmda: Agent,
  connection: Connection,
  log: Log,
): Promise<void> {
  using _strays = logStrays(log);
  try {
    await exchange(pmda, connection, log);
  } catch (error) {
    const reason = errorText(error);
    log.error(`connection to pmcd: ${reason}`);
  } finally {
    pmda.closeCaches();
  }
}

async function exchange(
  pmda: Agent,
  connection: Connection,
  log: Log,
): Promise<void> {
  using dispatcher = new Dispatcher(pmda, log);
  const send = (pdu: Uint8Array) => {
    if (log.debugs("pdu")) dump("sent", pdu, log);
    return connection.write(pdu);
  };
  const { attributes } = pmda.definition;
  const flags = attributes ? PDU_FLAG_AUTH | PDU_FLAG_CONTAINER : 0;
  await send(encodeCreds({ version: PDU_VERSION, flags }, Deno.pid));
  let ready = readiness(pmda, log);
  let greeted = false;
  for (;;) {
    const next = connection.next();
    if (ready !== undefined && await Promise.race([next, ready]) === READY) {
      ready = undefined;
      log.info("ready");
      if (dispatcher.setReady()) await send(encodeError(PM_ERR_PMDAREADY));
    }
    const pdu = isComing(next) ? await next : next;
    if (pdu === null) return;
    if (log.debugs("pdu")) dump("received", pdu.bytes, log);
    if (!greeted) {
      greeted = true;
      checkGreeting(pdu, log);
      if (pdu.type === PDU_CREDS) continue;
    }
    const dispatched = dispatcher.dispatch(pdu);
    const answer = isComing(dispatched) ? await dispatched : dispatched;
    const sent = answer === undefined ? undefined : send(answer);
    if (isComing(sent)) await sent;
    dispatcher.done();
    pmda.saveCaches();
  }
}

/** What an agent that has become ready is told by. */
const READY = Symbol("ready");

/** When the agent is ready, undefined where it has been from the start. */
function readiness(pmda: Agent, log: Log): Promise<typeof READY> | undefined {
  return pmda.definition.ready?.then(
    () => READY,
    (error) => {
      const reason = errorText(error);
      log.error(`the agent's preparation failed: ${reason}`);
      return READY;
    },
  );
}

/** pmcd answers credentials with its own; anything else that comes first is told, and answered like any request. */
function checkGreeting(pdu: Pdu, log: Log): void {
  try {
    if (pdu.type !== PDU_CREDS) {
      log.error(`expected credentials first, got ${pduTypeStr(pdu.type)}`);
      return;
    }
    const { version } = decodeCreds(pdu.bytes);
    if (version !== PDU_VERSION) {
      log.warning(
        `pmcd has protocol version ${version}, expected ${PDU_VERSION}`,
      );
    }
  } catch (error) {
    log.error(`credentials: ${errorText(error)}`);
  }
}

function dump(verb: string, pdu: Uint8Array, log: Log): void {
  log.debug("pdu", () => {
    const view = new DataView(pdu.buffer, pdu.byteOffset, pdu.byteLength);
    const type = pduTypeStr(view.getUint32(4));
    const lines = [
      `${verb} ${type} len=${pdu.length} from=${view.getUint32(8)}`,
    ];
    for (let at = 0; at < pdu.length; at += 32) {
      const words: string[] = [`${String(at / 4).padStart(3, "0")}:`];
      for (let word = at; word < Math.min(at + 32, pdu.length); word += 4) {
        words.push(encodeHex(pdu.subarray(word, word + 4)));
      }
      lines.push(words.join(" "));
    }
    return lines;
  });
}
