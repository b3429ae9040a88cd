/**
 * A request, its answer, and what carries the one and brings the other.
 *
 * @module
 */

/** A request. */
export interface HttpRequest {
  readonly url: URL;
  /**
   * GET by default. Either may reach the server twice: over a connection that
   * was kept, whose end shows only after the request is sent.
   */
  readonly method?: "GET" | "POST";
  /** Headers besides Host, User-Agent and, where it is not among them, Accept. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON to send. */
  readonly body?: string;
  /** Bytes that the answer may have; 1 MiB by default. */
  readonly maxBytes?: number;
  /** Takes the body of an answer with status 200, in place of the answer. */
  readonly sink?: BodySink;
  /** Ends the request where it is aborted. */
  readonly signal: AbortSignal;
}

/** Takes a body piece by piece. A piece is valid as long as the call lasts. */
export type BodySink = (piece: Uint8Array) => void;

/** An answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  /** Empty where the body has gone to a {@linkcode BodySink}. */
  readonly body: string;
  /** `false` where the body is not UTF-8: what is not shows as U+FFFD. */
  readonly isUtf8?: boolean;
}

/** Carries requests. */
export interface RequestSender {
  /**
   * Sends a request and waits for its answer.
   *
   * @throws {UnreachableError} Where none comes.
   * @throws {BadAnswerError} If the answer is not HTTP.
   * @throws {RefusedError} Where the server wants a login and refuses it.
   */
  request(request: HttpRequest): Promise<HttpAnswer>;
}
