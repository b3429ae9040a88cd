/**
 * Parses lines of Prometheus' text format.
 *
 * @module
 */

import { ExportedValue } from "./exported_value.ts";
import { copyText, isUtf8 } from "./utf8.ts";

/** The kinds of families; `untyped` where the text names none. */
export type FamilyType =
  | "counter"
  | "gauge"
  | "histogram"
  | "summary"
  | "untyped";

/**
 * A line apart from its value: two lines with the same prefix, and the same
 * or no value behind it, say the same.
 */
export type Line =
  | {
    /** A value. */
    readonly kind: "value";
    /** The text before the value. */
    readonly prefix: string;
    /** The name that the value has. */
    readonly name: string;
    /** The text of its labels. */
    readonly labels: string;
  }
  | {
    /** What a family is. */
    readonly kind: "comment";
    /** The whole line. */
    readonly prefix: string;
    /** The family. */
    readonly name: string;
    /** Its description. */
    readonly help?: string;
    /** Its type. */
    readonly type?: FamilyType;
  }
  | {
    /** Nothing, or nothing that can be understood. */
    readonly kind: "empty" | "garbage";
    /** The whole line. */
    readonly prefix: string;
  };

const TYPES: ReadonlySet<string> = new Set<FamilyType>([
  "counter",
  "gauge",
  "histogram",
  "summary",
  "untyped",
]);

const NAME = /^[A-Za-z_:][A-Za-z0-9_:]*$/;

const BACKSLASH = 92;
const BLANK = 32;
const BRACE = 123;
const CR = 13;
const END_BRACE = 125;
const QUOTE = 34;
const SHARP = 35;
const TAB = 9;

/** Characters of a part of a text that V8 copies anyway. */
const SHORT = 12;

/** Parses a line. */
export function parseLine(text: string): [line: Line, value?: ExportedValue] {
  const start = blanksEnd(text, 0);
  if (start === text.length) return [{ kind: "empty", prefix: own(text) }];
  if (text.charCodeAt(start) === SHARP) {
    return [comment(text.slice(start), text)];
  }
  const garbage: [Line] = [{ kind: "garbage", prefix: own(text) }];
  const nameEnd = wordEnd(text, start);
  const name = text.slice(start, nameEnd);
  if (!NAME.test(name)) return garbage;
  let at = blanksEnd(text, nameEnd);
  let labels = "";
  if (text.charCodeAt(at) === BRACE) {
    const end = labelsEnd(text, at + 1);
    if (end < 0) return garbage;
    labels = text.slice(at + 1, end);
    at = blanksEnd(text, end + 1);
  }
  const value = valueAt(text, at);
  if (value === undefined) return garbage;
  return [{
    kind: "value",
    prefix: own(text.slice(0, at)),
    name: own(name),
    labels: own(labels),
  }, value];
}

/** Parses the value that begins somewhere in a line. */
export function valueAt(
  text: string,
  start: number,
): ExportedValue | undefined {
  return ExportedValue.parse(own(text.slice(start, wordEnd(text, start))));
}

/** Parses the text of labels. */
export function parseLabels(text: string): [name: string, value: string][] {
  const labels: [string, string][] = [];
  const pattern = /\s*([^=,\s]+)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/gys;
  for (const [, name, value] of text.matchAll(pattern)) {
    labels.push([
      name,
      value.replace(
        /\\(.)/gs,
        (_, escaped) => escaped === "n" ? "\n" : escaped,
      ),
    ]);
  }
  return labels;
}

/** A comment; there is nothing wrong with those that say nothing. */
function comment(text: string, line: string): Line {
  const prefix = own(line);
  const [begin, kind, name] = /^#\s+(HELP|TYPE)\s+(\S+)(?:\s|$)/.exec(text) ??
    [];
  if (begin === undefined || !isUtf8(text)) return { kind: "empty", prefix };
  const rest = text.slice(begin.length).trim();
  return {
    kind: "comment",
    prefix,
    name: own(name),
    ...kind === "HELP"
      ? { help: own(unescapeHelp(rest)) }
      : { type: isType(rest) ? rest : "untyped" },
  };
}

/** Where labels end, -1 where they do not; a brace within quotes does not count. */
function labelsEnd(text: string, start: number): number {
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (code === BACKSLASH && quoted) at++;
    else if (code === END_BRACE && !quoted) return at;
  }
  return -1;
}

/** A copy where a part of a text would keep the whole text in memory. */
function own(text: string): string {
  return text.length > SHORT ? copyText(text) : text;
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB || code === CR;
}

function blanksEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Where a word ends: at a blank, or before labels. */
function wordEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isBlank(code) || code === BRACE) break;
  }
  return at;
}

function isType(text: string): text is FamilyType {
  return TYPES.has(text);
}

function unescapeHelp(text: string): string {
  return text.replace(/\\(n|\\)/g, (_, code) => code === "n" ? "\n" : "\\");
}
