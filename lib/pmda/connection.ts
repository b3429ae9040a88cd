/**
 * What an agent needs of its connection to pmcd. See pmdaConnect(3).
 *
 * @module
 */

import type { Pdu } from "../pcp/mod.ts";

/** A connection to pmcd. */
export interface Connection {
  /**
   * The next PDU from pmcd, null at the end. Its bytes belong to the caller.
   *
   * @throws {PduError} Where what comes is no PDU, or the end comes within one.
   */
  next(): Pdu | null | Promise<Pdu | null>;
  /** Sends a PDU. */
  write(pdu: Uint8Array): void | Promise<void>;
}
