/**
 * Where one etcd is asked.
 *
 * @module
 */

/** The endpoints of an etcd, one or more. */
export interface Endpoints {
  /**
   * Sends a request for a path to one endpoint after the other, until one
   * answers.
   *
   * @throws What the last of them has failed with.
   */
  tryEach<Answer>(
    path: string,
    signal: AbortSignal,
    send: (url: URL, signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer>;
}

/** An etcd with one endpoint, at a base URL. */
export function oneEndpoint(base: URL): Endpoints {
  return { tryEach: (path, signal, send) => send(new URL(path, base), signal) };
}
