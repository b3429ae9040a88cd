/**
 * What an agent needs of its connection to pmcd. See pmdaConnect(3).
 *
 * @module
 */

/** A connection to pmcd. */
export interface Connection {
  /**
   * The next bytes from pmcd; they belong to the caller.
   *
   * @returns The bytes, null at the end.
   */
  read(): Uint8Array | null | Promise<Uint8Array | null>;
  /**
   * Sends a PDU.
   *
   * @param pdu The PDU.
   */
  write(pdu: Uint8Array): void | Promise<void>;
}
