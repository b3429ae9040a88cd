/**
 * Answers of etcd, recorded with `deno task record`.
 *
 * @module
 */

import {
  AnswerParser,
  type HttpAnswer,
} from "../../lib/etcd/http/answer_parser.ts";
import type {
  HttpRequest,
  Requester,
} from "../../lib/etcd/http/http_client.ts";

/** Makes an answer of a recorded one: status line, headers, body. */
export function parseAnswer(text: string): HttpAnswer {
  const end = text.indexOf("\n\n");
  const head = text.slice(0, end).replaceAll("\n", "\r\n");
  const parser = new AnswerParser(2 ** 20);
  const bytes = new TextEncoder().encode(
    `${head}\r\n\r\n${text.slice(end + 2)}`,
  );
  return parser.push(bytes) ?? parser.end();
}

/** An answer with this body. */
export function ok(body: string): string {
  return `HTTP/1.1 200 OK\ncontent-length: ${
    new TextEncoder().encode(body).length
  }\n\n${body}`;
}

/** What etcd answers where it has nothing. */
export const NOT_FOUND =
  "HTTP/1.1 404 Not Found\ncontent-length: 19\n\n404 page not found\n";
/** In place of an answer: nobody takes the connection. */
export const REFUSED = "refused";
/** In place of an answer: none comes. */
export const HANGS = "hangs";

/** Answers by path, or by whole URL where several etcds answer. */
export type Answers = Record<string, string>;

/**
 * An etcd that answers from recordings and counts its requests. What it has no
 * answer for is not found.
 */
export class RecordedEtcd implements Requester {
  /** The paths that were asked for, whole URLs where these have answers. */
  readonly asked: string[] = [];
  /** What it answers. */
  answers: Answers;

  constructor(answers: Answers) {
    this.answers = answers;
  }

  get(url: URL, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#answer(url, signal);
  }

  request({ url }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#answer(url, signal);
  }

  #answer({ href, pathname }: URL, signal: AbortSignal): Promise<HttpAnswer> {
    const key = href in this.answers ? href : pathname;
    this.asked.push(key);
    const answer = this.answers[key] ?? NOT_FOUND;
    if (answer === REFUSED) {
      return Promise.reject(new Deno.errors.ConnectionRefused("refused"));
    }
    if (answer === HANGS) {
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      );
    }
    return Promise.try(() => parseAnswer(answer));
  }
}
