import { assertEquals } from "@std/assert";
import { Log } from "../../lib/pmda/mod.ts";

function log(write: (text: string) => void): Log {
  const now = () => new Date(2026, 10, 22, 13, 5, 9);
  return new Log({
    progname: "p",
    pid: 1,
    now,
    write,
    debug: new Set(["pdu"]),
  });
}

Deno.test("text from elsewhere can't end a line nor make up another", () => {
  const texts: string[] = [];
  log((text) => texts.push(text)).error("a\n[Sun Nov 22] b\r\x1b[31m\x9b");
  assertEquals(texts, [
    "[Sun Nov 22 13:05:09] p(1) Error: a\\x0a[Sun Nov 22] b\\x0d\\x1b[31m\\x9b\n",
  ]);
});

Deno.test("debug output may have several lines", () => {
  const texts: string[] = [];
  log((text) => texts.push(text)).debug("pdu", () => ["a\nb", "c"]);
  assertEquals(texts, ["[Sun Nov 22 13:05:09] p(1) Debug: a\\x0ab\nc\n"]);
});

Deno.test("a log that can't be written harms nobody", () => {
  const full = log(() => {
    throw new Error("no space left on device");
  });
  full.error("a");
  full.started("host");
  full.finished();
});
