import { assert, assertEquals } from "@std/assert";
import {
  type Exposition,
  NO_EXPOSITION,
} from "../../../lib/etcd/exposition/exposition.ts";
import { parseLabels } from "../../../lib/etcd/exposition/exposition_line.ts";
import { ExpositionParser } from "../../../lib/etcd/exposition/exposition_parser.ts";
import recorded from "../../fixtures/3.4.23/leader/metrics.http" with {
  type: "text",
};
import { random } from "../../random.ts";

const encoder = new TextEncoder();

const pieces = random(11);

/** What the text before was. */
let before: Exposition = NO_EXPOSITION;

function parse(text: string): Exposition {
  const parser = new ExpositionParser();
  parser.push(encoder.encode(text));
  const exposition = parser.end();
  // What there was before must not show in what there is.
  for (let i = 0; i < 2; i++) {
    before = inPieces(before, text);
    assertEquals(before, exposition);
    assertEquals(values(before), values(exposition));
  }
  return exposition;
}

/** What a text is after another one, when it comes in pieces of any size. */
function inPieces(before: Exposition, text: string): Exposition {
  const parser = new ExpositionParser(before);
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    const size = 1 + Math.floor(pieces() ** 3 * bytes.length);
    parser.push(bytes.subarray(at, at + size));
    at += size;
  }
  return parser.end();
}

Deno.test("a text is read the same whatever was read before", () => {
  const next = random(7);
  const below = (limit: number) => Math.floor(next() * limit);
  const lines = recorded.slice(recorded.indexOf("\n\n") + 2).split("\n");
  for (let round = 0; round < 100; round++) {
    for (let change = below(4); change > 0; change--) {
      const at = below(lines.length);
      const other = lines[below(lines.length)];
      switch (below(4)) {
        case 0:
          lines.splice(at, 1);
          break;
        case 1:
          lines.splice(at, 0, other);
          break;
        case 2:
          lines[at] = other.slice(0, below(other.length));
          break;
        case 3:
          lines[at] = lines[at].replace(/ [^ ]*$/, ` ${below(1e9)}`);
      }
    }
    parse(lines.join("\n"));
  }
});

/** The values of an exposition as a list: name, labels, value. */
function values({ series }: Exposition): string[][] {
  return [...series].flatMap(([name, values]) =>
    Array.from(values, ([labels, value]) => [name, labels, value.text])
  );
}

const LINES: [what: string, text: string, expected: string[][]][] = [
  ["a plain one", "up 1\n", [["up", "", "1"]]],
  ["no newline at the end", "up 1", [["up", "", "1"]]],
  ["CRLF", "up 1\r\ndown 0\r\n", [["up", "", "1"], ["down", "", "0"]]],
  ["tabs", "\tup\t1\t5\n", [["up", "", "1"]]],
  ["blanks before labels", 'up {a="1"} 1\n', [["up", 'a="1"', "1"]]],
  ["no blank after labels", 'up{a="1"}1\n', [["up", 'a="1"', "1"]]],
  ["no labels in braces", "up{} 1\n", [["up", "", "1"]]],
  ["a timestamp", "up 1 1600000000000\n", [["up", "", "1"]]],
  ["a negative timestamp", "up 1 -5\n", [["up", "", "1"]]],
  [
    "braces, blanks and a sharp within a value",
    'up{a="{x} # \\"}, b="} 2\n',
    [["up", 'a="{x} # \\"}, b="', "2"]],
  ],
  [
    "a backslash before the closing quote",
    'up{a="\\\\"} 2\n',
    [["up", 'a="\\\\"', "2"]],
  ],
  [
    "an exemplar",
    'up_bucket{le="1"} 5 # {trace="a b"} 0.5 1600000000.0\n',
    [["up_bucket", 'le="1"', "5"]],
  ],
  [
    "no finite numbers",
    "a NaN\nb +Inf\nc -Inf\nd Inf\n",
    [["a", "", "NaN"], ["b", "", "+Inf"], ["c", "", "-Inf"], ["d", "", "Inf"]],
  ],
  [
    "all kinds of numbers",
    "a 1.5e+06\nb -1\nc .5\nd 18446744073709551615\n",
    [
      ["a", "", "1.5e+06"],
      ["b", "", "-1"],
      ["c", "", ".5"],
      ["d", "", "18446744073709551615"],
    ],
  ],
  [
    "a series twice: the last counts",
    "up 1\ndown 0\nup 2\n",
    [["up", "", "2"], ["down", "", "0"]],
  ],
  [
    "characters beyond ASCII in a value",
    'up{a="größe"} 1\n',
    [["up", 'a="größe"', "1"]],
  ],
];

for (const [what, text, expected] of LINES) {
  Deno.test(`a line of /metrics with ${what}`, () => {
    const exposition = parse(text);
    assertEquals(values(exposition), expected);
    assertEquals(exposition.skipped, 0);
  });

  Deno.test(`a line of /metrics with ${what}, in pieces of a byte`, () => {
    const parser = new ExpositionParser();
    for (const byte of encoder.encode(text)) {
      parser.push(new Uint8Array([byte]));
    }
    const exposition = parser.end();
    assertEquals(values(exposition), expected);
    assertEquals(exposition.skipped, 0);
  });

  Deno.test(`a line of /metrics with ${what}, cut at every byte`, () => {
    const bytes = encoder.encode(text);
    for (let end = 0; end < bytes.length; end++) {
      const parser = new ExpositionParser();
      parser.push(bytes.subarray(0, end));
      for (const [name, , value] of values(parser.end())) {
        assert(/^[a-z_]+$/.test(name), name);
        assert(!Number.isNaN(Number(value.replace(/Inf|NaN/, "1"))), value);
      }
    }
  });
}

const CHAINS: [what: string, texts: string[]][] = [
  ["labels where there were none", ["up 1\n", 'up {a="1"} 2\n', "up 3\n"]],
  ["another blank", ["up 1\n", "up  2\n", "up\t3\n"]],
  ["a timestamp", ["up 1\n", "up 2 5\n", "up 2 6\n", "up 3\n"]],
  ["a value that begins alike", ["up 1\n", "up 12\n", "up 1\n"]],
  ["a series twice", ["up 1\nup 2\n", "up 3\nup 2\n", "up 3\nup 4\n"]],
  ["a series more", ["up 1\n", "up 1\ndown 0\n", "up 2\ndown 0\nso 1\n"]],
  ["a series less", ["up 1\ndown 0\n", "up 2\n", "\n"]],
  ["other lines behind", ["a 1\nb 1\nc 1\n", "a 2\nc 1\nb 2\n"]],
  ["no value", ["up 1\ndown 0\n", "up\ndown 1\n", "up 1\ndown 1\n"]],
  ["another type", ["# TYPE a gauge\na 1\n", "# TYPE a counter\na 1\n"]],
  ["another blank than those of the format", [
    "up 1\n",
    "up \v2\n",
    "up 3\xa0\n",
  ]],
  ["CRLF", ["up 1\ndown 0\n", "up 1\r\ndown 0\r\n", "up 2\r\ndown 0\r\n"]],
];

for (const [what, texts] of CHAINS) {
  Deno.test(`${what} shows, whatever there was before`, () => {
    for (const first of texts) {
      for (const second of texts) {
        parse(first);
        parse(second);
      }
    }
  });
}

Deno.test("an exposition stays as it is, whatever comes after it", () => {
  const text = 'up{a="1"} 1\nup{a="2"} 2\ndown 0\n';
  const first = parse(text);
  for (const next of [text.replaceAll(" 1", " 5"), text.replace("2\n", "3")]) {
    const parser = new ExpositionParser(first);
    parser.push(encoder.encode(next));
    assertEquals(first, parse(text));
    parser.end();
    assertEquals(first, parse(text));
  }
});

const GARBAGE = [
  "up",
  "up one",
  "up{",
  'up{a="1" 1',
  'up{a="1}',
  'up{a="1"}',
  "1up 1",
  "größe 1",
  '{a="1"} 1',
  "<html><body>404</body></html>",
  "up -",
];

for (const line of GARBAGE) {
  Deno.test(`the line ${line} is passed over and counted`, () => {
    const exposition = parse(`a 1\n${line}\nb 2\n`);
    assertEquals(values(exposition), [["a", "", "1"], ["b", "", "2"]]);
    assertEquals(exposition.skipped, 1);
  });
}

Deno.test("lines that say nothing are no garbage", () => {
  const text = "\n \n\r\n\t\n#\n# a comment\n#x\n# EOF\n# UNIT a seconds\n";
  const exposition = parse(text);
  assertEquals(values(exposition), []);
  assertEquals(exposition.skipped, 0);
});

Deno.test("types and descriptions of families", () => {
  const exposition = parse(
    "# HELP a It's \\\\ a \\n thing.  \n# TYPE a counter\n" +
      "# TYPE b gauge\r\n#  TYPE  c\thistogram \n# TYPE d summary\n" +
      "# TYPE e untyped\n# TYPE f unknown\n# HELP g\n",
  );
  assertEquals(Object.fromEntries(exposition.types), {
    a: "counter",
    b: "gauge",
    c: "histogram",
    d: "summary",
    e: "untyped",
    f: "untyped",
  });
  assertEquals(Object.fromEntries(exposition.helps), {
    a: "It's \\ a \n thing.",
    g: "",
  });
});

Deno.test("labels with escapes, blanks and a comma at the end", () => {
  assertEquals(parseLabels(' a = "x\\ny" ,b="\\"\\\\",c="d=e,f",'), [
    ["a", "x\ny"],
    ["b", '"\\'],
    ["c", "d=e,f"],
  ]);
  assertEquals(parseLabels(""), []);
  assertEquals(parseLabels("a"), []);
});

Deno.test("a million lines cost a bounded number of series", () => {
  const parser = new ExpositionParser();
  const lines = Array.from(
    { length: 1000 },
    (_, i) => `# TYPE x${i} gauge\nx{a="${i}"} ${i}\n`,
  ).join("");
  for (let i = 0; i < 1000; i++) {
    parser.push(encoder.encode(lines.replaceAll("x", `x${i}_`)));
  }
  const { series, types, skipped } = parser.end();
  const count = [...series.values()].reduce((sum, { size }) => sum + size, 0);
  assertEquals(count, 100_000);
  assertEquals(types.size, 100_000);
  assertEquals(skipped, 2_000_000 - 200_000);
});

Deno.test("a text of as many lines or values as there may be, and one of more, after another", () => {
  const many = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("\n");
  const lines: [string, number][] = [["x", 100_000], ["#", 200_000]];
  for (const [begin, max] of lines) {
    for (const count of [max, max + 1]) {
      const text = many(
        count,
        (i) => begin === "#" ? `# ${i}` : `${begin}{a="${i}"} 1`,
      ) + "\nup 1\n";
      const first = inPieces(NO_EXPOSITION, text);
      for (
        const next of [
          text.replace(" 1\n", " 2\n"),
          text.replace("up 1\n", "up 3\n"),
          text.replace("up 1\n", ""),
        ]
      ) {
        const second = inPieces(first, next);
        const alone = inPieces(NO_EXPOSITION, next);
        assertEquals(values(second).length, values(alone).length);
        assertEquals(values(second).at(-1), values(alone).at(-1));
        assertEquals(second.skipped, alone.skipped);
      }
    }
  }
});

Deno.test("what is long and says nothing takes no more than its share of time", () => {
  const blanks = " ".repeat(200_000);
  const texts = [
    `# HELP a b${blanks}x\n`,
    `# HELP a b${blanks}\r${blanks}x\n`,
    `#${blanks}x\n`,
    `up ${"1".repeat(200_000)}x\n`,
    `up ${"1".repeat(200_000)}.${"1".repeat(200_000)}e\n`,
    `${blanks}up${blanks}1${blanks}\n`,
    "\n".repeat(1_000_000),
    "a 1\n".repeat(300_000),
  ];
  for (const text of texts) {
    const started = performance.now();
    const parser = new ExpositionParser();
    parser.push(encoder.encode(text));
    parser.end();
    const took = performance.now() - started;
    assert(took < 1000, `${took} ms for ${JSON.stringify(text.slice(0, 12))}`);
  }
});

Deno.test("a line without an end takes no more than its share of time", () => {
  const parser = new ExpositionParser();
  const piece = encoder.encode("x".repeat(65536));
  const started = performance.now();
  for (let i = 0; i < 256; i++) parser.push(piece);
  const exposition = parser.end();
  assertEquals(exposition.series.size, 0);
  assertEquals(exposition.skipped, 1);
  assert(performance.now() - started < 10_000);
});
