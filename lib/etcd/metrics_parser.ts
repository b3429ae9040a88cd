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

const BACKSLASH = 92;
const BLANK = 32;
const BRACE = 123;
const END_BRACE = 125;
const QUOTE = 34;
const SHARP = 35;
const TAB = 9;

/** More series than any etcd has; what is beyond them is left out. */
const SERIES_MAX = 100_000;

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
  readonly #types = new Map<string, FamilyType>();
  readonly #helps = new Map<string, string>();
  readonly #series = new Map<string, Map<string, string>>();
  #rest = "";
  #name = "";
  #values = new Map<string, string>();
  #count = 0;
  #skipped = 0;

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
  #line(text: string, start: number, lineEnd: number): boolean {
    if (text.charCodeAt(start) === SHARP) {
      this.#comment(text.slice(start, lineEnd));
      return true;
    }
    let at = start;
    for (; at < lineEnd; at++) {
      const code = text.charCodeAt(at);
      if (code === BRACE || code === BLANK || code === TAB) break;
    }
    const nameEnd = at;
    let labels = "";
    if (text.charCodeAt(at) === BRACE) {
      const end = labelsEnd(text, at + 1, lineEnd);
      if (end < 0) return false;
      labels = text.slice(at + 1, end);
      at = end + 1;
    }
    while (isBlank(text.charCodeAt(at)) && at < lineEnd) at++;
    let end = at;
    while (end < lineEnd && !isBlank(text.charCodeAt(end))) end++;
    if (nameEnd === start || end === at) return false;
    this.#sample(
      text.slice(start, nameEnd),
      labels,
      text.slice(at, end).trimEnd(),
    );
    return true;
  }

  #sample(name: string, labels: string, value: string): void {
    if (this.#count >= SERIES_MAX) {
      this.#skipped++;
      return;
    }
    // Lines of one name stand together.
    if (name !== this.#name) {
      this.#name = name;
      this.#values = this.#series.get(name) ?? new Map();
      this.#series.set(name, this.#values);
    }
    this.#count++;
    this.#values.set(labels, value);
  }

  #comment(line: string): void {
    const [, kind, name, text] =
      /^#\s+(HELP|TYPE)\s+(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    if (kind === "HELP") this.#helps.set(name, unescapeHelp(text));
    if (kind === "TYPE") this.#types.set(name, typeOf(text));
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

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB;
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
