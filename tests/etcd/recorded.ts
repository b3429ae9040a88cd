/**
 * Answers of etcd, recorded with `deno task record`.
 *
 * @module
 */

import type { Transport } from "../../lib/etcd/http_transport.ts";

/** Makes an answer of a recorded one: status line, headers, body. */
export function parseAnswer(text: string): Response {
  const end = text.indexOf("\n\n");
  const [status, ...headers] = text.slice(0, end).split("\n");
  const [, code, ...words] = status.split(" ");
  return new Response(text.slice(end + 2), {
    status: Number(code),
    statusText: words.join(" "),
    headers: headers.map((line): [string, string] => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  });
}

/** An etcd that answers from recordings, by path, and counts its requests. */
export class RecordedEtcd implements Transport {
  /** The paths that were asked for. */
  readonly asked: string[] = [];
  readonly #answers: Readonly<Record<string, string>>;

  constructor(answers: Readonly<Record<string, string>>) {
    this.#answers = answers;
  }

  get(url: string): Promise<Response> {
    const { pathname } = new URL(url);
    this.asked.push(pathname);
    return Promise.resolve(parseAnswer(this.#answers[pathname]));
  }
}
