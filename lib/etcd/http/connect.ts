/**
 * Opens TCP connections to hosts that have several addresses.
 *
 * @module
 */

import { addressesOf } from "./addresses.ts";

/** What connections are opened with. */
export interface Network<Connection extends Closable> {
  /** Opens a connection to a host; the signal may call the attempt off. */
  readonly open: (
    host: string,
    port: number,
    signal: AbortSignal,
  ) => Promise<Connection>;
  /** All addresses of a host. */
  readonly addressesOf: (hostname: string) => Promise<readonly string[]>;
}

/** What a connection must at least be able to do. */
export interface Closable {
  /** Closes it. */
  close(): void;
}

/** An attempt to connect. */
interface Attempt<Connection> {
  readonly coming: Promise<Connection>;
  /** Calls it off. */
  readonly controller: AbortController;
}

/** Milliseconds that an address, or the lookup, has before things go on without it. */
const HEAD_START = 250;

const IP_ADDRESS = /^[0-9.]+$|:/;

const TCP: Network<Deno.TcpConn> = {
  open: (hostname, port, signal) => Deno.connect({ hostname, port, signal }),
  addressesOf,
};

/**
 * Opens a connection to whichever address of a host takes one. Deno 2.4 tries
 * only the first that the system names: where `localhost` is ::1 before
 * 127.0.0.1, it does not find a server that listens on the latter. Here, where
 * Deno fails or takes its time, it is given the addresses one by one too, each
 * with a head start of 250 ms.
 *
 * @throws The signal's reason, or why the host takes no connection where none
 * of its addresses does.
 */
export function connect(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<Deno.TcpConn> {
  return connectOver(TCP, hostname, port, signal);
}

/**
 * Does what {@linkcode connect} does, over any network.
 *
 * @throws As {@linkcode connect} does.
 */
export async function connectOver<Connection extends Closable>(
  network: Network<Connection>,
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<Connection> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => {});
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await firstOf(network, hostname, port, aborted);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Tries the host, then its addresses one after the other, with a head start for each. */
async function firstOf<Connection extends Closable>(
  network: Network<Connection>,
  hostname: string,
  port: number,
  aborted: Promise<never>,
): Promise<Connection> {
  const attempts: Attempt<Connection>[] = [];
  const any = () => Promise.any(attempts.map(({ coming }) => coming));
  let chosen: Connection | undefined;
  try {
    for await (const host of hosts(network, hostname, aborted)) {
      const controller = new AbortController();
      const coming = network.open(host, port, controller.signal);
      attempts.push({ coming, controller });
      chosen = await headStart(any(), aborted);
      if (chosen !== undefined) return chosen;
    }
    return chosen = await Promise.race([any(), aborted]);
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    for (const { coming, controller } of attempts) {
      coming.then((connection) => {
        if (connection !== chosen) connection.close();
      }, () => {});
      // It does nothing to a connection that is open.
      controller.abort();
    }
  }
}

/** A host, then its addresses, which are looked up only when they are needed. */
async function* hosts(
  { addressesOf }: Pick<Network<Closable>, "addressesOf">,
  hostname: string,
  aborted: Promise<never>,
): AsyncGenerator<string> {
  yield hostname;
  if (!IP_ADDRESS.test(hostname)) {
    yield* await headStart(addressesOf(hostname), aborted) ?? [];
  }
}

/** What comes within a moment; undefined where that is nothing or a failure. */
async function headStart<T>(
  coming: Promise<T>,
  aborted: Promise<never>,
): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moment = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, HEAD_START, undefined);
  });
  try {
    return await Promise.race([coming.catch(() => undefined), moment, aborted]);
  } finally {
    clearTimeout(timer);
  }
}
