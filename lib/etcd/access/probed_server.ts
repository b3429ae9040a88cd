/**
 * What is known of a server that hangs.
 *
 * @module
 */

import type { HttpRequest } from "../http/mod.ts";

/** A URL that hangs. */
export interface HungUrl {
  /** The request to repeat. */
  readonly request: Omit<HttpRequest, "signal">;
  /** Milliseconds within which an answer is of use. */
  readonly limit: number;
  /** When somebody asked for it last. */
  wanted: number;
}

/** A server with what hangs there, and with the one probe that it has. */
export class ProbedServer {
  readonly base: string;
  /** How many requests are under way. */
  pending = 0;
  /** How many have been answered. */
  answers = 0;
  /** When somebody asked it for something last. */
  wanted = 0;
  /** Since when something hangs. */
  since = 0;
  /** Whether it answers nothing at all. */
  silent = false;
  /** What it has not answered, by URL. */
  readonly hung = new Map<string, HungUrl>();
  /** Whether its probe is under way. */
  probed = false;
  ended = false;
  #controller: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wake: (() => void) | undefined;
  /** Made when somebody waits: a server is made for each fetch. */
  #changed: PromiseWithResolvers<void> | undefined;

  constructor(base: string) {
    this.base = base;
  }

  get isHanging(): boolean {
    return this.silent || this.hung.size > 0;
  }

  hangs({ href }: URL): boolean {
    return this.silent || this.hung.has(href);
  }

  /** Takes note of somebody who asks for a URL now. */
  want({ href }: URL, now: number): void {
    this.wanted = now;
    const hung = this.hung.get(href);
    if (hung !== undefined) hung.wanted = now;
  }

  /** Forgets what hangs. */
  clear(): void {
    this.silent = false;
    this.hung.clear();
    this.change();
  }

  /** The next time that something does not hang any more. */
  changed(): Promise<void> {
    this.#changed ??= Promise.withResolvers();
    return this.#changed.promise;
  }

  /** Lets those go on that wait for {@linkcode changed}. */
  change(): void {
    this.#changed?.resolve();
    this.#changed = undefined;
  }

  /** The signal of the next probe. */
  begin(): AbortSignal {
    const controller = new AbortController();
    this.#controller = controller;
    return controller.signal;
  }

  /** Ends the probe. */
  abort(): void {
    this.#controller?.abort(
      new DOMException("the probe is over", "AbortError"),
    );
  }

  /** Calls a function after as many milliseconds, in place of the one before. */
  later(call: () => void, milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(call, milliseconds);
  }

  /** Calls the function of {@linkcode later} no more. */
  never(): void {
    clearTimeout(this.#timer);
  }

  /** Waits for as many milliseconds, or until it is woken. */
  async pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.later(resolve, milliseconds);
    });
    this.never();
  }

  /** Ends a pause. */
  wake(): void {
    this.#wake?.();
  }

  /** Ends the probe and its timers for good. */
  end(): void {
    this.ended = true;
    this.never();
    this.wake();
    this.abort();
  }
}
