/**
 * Opens TCP connections to hosts that have several addresses.
 *
 * @module
 */

/** What connections are opened with. */
export interface Network<Connection extends Closable> {
  /** Opens a connection to a host: to the first of its addresses. */
  readonly connect: (host: string, port: number) => Promise<Connection>;
  /** All addresses of a host. */
  readonly lookup: (hostname: string) => Promise<readonly string[]>;
}

/** What a connection must at least be able to do. */
export interface Closable {
  /** Closes it. */
  close(): void;
}

/** Milliseconds that an address, or the lookup, has before things go on without it. */
const HEAD_START = 250;

const IP_ADDRESS = /^[0-9.]+$|:/;

/**
 * As many attempts to connect may be under way. An attempt can't be called
 * off, and where a host does not even refuse it, it takes two minutes.
 */
const ATTEMPTS_MAX = 256;

let attempts = 0;

/** This host's network. */
export function network<Connection extends Closable>(
  open: (host: string, port: number) => Promise<Connection>,
): Network<Connection> {
  return {
    connect: async (host, port) => {
      if (attempts >= ATTEMPTS_MAX) {
        throw new Error(`${attempts} attempts to connect are under way`);
      }
      attempts++;
      try {
        return await open(host, port);
      } finally {
        attempts--;
      }
    },
    lookup,
  };
}

const THIS_NETWORK = network((hostname, port) =>
  Deno.connect({ hostname, port })
);

async function lookup(hostname: string): Promise<readonly string[]> {
  if (hostname === "localhost") return ["127.0.0.1", "::1"];
  const found = await Promise.allSettled([
    Deno.resolveDns(hostname, "A"),
    Deno.resolveDns(hostname, "AAAA"),
  ]);
  return found.flatMap((answer) =>
    answer.status === "fulfilled" ? answer.value : []
  );
}

/**
 * Opens a connection to whichever address of a host takes one. Deno's own
 * connect tries only the first that the system names: where `localhost` is ::1
 * before 127.0.0.1, it does not find an etcd that listens on the latter. Here,
 * where the first refuses or hangs, the addresses that DNS has are tried too
 * (of `localhost`, both of its own), each with a head start of 250 ms.
 *
 * @throws The signal's reason, or why the first address takes no connection
 * where none does.
 */
export function connect(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<Deno.TcpConn> {
  return connectOver(THIS_NETWORK, hostname, port, signal);
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
  const attempts: Promise<Connection>[] = [];
  let chosen: Connection | undefined;
  try {
    for await (const host of hosts(network, hostname, aborted)) {
      attempts.push(network.connect(host, port));
      chosen = await headStart(Promise.any(attempts), aborted);
      if (chosen !== undefined) return chosen;
    }
    return chosen = await Promise.race([Promise.any(attempts), aborted]);
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    for (const attempt of attempts) {
      attempt.then((connection) => {
        if (connection !== chosen) connection.close();
      }, () => {});
    }
  }
}

/** A host, then its addresses, which are looked up only when they are needed. */
async function* hosts(
  { lookup }: Pick<Network<Closable>, "lookup">,
  hostname: string,
  aborted: Promise<never>,
): AsyncGenerator<string> {
  yield hostname;
  if (!IP_ADDRESS.test(hostname)) {
    yield* await headStart(lookup(hostname), aborted) ?? [];
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
