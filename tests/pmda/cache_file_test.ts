import { assert, assertEquals } from "@std/assert";
import {
  type CacheContent,
  formatCache,
  parseCache,
} from "../../lib/pmda/testing.ts";
import { cacheFile } from "./memory_file.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** Parses a file: its instances as `inst=name`, the numbers of damaged lines. */
function parsed(text: string | Uint8Array) {
  const cache = parseCache(typeof text === "string" ? encode(text) : text);
  return {
    instances: cache?.records.map(({ inst, name }) => `${inst}=${name}`),
    damaged: cache?.damaged.map(({ line }) => line),
  };
}

const NAMES = [
  "sda",
  "eth0 the first one",
  "[foo]",
  "[ab] bar",
  "[]",
  "[",
  "größe",
  "日本語 😀",
  "trailing ",
  "two  spaces",
  "123 456",
  "\u00a0not a space",
  "\ufeffno mark",
  "x".repeat(5000),
];

Deno.test("what is written reads the same, whatever the names and keys", () => {
  const keys = [[], [0], [0xff, 0x80, 0x0a], Array(300).fill(7)];
  const content: CacheContent = {
    reuse: true,
    maximum: 4711,
    records: NAMES.flatMap((name, i) =>
      keys.map((key, j) => ({
        inst: j === 0 ? 0x7fffffff - i : 10 * i + j,
        stamp: 1_700_000_000 * j,
        key: new Uint8Array(key),
        name,
      }))
    ),
  };
  const parsed = parseCache(formatCache(content));
  assertEquals(parsed?.damaged, []);
  assertEquals(parsed?.reuse, true);
  assertEquals(parsed?.maximum, 4711);
  assertEquals(
    parsed?.records.map(({ inst, stamp, key, name }) => ({
      inst,
      stamp,
      key,
      name,
    })),
    content.records,
  );
  assertEquals(parsed?.records[3].line, 5);
});

Deno.test("headers of both versions are known, anything else is none", () => {
  const header = (text: string) => {
    const cache = parseCache(encode(text));
    return cache && [cache.reuse, cache.maximum];
  };
  assertEquals(header("1 0\n"), [false, 0x7fffffff]);
  assertEquals(header("1 1"), [true, 0x7fffffff]);
  assertEquals(header("2 0 2147483647\n"), [false, 0x7fffffff]);
  assertEquals(header("2 1 99\r\n"), [true, 99]);
  assertEquals(header("2 1 0 more"), [true, 0]);
  const none = ["", "\n", "2\n", "2 0\n", "2 2 99\n", "3 0 99\n", "0 0\n"];
  const more = ["2 0 2147483648\n", "2 0 -1\n", "-2 0 9\n", "#!/bin/sh\n"];
  for (
    const text of [...none, ...more, "2 0 99x\n", "\x7fELF\0\0", "20 0 9\n"]
  ) {
    assertEquals(header(text), undefined, JSON.stringify(text));
  }
});

Deno.test("a damaged line costs that line alone", () => {
  const bad = [
    "foo",
    "7",
    "7 ",
    "7 1700000000",
    "7 1700000000 ",
    "7 1700000000  \t ",
    "-7 1700000000 foo",
    "7 -1700000000 foo",
    "+7 1700000000 foo",
    "7.5 1700000000 foo",
    "0x7 1700000000 foo",
    "7e1 1700000000 foo",
    "2147483648 1700000000 foo",
    "99999999999999999999999999 1700000000 foo",
    "7 99999999999999999999 foo",
    "7 1700000000 fo\0o",
    "7 1700000000 fo\to",
    "7 1700000000 fo\ro",
    "7 1700000000 fo\u0085o",
    "foo 1700000000 7",
    " ",
    "1".repeat(100_000),
  ];
  for (const line of bad) {
    assertEquals(
      parsed(`2 0 9\n1 170 a\n${line}\n2 170 b c\n`),
      { instances: ["1=a", "2=b c"], damaged: [3] },
      JSON.stringify(line.slice(0, 50)),
    );
  }
});

Deno.test("lines that are no text in UTF-8 are damaged", () => {
  const file = new Uint8Array([
    ...encode("2 0 9\n1 170 a\n2 170 b"),
    0xff,
    0xfe,
    ...encode("\n3 170 c\n"),
  ]);
  assertEquals(parsed(file), { instances: ["1=a", "3=c"], damaged: [3] });
});

Deno.test("the ends of lines may be those of others, or missing", () => {
  assertEquals(parsed("2 0 9\r\n1 170 a\r\n\r\n2 170 b c\r\n"), {
    instances: ["1=a", "2=b c"],
    damaged: [],
  });
  assertEquals(parsed("2 0 9\n1 170 a\n\n\n2 170 b"), {
    instances: ["1=a", "2=b"],
    damaged: [],
  });
});

Deno.test("what is no key in hexadecimal belongs to the name", () => {
  assertEquals(
    parsed("2 0 9\n1 170 [foo]\n2 170 [abc] x\n3 170 [0A0b] x\n4 170 [ab\n"),
    { instances: ["1=[foo]", "2=[abc] x", "3=x", "4=[ab"], damaged: [] },
  );
});

Deno.test("no bytes are too wild to be parsed", () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % below;
  };
  const good = encode("2 0 2147483647\n5 1700000000 [0aff] sda one\n6 170 b\n");
  for (let i = 0; i < 3000; i++) {
    const bytes = good.slice();
    for (let flips = random(4); flips >= 0; flips--) {
      bytes[random(bytes.length)] = random(256);
    }
    for (const { inst, name } of parseCache(bytes)?.records ?? []) {
      assert(Number.isInteger(inst) && inst >= 0 && inst <= 0x7fffffff);
      assert(name !== "" && !/^ |\p{Cc}/u.test(name), JSON.stringify(name));
    }
  }
});

const content = (...names: string[]): CacheContent => ({
  reuse: false,
  maximum: 99,
  records: names.map((name, inst) => ({
    inst,
    stamp: 170,
    key: new Uint8Array(),
    name,
  })),
});

Deno.test("a file is read through short reads and rewritten through short writes", () => {
  const { memory, file, lines } = cacheFile("2 1 7\n3 170 sda\n");
  memory.chunk = 5;
  assertEquals(file.read()?.records.map(({ inst }) => inst), [3]);
  assertEquals(file.write(content("a", "b", "c")), true);
  assertEquals(memory.text, "2 0 99\n0 170 a\n1 170 b\n2 170 c\n");
  assertEquals(file.write(content("d")), true);
  assertEquals(memory.text, "2 0 99\n0 170 d\n");
  file.close();
  assertEquals([memory.closed, lines], [true, []]);
});

Deno.test("a large file is read whole", () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `disk${i}`);
  const { file } = cacheFile(formatCache(content(...names)));
  assertEquals(file.read()?.records.length, 20_000);
});

Deno.test("between writing and truncating there is nothing of the old lines", () => {
  const old = "2 0 99\n11 170 a\n12 170 b\n13 170 c\n";
  const { memory, file } = cacheFile(old);
  file.read();
  file.write(content("z"));
  assertEquals(memory.untruncated, [
    "2 0 99\n0 170 z\n".padEnd(old.length, "\n"),
  ]);
});

Deno.test("an empty file is an empty domain without a word", () => {
  const { file, lines } = cacheFile();
  assertEquals(file.read()?.records, []);
  assertEquals(lines, []);
});

Deno.test("damaged lines are named in the log, but not without end", () => {
  const { file, lines } = cacheFile("2 0 9\n1 170 a\nfoo\n2 170 b\nbar\n");
  assertEquals(file.read()?.records.length, 2);
  assertEquals(lines, [
    "Warning: 253.7:3: is not INST STAMP [KEY] NAME; line ignored",
    "Warning: 253.7:5: is not INST STAMP [KEY] NAME; line ignored",
  ]);
  const many = cacheFile("2 0 9\n" + "x\n".repeat(1000));
  many.file.read();
  assertEquals(many.lines.length, 20);
  assert(
    many.lines[19].endsWith("further ones without a message"),
    many.lines[19],
  );
});

Deno.test("a file that can't be read is told of once and left alone", () => {
  const { memory, file, lines } = cacheFile("2 0 9\n");
  memory.failure = "Input/output error";
  assertEquals(file.read(), undefined);
  assertEquals(lines, [
    "Warning: 253.7: Input/output error; its instance domain is not saved",
  ]);
});

Deno.test("a full disk leaves whole lines, is told of once, and its end too", () => {
  const { memory, file, lines } = cacheFile("2 0 99\n0 170 sda\n");
  file.read();
  memory.room = 26;
  const disks = content("sda", "sdb-long", "sdc");
  assertEquals(file.write(disks), false);
  assertEquals(memory.text, "2 0 99\n0 170 sda\n");
  assertEquals(file.write(disks), false);
  memory.room = 1000;
  memory.failure = "Input/output error";
  assertEquals(file.write(disks), false);
  assertEquals(file.write(disks), false);
  assertEquals(memory.text, "2 0 99\n0 170 sda\n");
  memory.failure = undefined;
  assertEquals(file.write(disks), true);
  assertEquals(file.write(disks), true);
  assertEquals(memory.text, "2 0 99\n0 170 sda\n1 170 sdb-long\n2 170 sdc\n");
  assertEquals(lines, [
    "Warning: 253.7: can't be written: No space left on device",
    "Warning: 253.7: can't be written: Input/output error",
    "Info: 253.7: can be written again",
  ]);
});

Deno.test("a file that can't even be truncated is no exception to the agent", () => {
  const { memory, file, lines } = cacheFile();
  file.read();
  memory.stuck = true;
  memory.room = 9;
  assertEquals(file.write(content("sda")), false);
  memory.room = 1000;
  assertEquals(file.write(content("sda")), false);
  assertEquals(lines.length, 2);
  memory.stuck = false;
  assertEquals(file.write(content("a")), true);
  assertEquals(memory.text, "2 0 99\n0 170 a\n");
});

Deno.test("what a failed write has left is written over", () => {
  const { memory, file } = cacheFile();
  file.read();
  memory.stuck = true;
  memory.room = 9;
  file.write(content("sda"));
  memory.stuck = false;
  assertEquals(file.write(content()), true);
  assertEquals(memory.untruncated, ["2 0 99\n\n\n"]);
  assertEquals(memory.text, "2 0 99\n");
});
