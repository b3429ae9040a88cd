import { assertEquals } from "@std/assert";
import {
  parseLabels,
  parseLine,
  valueAt,
} from "../../../lib/etcd/exposition/exposition_line.ts";

Deno.test("a line apart from its value", () => {
  const [line, value] = parseLine(' up { a="1" } 7 5');
  assertEquals(line, {
    kind: "value",
    prefix: ' up { a="1" } ',
    name: "up",
    labels: ' a="1" ',
  });
  assertEquals(value?.text, "7");
  assertEquals(valueAt("up 1e3 5", 3)?.number, 1000);
  assertEquals(valueAt("up x", 3), undefined);
});

const COMMENTS: [text: string, expected: Record<string, string>][] = [
  ["# TYPE up gauge", { kind: "comment", name: "up", type: "gauge" }],
  ["# TYPE up state", { kind: "comment", name: "up", type: "untyped" }],
  ["# HELP up It's\\nup.", { kind: "comment", name: "up", help: "It's\nup." }],
  ["# UNIT up seconds", { kind: "empty" }],
  ["# ", { kind: "empty" }],
  ["", { kind: "empty" }],
  ["up", { kind: "garbage" }],
];

for (const [text, expected] of COMMENTS) {
  Deno.test(`the line ${JSON.stringify(text)} is ${expected.kind}`, () => {
    const [line, value] = parseLine(text);
    assertEquals<unknown>(line, { ...expected, prefix: text });
    assertEquals(value, undefined);
  });
}

Deno.test("labels with escapes, blanks and a comma at the end", () => {
  assertEquals(parseLabels(' a = "x\\ny" ,b="\\"\\\\",c="d=e,f",'), [
    ["a", "x\ny"],
    ["b", '"\\'],
    ["c", "d=e,f"],
  ]);
  assertEquals(parseLabels(""), []);
  assertEquals(parseLabels("a"), []);
});
