/**
 * Carries requests to etcd over connections that are kept open.
 *
 * @module
 */

/** Carries requests. */
export interface Transport {
  /**
   * Sends a GET request.
   *
   * @param url What to get.
   * @param signal Ends the request when aborted.
   * @returns The answer, whatever its status.
   * @throws Where there is no answer.
   */
  get(url: string, signal: AbortSignal): Promise<Response>;
}

/**
 * HTTP.
 *
 * An etcd that was restarted has closed the connections that were kept open
 * to it. That shows only when the next request fails, so a request that fails
 * is sent once more, over a new connection.
 *
 * @example
 * ```ts no-assert
 * import { HttpTransport } from "./http_transport.ts";
 *
 * using transport = new HttpTransport();
 * ```
 */
export class HttpTransport implements Transport {
  #client = Deno.createHttpClient({});

  /**
   * Sends a GET request.
   *
   * @param url What to get.
   * @param signal Ends the request when aborted.
   * @returns The answer, whatever its status; redirects are not followed.
   * @throws {TypeError} Where there is no answer.
   */
  async get(url: string, signal: AbortSignal): Promise<Response> {
    const client = this.#client;
    try {
      return await this.#send(client, url, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof TypeError)) throw error;
      if (this.#client === client) {
        this.#client = Deno.createHttpClient({});
        client.close();
      }
      return await this.#send(this.#client, url, signal);
    }
  }

  /** Closes the connections. */
  [Symbol.dispose](): void {
    this.#client.close();
  }

  #send(
    client: Deno.HttpClient,
    url: string,
    signal: AbortSignal,
  ): Promise<Response> {
    return fetch(url, { client, signal, redirect: "manual" });
  }
}
