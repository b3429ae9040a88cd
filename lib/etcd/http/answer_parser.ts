/**
 * Parses answers of HTTP/1.1 servers (RFC 9112) out of the bytes of a
 * connection. Knows nothing of where the bytes come from.
 *
 * @module
 */

import { concat } from "@std/bytes/concat";
import { STATUS_CODE } from "@std/http/status";
import type { BodySink, HttpAnswer } from "./http_request.ts";
import { BadAnswerError, UnreachableError } from "./request_errors.ts";

/** An answer, and what becomes of its connection. */
export interface ParsedAnswer extends HttpAnswer {
  /** Whether the connection may carry another request. */
  readonly reusable: boolean;
}

/** How the end of a body shows. */
type Framing =
  | { readonly kind: "length"; readonly length: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "close" };

interface Head {
  readonly status: number;
  readonly framing: Framing;
  readonly reusable: boolean;
}

const CR = 13;
const LF = 10;

const decoder = new TextDecoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true });

/** Parses one answer, however its bytes are cut into pieces. */
export class AnswerParser {
  readonly #max: number;
  readonly #sink: BodySink | undefined;
  #bytes = new Uint8Array(2048);
  #size = 0;
  /** All that has come, kept or not. */
  #total = 0;
  #head: Head | undefined;
  /** Where the head begins that is read at the moment. */
  #start = 0;
  /** Up to where the bytes are dealt with. */
  #at = 0;
  /** With chunks: the pieces of the body. */
  readonly #chunks: Uint8Array[] = [];
  /** What is missing of the current chunk, or of a body that goes to the sink. */
  #missing = 0;
  /** With chunks: what comes next. */
  #expected: "size" | "data" | "end of data" | "trailer" = "size";

  constructor(max: number, sink?: BodySink) {
    this.#max = max;
    this.#sink = sink;
  }

  /**
   * Takes the next bytes; they are copied.
   *
   * @throws {BadAnswerError} If they are not an answer, or too many.
   */
  push(bytes: Uint8Array): ParsedAnswer | undefined {
    this.#append(bytes);
    if (this.#head === undefined) {
      this.#head = this.#readHead();
      if (this.#head === undefined) return undefined;
      const { framing } = this.#head;
      if (framing.kind === "length") {
        if (framing.length > this.#max) {
          throw new BadAnswerError(`answer is longer than ${this.#max} bytes`);
        }
        this.#missing = framing.length;
      }
    }
    const { framing } = this.#head;
    const sink = this.#sinkOf(this.#head);
    if (sink !== undefined) return this.#pass(this.#head, sink);
    switch (framing.kind) {
      case "length":
        return this.#size - this.#at < framing.length
          ? undefined
          : this.#answer(this.#at + framing.length);
      case "chunked":
        return this.#readChunks((from, to) => {
            this.#chunks.push(this.#bytes.slice(from, to));
          })
          ? this.#answer(this.#at)
          : undefined;
      case "close":
        return undefined;
    }
  }

  /**
   * Takes the end of the connection.
   *
   * @throws {UnreachableError} Where it should have gone on.
   */
  end(): ParsedAnswer {
    if (this.#head?.framing.kind !== "close") {
      throw new UnreachableError(
        `connection closed after ${this.#total} bytes of an answer`,
      );
    }
    return this.#answer(this.#size);
  }

  #sinkOf({ status }: Head): BodySink | undefined {
    return status === STATUS_CODE.OK ? this.#sink : undefined;
  }

  /** Passes on what has come of the body; the answer where that is all of it. */
  #pass({ framing }: Head, sink: BodySink): ParsedAnswer | undefined {
    let whole = false;
    switch (framing.kind) {
      case "length":
        whole = this.#passData(sink);
        break;
      case "chunked":
        whole = this.#passChunks(sink);
        break;
      case "close":
        this.#missing = Infinity;
        this.#passData(sink);
    }
    if (whole) return this.#answer(this.#at);
    this.#bytes.copyWithin(0, this.#at, this.#size);
    this.#size -= this.#at;
    this.#at = 0;
    return undefined;
  }

  /**
   * Passes on what has come of the chunks, and whether that is all of them. All
   * of it goes to the sink in one piece: etcd's chunks are small.
   */
  #passChunks(sink: BodySink): boolean {
    let end = 0;
    const whole = this.#readChunks((from, to) => {
      this.#bytes.copyWithin(end, from, to);
      end += to - from;
    });
    if (end > 0) sink(this.#bytes.subarray(0, end));
    return whole;
  }

  /** Passes on what has come of a body, and whether that is all of it. */
  #passData(sink: BodySink): boolean {
    const end = Math.min(this.#size, this.#at + this.#missing);
    if (end > this.#at) sink(this.#bytes.subarray(this.#at, end));
    this.#missing -= end - this.#at;
    this.#at = end;
    return this.#missing === 0;
  }

  #append(bytes: Uint8Array): void {
    const size = this.#size + bytes.length;
    this.#total += bytes.length;
    if (this.#total > this.#max) {
      throw new BadAnswerError(`answer is longer than ${this.#max} bytes`);
    }
    if (size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(size, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#size);
    this.#size = size;
  }

  /** Reads lines up to the empty one; passes over interim answers. */
  #readHead(): Head | undefined {
    for (;;) {
      const end = this.#findHeadEnd();
      if (end < 0) return undefined;
      const text = decoder.decode(this.#bytes.subarray(this.#start, end));
      this.#start = this.#at = end + 4;
      const head = parseHead(text);
      if (head.status >= 200) return head;
    }
  }

  #findHeadEnd(): number {
    const bytes = this.#bytes;
    for (let i = this.#at; i + 3 < this.#size; i++) {
      if (bytes[i] === LF && bytes[i - 1] !== CR) {
        throw new BadAnswerError("a header line ends without CR");
      }
      if (
        bytes[i] === CR && bytes[i + 1] === LF && bytes[i + 2] === CR &&
        bytes[i + 3] === LF
      ) return i;
      this.#at = i + 1;
    }
    return -1;
  }

  /** Reads what has come of the chunks, and whether that is all of them. */
  #readChunks(take: (from: number, to: number) => void): boolean {
    for (;;) {
      if (this.#expected === "data") {
        const from = this.#at;
        this.#at = Math.min(this.#size, from + this.#missing);
        this.#missing -= this.#at - from;
        take(from, this.#at);
        if (this.#missing > 0) return false;
        this.#expected = "end of data";
      }
      const line = this.#line();
      if (line === undefined) return false;
      switch (this.#expected) {
        case "size":
          this.#missing = chunkSize(line);
          this.#expected = this.#missing === 0 ? "trailer" : "data";
          break;
        case "end of data":
          if (line !== "") {
            throw new BadAnswerError("a chunk is longer than its size");
          }
          this.#expected = "size";
          break;
        case "trailer":
          if (line === "") return true;
      }
    }
  }

  #line(): string | undefined {
    const end = this.#bytes.subarray(0, this.#size).indexOf(LF, this.#at);
    if (end < 0) return undefined;
    const start = this.#at;
    this.#at = end + 1;
    const textEnd = this.#bytes[end - 1] === CR ? end - 1 : end;
    return textEnd <= start
      ? ""
      : decoder.decode(this.#bytes.subarray(start, textEnd));
  }

  #answer(end: number): ParsedAnswer {
    const head = this.#head;
    if (head === undefined) throw new BadAnswerError("answer without a head");
    const { status, framing } = head;
    const reusable = head.reusable && end === this.#size;
    if (this.#sinkOf(head) !== undefined) return { status, body: "", reusable };
    const bytes = framing.kind === "chunked"
      ? concat(this.#chunks)
      : this.#bytes.subarray(this.#at, end);
    try {
      return { status, body: strictDecoder.decode(bytes), reusable };
    } catch {
      const body = decoder.decode(bytes);
      return { status, body, isUtf8: false, reusable };
    }
  }
}

function chunkSize(line: string): number {
  const digits = /^([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?$/.exec(line)?.[1];
  if (digits === undefined) {
    throw new BadAnswerError(
      `invalid chunk size ${JSON.stringify(line.slice(0, 40))}`,
    );
  }
  return Number.parseInt(digits, 16);
}

function parseHead(text: string): Head {
  const [first, ...lines] = text.split("\r\n");
  const [, minor, code] = /^HTTP\/1\.([0-9]) ([0-9]{3})(?: |$)/.exec(first) ??
    [];
  if (code === undefined) {
    throw new BadAnswerError(
      `answer is not HTTP, it begins with ${
        JSON.stringify(first.slice(0, 40))
      }`,
    );
  }
  const status = Number(code);
  let length: number | undefined;
  let chunked = false;
  let reusable = minor !== "0";
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0 || /\s/.test(line.slice(0, colon))) {
      throw new BadAnswerError(
        `invalid header ${JSON.stringify(line.slice(0, 40))}`,
      );
    }
    const value = line.slice(colon + 1).trim().toLowerCase();
    switch (line.slice(0, colon).toLowerCase()) {
      case "content-length":
        if (
          !/^[0-9]{1,15}$/.test(value) ||
          (length ?? Number(value)) !== Number(value)
        ) {
          throw new BadAnswerError(
            `invalid content length ${value.slice(0, 40)}`,
          );
        }
        length = Number(value);
        break;
      case "transfer-encoding":
        if (value !== "chunked") {
          throw new BadAnswerError(
            `unsupported transfer encoding ${value.slice(0, 40)}`,
          );
        }
        chunked = true;
        break;
      case "connection":
        if (value.split(",").some((option) => option.trim() === "close")) {
          reusable = false;
        }
        break;
    }
  }
  const bodyless = status < 200 || status === STATUS_CODE.NoContent ||
    status === STATUS_CODE.NotModified;
  const framing: Framing = bodyless
    ? { kind: "length", length: 0 }
    : chunked
    ? { kind: "chunked" }
    : length !== undefined
    ? { kind: "length", length }
    : { kind: "close" };
  return { status, framing, reusable: reusable && framing.kind !== "close" };
}
