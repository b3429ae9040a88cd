import { assert, assertEquals } from "@std/assert";
import {
  copyText,
  decodeUtf8,
  isUtf8,
} from "../../../lib/etcd/exposition/utf8.ts";
import { random } from "../../random.ts";

const encoder = new TextEncoder();

const TEXTS = [
  "",
  "plain",
  "größe 日本語 \u{1f600}",
  "\ufeffbom",
  "\ufffd",
  "a\ufffd\ufffdb",
];

for (const text of TEXTS) {
  Deno.test(`UTF-8 is decoded as it is: ${JSON.stringify(text)}`, () => {
    assertEquals(decodeUtf8(encoder.encode(text)), text);
    assert(isUtf8(text));
    assertEquals(copyText(text), text);
  });
}

const BROKEN: [what: string, bytes: number[]][] = [
  ["a byte that is none", [0xff]],
  ["a sequence that ends too early", [0xe2, 0x82]],
  ["a continuation without a beginning", [0x80]],
  ["half of a surrogate pair", [0xed, 0xb2, 0x80]],
  ["more bytes than needed", [0xc0, 0xaf]],
  ["beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
];

for (const [what, bytes] of BROKEN) {
  Deno.test(`${what} shows as no UTF-8, and what lies around it as it is`, () => {
    const around = ["", "a", "größe", "\ufffd", "\ufffd\ufffd"];
    for (const before of around) {
      for (const after of around) {
        const text = decodeUtf8(
          new Uint8Array([
            ...encoder.encode(before),
            ...bytes,
            ...encoder.encode(after),
          ]),
        );
        assert(!isUtf8(text), `${before}, ${after}`);
        assert(text.startsWith(before) && text.endsWith(after));
        assert(isUtf8(text.slice(0, before.length)));
        assert(isUtf8(text.slice(text.length - after.length)));
        const replacements = (text: string) => text.split("\ufffd").length;
        assertEquals(replacements(text), replacements(before + after));
        assertEquals(copyText(text), text);
      }
    }
  });
}

Deno.test("whatever the bytes are, the text is TextDecoder's with other marks", () => {
  const next = random(3);
  const samples = [0x41, 0x0a, 0xef, 0xbf, 0xbd, 0xe2, 0x82, 0xac, 0xff, 0xed];
  for (let round = 0; round < 2000; round++) {
    const bytes = Uint8Array.from(
      { length: 12 },
      () => samples[Math.floor(next() * samples.length)],
    );
    const text = decodeUtf8(bytes);
    assertEquals(text.toWellFormed(), new TextDecoder().decode(bytes));
    const strict = new TextDecoder("utf-8", { fatal: true });
    let fails = false;
    try {
      strict.decode(bytes);
    } catch {
      fails = true;
    }
    assertEquals(isUtf8(text), !fails);
  }
});
