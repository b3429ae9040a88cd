/**
 * Parses what etcd exports at /metrics, Prometheus' text format.
 *
 * @module
 */

/** The kinds of families; `untyped` where the text names none. */
export type FamilyType =
  | "counter"
  | "gauge"
  | "histogram"
  | "summary"
  | "untyped";

/** The values of one name, by the text of their labels (`a="1",b="2"`). */
export type Series = ReadonlyMap<string, string>;

/** All that one answer has: texts, as they stand there. */
export interface Exposition {
  /** The types of families. */
  readonly types: ReadonlyMap<string, FamilyType>;
  /** The descriptions of families. */
  readonly helps: ReadonlyMap<string, string>;
  /** The values by name: of a histogram, `_bucket`, `_sum` and `_count`. */
  readonly series: ReadonlyMap<string, Series>;
}

const TYPES: ReadonlySet<string> = new Set<FamilyType>([
  "counter",
  "gauge",
  "histogram",
  "summary",
  "untyped",
]);

const NAME = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const BEYOND_NUMBERS: ReadonlySet<string> = new Set([
  "NaN",
  "+Inf",
  "-Inf",
  "Inf",
]);

const BACKSLASH = 92;
const BLANK = 32;
const BRACE = 123;
const CR = 13;
const END_BRACE = 125;
const QUOTE = 34;
const SHARP = 35;
const TAB = 9;

/** More series, and more comments, than any etcd has; what is beyond them is left out. */
const SERIES_MAX = 100_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A line of HELP or TYPE. */
interface Note {
  readonly comment: true;
  readonly prefix: string;
  readonly name: string;
  readonly help?: string;
  readonly type?: FamilyType;
}

/** A line as it stood the last time: up to its value, or a whole comment. */
type LineLayout = Note | {
  readonly comment: false;
  readonly prefix: string;
  readonly name: string;
  readonly labels: string;
};

/**
 * What an exposition looked like, apart from its values.
 *
 * @example
 * ```ts
 * import { ExpositionLayout, MetricsParser } from "./metrics_parser.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const layout = new ExpositionLayout();
 * for (const value of ["1", "2"]) {
 *   const parser = new MetricsParser(layout);
 *   parser.push(new TextEncoder().encode(`up{a="b"} ${value}\n`));
 *   assertEquals(parser.end().series.get("up")?.get('a="b"'), value);
 * }
 * assertEquals(layout.lines.length, 1);
 * ```
 */
export class ExpositionLayout {
  /** Its lines, by their number; those that say nothing are missing. */
  readonly lines: (LineLayout | undefined)[] = [];
}

/**
 * Parses the text in one pass, however it is cut into pieces. A line that is
 * none is counted and passed over: it must not cost the others their values.
 *
 * @example
 * ```ts
 * import { MetricsParser } from "./metrics_parser.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const parser = new MetricsParser();
 * parser.push(new TextEncoder().encode(`# TYPE up gauge
 * up 1
 * grpc_started{method="Range"} 2.5e+06 1600000000000
 * `));
 * const { types, series } = parser.end();
 * assertEquals(types.get("up"), "gauge");
 * assertEquals(series.get("up")?.get(""), "1");
 * assertEquals(series.get("grpc_started")?.get('method="Range"'), "2.5e+06");
 * ```
 */
export class MetricsParser {
  readonly #decoder = new TextDecoder();
  readonly #layout: (LineLayout | undefined)[];
  #number = 0;
  readonly #types = new Map<string, FamilyType>();
  readonly #helps = new Map<string, string>();
  readonly #series = new Map<string, Map<string, string>>();
  #rest = "";
  #name = "";
  #values = new Map<string, string>();
  #count = 0;
  #comments = 0;
  #skipped = 0;

  /**
   * Makes a parser.
   *
   * @param layout What the text looked like the last time, from a parser that
   * has had it: lines that differ in their value alone are read in a fraction
   * of the time. It is brought up to date.
   */
  constructor(layout: ExpositionLayout = new ExpositionLayout()) {
    this.#layout = layout.lines;
  }

  /** How many lines have been passed over. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Takes the next bytes.
   *
   * @param chunk The bytes.
   */
  push(chunk: Uint8Array): void {
    this.#lines(this.#decoder.decode(chunk, { stream: true }));
  }

  /**
   * Takes the end.
   *
   * @returns All there is.
   */
  end(): Exposition {
    this.#lines(`${this.#decoder.decode()}\n`);
    return {
      types: this.#types,
      helps: this.#helps,
      series: this.#series,
    };
  }

  #lines(text: string): void {
    const all = this.#rest === "" ? text : this.#rest + text;
    let start = 0;
    for (
      let end = all.indexOf("\n");
      end >= 0;
      end = all.indexOf("\n", start)
    ) {
      if (end > start && !this.#line(all, start, end)) this.#skipped++;
      start = end + 1;
    }
    this.#rest = all.slice(start);
  }

  /** Reads a line, and says whether it is one. */
  #line(text: string, lineStart: number, lineEnd: number): boolean {
    const number = this.#number++;
    const known = this.#layout[number];
    if (known !== undefined && text.startsWith(known.prefix, lineStart)) {
      const at = lineStart + known.prefix.length;
      const rest = text.slice(at, lineEnd);
      if (known.comment && at === lineEnd) return this.#note(known);
      if (!known.comment && isValue(rest) && !endsBlank(rest)) {
        return this.#sample(known.name, known.labels, rest);
      }
    }
    const start = blanksEnd(text, lineStart, lineEnd);
    if (start === lineEnd) return true;
    if (text.charCodeAt(start) === SHARP) {
      return this.#comment(text.slice(start, lineEnd), number);
    }
    const nameEnd = wordEnd(text, start, lineEnd);
    const name = text.slice(start, nameEnd);
    let at = blanksEnd(text, nameEnd, lineEnd);
    let labels = "";
    if (text.charCodeAt(at) === BRACE) {
      const end = labelsEnd(text, at + 1, lineEnd);
      if (end < 0) return false;
      labels = text.slice(at + 1, end);
      at = blanksEnd(text, end + 1, lineEnd);
    }
    if (number < SERIES_MAX) {
      this.#layout[number] = {
        comment: false,
        prefix: own(text.slice(lineStart, at)),
        name: own(name),
        labels: own(labels),
      };
    }
    return this.#sample(
      name,
      labels,
      text.slice(at, wordEnd(text, at, lineEnd)),
    );
  }

  #sample(name: string, labels: string, value: string): boolean {
    if (this.#count >= SERIES_MAX || !isValue(value)) return false;
    // Lines of one name stand together.
    if (name !== this.#name) {
      if (!NAME.test(name)) return false;
      this.#name = name;
      this.#values = this.#series.get(name) ?? new Map();
      this.#series.set(name, this.#values);
    }
    this.#count++;
    this.#values.set(labels, value);
    return true;
  }

  /** Takes over a comment; there is nothing wrong with those that say nothing. */
  #comment(line: string, number: number): boolean {
    const [, kind, name, text] =
      /^#\s+(HELP|TYPE)\s+(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    if (kind === undefined) return true;
    const note: Note = {
      comment: true,
      prefix: own(line),
      name: own(name),
      ...kind === "HELP"
        ? { help: own(unescapeHelp(text)) }
        : { type: typeOf(text) },
    };
    if (number < SERIES_MAX) this.#layout[number] = note;
    return this.#note(note);
  }

  #note({ name, help, type }: Note): boolean {
    if (this.#comments >= SERIES_MAX) return false;
    this.#comments++;
    if (help !== undefined) this.#helps.set(name, help);
    if (type !== undefined) this.#types.set(name, type);
    return true;
  }
}

/**
 * Parses the text of labels.
 *
 * @example
 * ```ts
 * import { parseLabels } from "./metrics_parser.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseLabels('method="Range",path="a\\\\b"'), [
 *   ["method", "Range"],
 *   ["path", "a\\b"],
 * ]);
 * ```
 *
 * @param text What stands between the braces.
 * @returns Names and values, in their order.
 */
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

/** Where labels end, -1 where they do not; a brace within quotes is no end. */
function labelsEnd(text: string, start: number, lineEnd: number): number {
  let quoted = false;
  for (let at = start; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (code === BACKSLASH && quoted) at++;
    else if (code === END_BRACE && !quoted) return at;
  }
  return -1;
}

function endsBlank(text: string): boolean {
  return isBlank(text.charCodeAt(text.length - 1));
}

/** A copy: a part of a text would keep the whole text in memory. */
function own(text: string): string {
  return decoder.decode(encoder.encode(text));
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB || code === CR;
}

function blanksEnd(text: string, start: number, lineEnd: number): number {
  let at = start;
  while (at < lineEnd && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Where a word ends: at a blank, or before labels. */
function wordEnd(text: string, start: number, lineEnd: number): number {
  let at = start;
  for (; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (isBlank(code) || code === BRACE) break;
  }
  return at;
}

function isValue(text: string): boolean {
  return text !== "" &&
    (!Number.isNaN(Number(text)) || BEYOND_NUMBERS.has(text));
}

function typeOf(text: string): FamilyType {
  return isType(text) ? text : "untyped";
}

function isType(text: string): text is FamilyType {
  return TYPES.has(text);
}

function unescapeHelp(text: string): string {
  return text.replace(/\\(n|\\)/g, (_, code) => code === "n" ? "\n" : "\\");
}
