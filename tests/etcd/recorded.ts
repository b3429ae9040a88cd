/**
 * Answers of etcd, recorded with `deno task record`.
 *
 * @module
 */

import { AnswerParser, type HttpAnswer } from "../../lib/etcd/http_answer.ts";
import type { Transport } from "../../lib/etcd/http_transport.ts";

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

/** An etcd that answers from recordings, by path, and counts its requests. */
export class RecordedEtcd implements Transport {
  /** The paths that were asked for. */
  readonly asked: string[] = [];
  readonly #answers: Readonly<Record<string, string>>;

  constructor(answers: Readonly<Record<string, string>>) {
    this.#answers = answers;
  }

  get({ pathname }: URL): Promise<HttpAnswer> {
    this.asked.push(pathname);
    return Promise.try(() => parseAnswer(this.#answers[pathname]));
  }
}
