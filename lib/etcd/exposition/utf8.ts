/**
 * Decodes UTF-8 so that bytes that are none can be told from what was sent.
 *
 * @module
 */

/** Replaces bytes that are not UTF-8: half of a surrogate pair, which UTF-8 can't encode. */
const NOT_UTF8 = "\udc80";
/** What TextDecoder puts in their place, and what UTF-8 can encode as well. */
const REPLACEMENT = "\ufffd";
const REPLACEMENT_BYTES = [0xef, 0xbf, 0xbd];

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Decodes whole characters; {@linkcode isUtf8} finds those that are none. */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  return text.includes(REPLACEMENT) ? decodeMarked(bytes) : text;
}

/** Whether all of a text, or of a part of it, was UTF-8. */
export function isUtf8(text: string): boolean {
  return !text.includes(NOT_UTF8);
}

/** A copy of a decoded text: a part of a text would keep the whole text in memory. */
export function copyText(text: string): string {
  return isUtf8(text)
    ? decoder.decode(encoder.encode(text))
    : text.split(NOT_UTF8).map(copyText).join(NOT_UTF8);
}

/** Decodes the text between replacement characters that were really sent. */
function decodeMarked(bytes: Uint8Array): string {
  const parts: string[] = [];
  let start = 0;
  let at = bytes.indexOf(REPLACEMENT_BYTES[0]);
  while (at >= 0) {
    if (REPLACEMENT_BYTES.every((byte, i) => bytes[at + i] === byte)) {
      parts.push(decodePart(bytes.subarray(start, at)));
      start = at + REPLACEMENT_BYTES.length;
    }
    at = bytes.indexOf(REPLACEMENT_BYTES[0], at + 1);
  }
  parts.push(decodePart(bytes.subarray(start)));
  return parts.join(REPLACEMENT);
}

function decodePart(bytes: Uint8Array): string {
  return decoder.decode(bytes).replaceAll(REPLACEMENT, NOT_UTF8);
}
