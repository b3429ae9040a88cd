/**
 * A connection that bytes go over; what Deno's connections are.
 *
 * @module
 */

/** A connection. */
export interface Stream {
  /** Reads the next bytes: how many, null at the end. */
  read(bytes: Uint8Array): Promise<number | null>;
  /** Writes bytes: how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes it; what is waiting for it fails. */
  close(): void;
}
