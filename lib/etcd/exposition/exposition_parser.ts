/**
 * Parses what etcd exports at /metrics, Prometheus' text format.
 *
 * @module
 */

import { concat } from "@std/bytes/concat";
import type { ExportedValue } from "./exported_value.ts";
import { type Exposition, NO_EXPOSITION, type Series } from "./exposition.ts";
import {
  type FamilyType,
  type Line,
  parseLine,
  valueAt,
} from "./exposition_line.ts";
import { decodeUtf8, isUtf8 } from "./utf8.ts";

/** More values, and more comments, than any etcd has; what is beyond them is left out. */
const VALUES_MAX = 100_000;
/** More lines than are kept for the next text. */
const LINES_MAX = 2 * VALUES_MAX;

const LF = 10;

/**
 * Parses the text in one pass, however it is cut into pieces. A line that
 * can't be understood is counted and passed over: it must not cost the others
 * their values.
 *
 * As long as the text has the lines of the one before it, only the values that
 * have changed are read: that takes a fraction of the time.
 */
export class ExpositionParser {
  /** The beginning of a line whose end has not come yet. */
  #rest: Uint8Array[] = [];
  #reader: KnownLines | NewLines;

  constructor(before: Exposition = NO_EXPOSITION) {
    this.#reader = before.lines.length > 0
      ? new KnownLines(before)
      : new NewLines();
  }

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    const end = chunk.lastIndexOf(LF) + 1;
    if (end > 0) this.#take(chunk.subarray(0, end));
    if (end < chunk.length) this.#rest.push(chunk.slice(end));
  }

  /** Takes the end. */
  end(): Exposition {
    if (this.#rest.length > 0) this.#take(Uint8Array.of(LF));
    if (this.#reader instanceof KnownLines && !this.#reader.isAtEnd) {
      this.#reader = this.#reader.leave();
    }
    return this.#reader.end();
  }

  /** Takes the bytes that end what has come of lines. */
  #take(bytes: Uint8Array): void {
    const text = decodeUtf8(
      this.#rest.length === 0 ? bytes : concat([...this.#rest, bytes]),
    );
    this.#rest = [];
    let start = 0;
    while (start < text.length) {
      if (this.#reader instanceof KnownLines) {
        start = this.#reader.follow(text, start);
        if (start === text.length) break;
      }
      const end = text.indexOf("\n", start);
      this.#line(text.slice(start, end));
      start = end + 1;
    }
  }

  #line(text: string): void {
    if (this.#reader instanceof KnownLines) {
      if (this.#reader.change(text)) return;
      this.#reader = this.#reader.leave();
    }
    this.#reader.add(...parseLine(text));
  }
}

/** Reads a text that has had the lines of the one before it so far. */
class KnownLines {
  readonly #before: Exposition;
  /** How many lines it has had. */
  #count = 0;
  #values: (ExportedValue | undefined)[] | undefined;
  /** The series in which something has changed. */
  readonly #changed = new Map<string, Map<string, ExportedValue>>();

  constructor(before: Exposition) {
    this.#before = before;
  }

  /** Whether it has had all lines. */
  get isAtEnd(): boolean {
    return this.#count === this.#before.lines.length;
  }

  /** Passes over lines that have come whole and are the same; where they end. */
  follow(text: string, start: number): number {
    const { lines, values } = this.#before;
    let at = start;
    let count = this.#count;
    for (; count < lines.length; count++) {
      // Several times as fast as startsWith().
      const { prefix } = lines[count];
      let end = at + prefix.length;
      if (text.slice(at, end) !== prefix) break;
      const value = values[count]?.text;
      if (value !== undefined) {
        const valueEnd = end + value.length;
        if (text.slice(end, valueEnd) !== value) break;
        end = valueEnd;
      }
      if (text.charCodeAt(end) !== LF) break;
      at = end + 1;
    }
    this.#count = count;
    return at;
  }

  /** Takes a line, and says whether it differs in nothing but its value. */
  change(text: string): boolean {
    if (this.isAtEnd) return false;
    const known = this.#before.lines[this.#count];
    if (known.kind !== "value") return false;
    if (!text.startsWith(known.prefix)) return false;
    const value = valueAt(text, known.prefix.length);
    if (value === undefined) return false;
    if (value.text !== this.#before.values[this.#count]?.text) {
      this.#change(known.name, known.labels, value);
    }
    this.#count++;
    return true;
  }

  #change(name: string, labels: string, value: ExportedValue): void {
    this.#values ??= this.#before.values.slice();
    this.#values[this.#count] = value;
    let series = this.#changed.get(name);
    if (series === undefined) {
      series = new Map(this.#before.series.get(name));
      this.#changed.set(name, series);
    }
    series.set(labels, value);
  }

  /** What goes on where another line has come, or the end too early. */
  leave(): NewLines {
    const values = this.#values ?? this.#before.values;
    const lines = new NewLines();
    for (let i = 0; i < this.#count; i++) {
      lines.add(this.#before.lines[i], values[i]);
    }
    return lines;
  }

  end(): Exposition {
    if (this.#values === undefined) return this.#before;
    const series = new Map<string, Series>(this.#before.series);
    for (const [name, changed] of this.#changed) series.set(name, changed);
    return { ...this.#before, series, values: this.#values };
  }
}

/** Reads a text of which nothing is known. */
class NewLines {
  readonly #types = new Map<string, FamilyType>();
  readonly #helps = new Map<string, string>();
  readonly #series = new Map<string, Map<string, ExportedValue>>();
  readonly #lines: Line[] = [];
  readonly #values: (ExportedValue | undefined)[] = [];
  #isFollowable = true;
  #valueCount = 0;
  #commentCount = 0;
  #skipped = 0;
  /** Lines of one name follow each other. */
  #name = "";
  #current = new Map<string, ExportedValue>();

  add(line: Line, value?: ExportedValue): void {
    if (this.#lines.length < LINES_MAX) {
      this.#lines.push(line);
      this.#values.push(value);
    } else {
      this.#isFollowable = false;
    }
    switch (line.kind) {
      case "value":
        if (value !== undefined) this.#addValue(line.name, line.labels, value);
        break;
      case "comment":
        if (this.#commentCount === VALUES_MAX) this.#skipped++;
        else {
          this.#commentCount++;
          const { name, help, type } = line;
          if (help !== undefined) this.#helps.set(name, help);
          if (type !== undefined) this.#types.set(name, type);
        }
        break;
      case "garbage":
        this.#skipped++;
    }
  }

  #addValue(name: string, labels: string, value: ExportedValue): void {
    if (this.#valueCount === VALUES_MAX) {
      this.#isFollowable = false;
      this.#skipped++;
      return;
    }
    this.#valueCount++;
    if (!isUtf8(labels)) this.#skipped++;
    if (name !== this.#name) {
      this.#name = name;
      this.#current = this.#series.get(name) ?? new Map();
      this.#series.set(name, this.#current);
    }
    if (this.#current.has(labels)) this.#isFollowable = false;
    this.#current.set(labels, value);
  }

  end(): Exposition {
    return {
      types: this.#types,
      helps: this.#helps,
      series: this.#series,
      lines: this.#isFollowable ? this.#lines : [],
      values: this.#isFollowable ? this.#values : [],
      skipped: this.#skipped,
    };
  }
}
