/**
 * Expositions for tests.
 *
 * @module
 */

import type { Exposition } from "../../../lib/etcd/exposition/exposition.ts";
import { ExpositionParser } from "../../../lib/etcd/exposition/exposition_parser.ts";

const encoder = new TextEncoder();

/** Parses a text. */
export function parsed(text: string, before?: Exposition): Exposition {
  return parsedBytes(encoder.encode(text), before);
}

/** Parses a text in Latin-1, whose characters beyond ASCII are no UTF-8. */
export function parsedLatin1(text: string, before?: Exposition): Exposition {
  return parsedBytes(latin1(text), before);
}

/** Parses bytes that come at once. */
export function parsedBytes(
  bytes: Uint8Array,
  before?: Exposition,
): Exposition {
  const parser = new ExpositionParser(before);
  parser.push(bytes);
  return parser.end();
}

/** A text in Latin-1. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
