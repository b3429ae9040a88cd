import { toTransformStream } from "@std/streams/to-transform-stream";
import { type Pdu, PduError, PduSplitter } from "../pcp/mod.ts";

/** Where the bytes end in the middle of a PDU. */
export function endWithinPdu(pending: number): PduError {
  return new PduError(`ended within a PDU, after ${pending} bytes of it`);
}

/**
 * Cuts a stream of bytes into PDUs. Those before something that is no PDU, or
 * before an early end, come before the error.
 */
export function pduStream(): TransformStream<Uint8Array, Pdu> {
  return toTransformStream(
    async function* (chunks: ReadableStream<Uint8Array>) {
      const splitter = new PduSplitter();
      for await (const chunk of chunks) {
        splitter.push(chunk);
        for (let pdu = splitter.next(); pdu; pdu = splitter.next()) yield pdu;
      }
      if (splitter.pending > 0) throw endWithinPdu(splitter.pending);
    },
  );
}
