/**
 * Lets only the first request wait for a server that hangs.
 *
 * @module
 */

import { errorText } from "../../pmda/mod.ts";
import {
  type HttpAnswer,
  type HttpRequest,
  type RequestSender,
  UnreachableError,
} from "../http/mod.ts";
import { type HungUrl, ProbedServer } from "./probed_server.ts";
import { Patience } from "./patience.ts";
import { serverOf } from "./server_of.ts";

/** Every etcd answers this without asking its other members. */
const PROBE_PATH = "/version";

/** The protocol of URLs whose requests may go on after they are aborted. */
const HTTPS = "https:";

/** Milliseconds that a probe may take. */
const PROBE_TIME = 2000;

/** Milliseconds within which a server answers that does not hang. */
const PROMPT = 50;

/** Milliseconds between two probes of what hangs on a server that answers. */
const PAUSE = 1000;

/**
 * Milliseconds after which the next probe does not wait any more for the end of
 * one that was aborted. Deno closes no connection in the middle of a TLS
 * handshake: probes one after the other would use up the descriptors.
 */
const LINGER = 30_000;

/** Milliseconds without a request after which probing ends. */
const FORGET = 300_000;

/** How a probe ends. */
type Outcome = "answered" | "no connection" | "no answer";

/**
 * Remembers what hangs. pmcd serves one request after the other, so each that
 * waits for a server that hangs holds up all clients of pmcd. Once a request
 * was aborted before its answer came, further ones to that URL fail at once,
 * and where the server has answered nothing else meanwhile, those to all of its
 * URLs. A probe of its own asks on, one at a time for each server; its first
 * answer ends that. A connection that is refused is no hang.
 *
 * So that the first request after an answer has values, each fetch waits a
 * moment for the probe, as long as the {@linkcode Patience} lasts.
 */
export class ProbingSender implements RequestSender, Disposable {
  readonly #sender: RequestSender;
  readonly #budget: number;
  readonly #fetchOf: (signal: AbortSignal) => AbortSignal;
  readonly #now: () => number;
  readonly #patience: Patience;
  /** Those with a request or a probe under way. */
  readonly #servers = new Map<string, ProbedServer>();

  /**
   * @param budget Milliseconds that a fetch may take.
   * @param fetchOf The signal of the fetch that a request's signal belongs to.
   */
  constructor(
    sender: RequestSender,
    budget: number,
    fetchOf: (signal: AbortSignal) => AbortSignal = (signal) => signal,
    now: () => number = () => performance.now(),
  ) {
    this.#sender = sender;
    this.#budget = budget;
    this.#fetchOf = fetchOf;
    this.#now = now;
    this.#patience = new Patience(now);
  }

  /**
   * Sends a request, unless it would only wait.
   *
   * @throws {UnreachableError} Where the server hangs.
   * @throws What the sender throws.
   */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const { url, signal } = request;
    const server = this.#server(url);
    server.want(url, this.#now());
    server.pending++;
    try {
      if (server.hangs(url)) await this.#waitFor(server, request);
      if (signal.aborted) throw abortError(signal);
      return await this.#send(server, request);
    } finally {
      server.pending--;
      this.#release(server);
    }
  }

  /** Ends the probes. */
  [Symbol.dispose](): void {
    this.#patience[Symbol.dispose]();
    for (const server of this.#servers.values()) server.end();
    this.#servers.clear();
  }

  async #waitFor(
    server: ProbedServer,
    { url, signal }: HttpRequest,
  ): Promise<void> {
    const fetch = this.#fetchOf(signal);
    const moment = this.#patience.moment(fetch)?.then(() => true);
    let over = moment === undefined;
    while (server.hangs(url)) {
      if (over) {
        const seconds = (this.#now() - server.since) / 1000;
        throw new UnreachableError(`no answer for ${seconds.toFixed(1)} s`);
      }
      over = await Promise.race([moment, server.changed()]) === true;
    }
  }

  async #send(server: ProbedServer, request: HttpRequest): Promise<HttpAnswer> {
    const { url, signal } = request;
    const began = this.#now();
    const answers = server.answers;
    try {
      const coming = this.#sender.request(request);
      const answer =
        await (url.protocol === HTTPS ? untilAborted(coming, signal) : coming);
      this.#answered(server, url);
      return answer;
    } catch (error) {
      if (signal.aborted) {
        server.silent ||= server.answers === answers;
        this.#hangs(server, request, began);
        throw abortError(signal);
      }
      if (!(error instanceof UnreachableError)) this.#answered(server, url);
      throw error;
    }
  }

  /** Takes note of a request that has waited since then and was aborted. */
  #hangs(server: ProbedServer, request: HttpRequest, began: number): void {
    const { href } = request.url;
    if (!server.hung.has(href)) {
      const sink = request.sink && (() => {});
      const now = this.#now();
      server.hung.set(href, {
        request: { ...request, sink },
        limit: Math.max(now - began, this.#budget / 2),
        wanted: now,
      });
    }
    server.wake();
    if (server.probed || server.ended) return;
    server.probed = true;
    server.since = began;
    this.#probe(server);
  }

  #answered(server: ProbedServer, { href }: URL): void {
    server.answers++;
    if (!server.silent && !server.hung.has(href)) return;
    server.silent = false;
    server.hung.delete(href);
    this.#patience.renew();
    server.change();
  }

  /** Asks what hangs until it answers, or nobody wants to know any more. */
  async #probe(server: ProbedServer): Promise<void> {
    while (server.isHanging && this.#isWanted(server)) {
      for (const [href, { wanted }] of server.hung) {
        if (this.#now() - wanted >= FORGET) server.hung.delete(href);
      }
      const [first] = server.hung.values();
      if (server.silent) await this.#probeAll(server);
      else if (first !== undefined) await this.#probeUrl(server, first);
    }
    server.silent = false;
    server.hung.clear();
    server.probed = false;
    server.change();
    this.#release(server);
  }

  #isWanted({ ended, wanted }: ProbedServer): boolean {
    return !ended && this.#now() - wanted < FORGET;
  }

  /**
   * Asks a server that has answered nothing for anything at all. Where that has
   * taken a while, the server was the reason for all that hangs; else it may
   * have been answering all the time, and its URLs are asked one by one.
   */
  async #probeAll(server: ProbedServer): Promise<void> {
    const url = new URL(PROBE_PATH, server.base);
    const began = this.#now();
    let outcome: Outcome;
    do outcome = await this.#ask(server, { url }); while (
      outcome === "no answer" && server.silent && this.#isWanted(server)
    );
    if (outcome === "answered") {
      if (this.#now() - began > PROMPT) server.hung.clear();
      this.#answered(server, url);
    }
    if (outcome === "no connection") server.clear();
  }

  /** Asks a server that answers other requests for what it has not answered. */
  async #probeUrl(server: ProbedServer, hung: HungUrl): Promise<void> {
    const { request, limit } = hung;
    const began = this.#now();
    const outcome = await this.#ask(server, request);
    if (outcome === "no connection") server.clear();
    else if (outcome === "answered" && this.#now() - began <= limit) {
      this.#answered(server, request.url);
    } else if (!server.silent && !server.ended) {
      // The others have their turn first.
      server.hung.delete(request.url.href);
      server.hung.set(request.url.href, hung);
      await server.pause(PAUSE);
    }
  }

  /** Sends a probe. */
  #ask(
    server: ProbedServer,
    request: Omit<HttpRequest, "signal">,
  ): Promise<Outcome> {
    const signal = server.begin();
    return new Promise((resolve) => {
      server.later(() => {
        server.abort();
        server.later(() => resolve("no answer"), LINGER);
      }, PROBE_TIME);
      const end = (outcome: Outcome) => {
        server.never();
        resolve(signal.aborted ? "no answer" : outcome);
      };
      this.#sender.request({ ...request, signal }).then(
        () => end("answered"),
        (error) =>
          end(
            error instanceof UnreachableError ? "no connection" : "answered",
          ),
      );
    });
  }

  #server(url: URL): ProbedServer {
    const key = serverOf(url);
    let server = this.#servers.get(key);
    if (server === undefined) {
      server = new ProbedServer(key);
      this.#servers.set(key, server);
    }
    return server;
  }

  /** Forgets a server of which there is nothing to remember. */
  #release({ base, pending, probed }: ProbedServer): void {
    if (pending === 0 && !probed) this.#servers.delete(base);
  }
}

/** Waits for an answer, or for the signal: a TLS handshake goes on after that. */
async function untilAborted<T>(
  coming: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([coming, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** What a request fails with whose time is over. */
function abortError({ reason }: AbortSignal): UnreachableError {
  return reason instanceof UnreachableError
    ? reason
    : new UnreachableError(errorText(reason), { cause: reason });
}
