/**
 * The ways in which pmcd reaches an agent: a pair of pipes, or a socket that
 * the agent listens on. See pmdaConnect(3) and pmcd(1).
 *
 * @module
 */

import { errorText } from "../pcp/mod.ts";
import { withLibc } from "./_libc.ts";
import { findUser } from "./_user.ts";
import type { Connection } from "./connection.ts";
import type { Log } from "./log.ts";
import { pmGetConfig } from "./pcp_conf.ts";
import { PipeConnection } from "./pipe_connection.ts";
import { SocketConnection } from "./socket_connection.ts";

/** How pmcd reaches an agent; it has to stand in pmcd.conf in the same way. */
export type Transport =
  | {
    /** Over stdin and stdout. */
    readonly type: "pipe";
  }
  | {
    /** Over a TCP socket on the loopback interface. */
    readonly type: "inet" | "ipv6";
    /** The port: its number, or its name in /etc/services. */
    readonly port: string;
  }
  | {
    /** Over a Unix domain socket. */
    readonly type: "unix";
    /** Where the socket is; the agent makes it. */
    readonly path: string;
  };

/**
 * The place where pmcd should reach the agent can't be had.
 *
 * @example
 * ```ts
 * import { TransportError } from "@pmdaetcd/pmda/testing";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new TransportError("port 2078 is taken").name, "TransportError");
 * ```
 */
export class TransportError extends Error {
  /** "TransportError". */
  override name = "TransportError";
}

/** Waits for pmcd. */
export type Accept = () => Promise<Connection>;

const LOOPBACK = { inet: "127.0.0.1", ipv6: "::1" } as const;
const SOCKET_MODE = 0o660;

/**
 * Takes the place where pmcd reaches the agent. Needs the rights that the
 * agent starts with; what it returns does not.
 *
 * @example
 * ```ts
 * import { Log } from "@pmdaetcd/pmda";
 * import { listen, PipeConnection } from "@pmdaetcd/pmda/testing";
 * import { assertInstanceOf } from "@std/assert";
 *
 * const accept = listen({ type: "pipe" }, new Log({ progname: "pmdaetcd" }));
 * assertInstanceOf(await accept(), PipeConnection);
 * ```
 *
 * @returns What waits for pmcd, one time.
 * @throws {TransportError} Where the place can't be had.
 */
export function listen(transport: Transport, log: Log): Accept {
  if (transport.type === "pipe") {
    const connection = new PipeConnection();
    return () => Promise.resolve(connection);
  }
  try {
    return transport.type === "unix"
      ? acceptUnix(listenUnix(transport.path, log))
      : acceptTcp(Deno.listen({
        hostname: LOOPBACK[transport.type],
        port: portNumber(transport.port),
      }));
  } catch (error) {
    const place = transport.type === "unix"
      ? transport.path
      : `${transport.type} port ${transport.port}`;
    const reason = errorText(error);
    throw new TransportError(`can't listen on ${place}: ${reason}`);
  }
}

function acceptTcp(listener: Deno.TcpListener): Accept {
  return async () => {
    const socket = await listener.accept();
    listener.close();
    socket.setNoDelay(true);
    return new SocketConnection(socket);
  };
}

function acceptUnix(listener: Deno.UnixListener): Accept {
  return async () => {
    const socket = await listener.accept();
    listener.close();
    return new SocketConnection(socket);
  };
}

function listenUnix(path: string, log: Log): Deno.UnixListener {
  try {
    if (!Deno.lstatSync(path).isSocket) {
      throw new TransportError("the path exists and is not a socket");
    }
    Deno.removeSync(path);
    log.warning(`socket ${path} was left by another agent; replaced`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const listener = Deno.listen({ transport: "unix", path });
  // pmcd may run as another user than this agent, and has to reach it.
  Deno.chmodSync(path, SOCKET_MODE);
  const owner = pmGetConfig("PCP_USER");
  const user = withLibc((libc) => findUser(libc, owner));
  if (user === undefined) {
    log.warning(`socket ${path}: there is no user ${owner} to give it to`);
  } else if (Deno.uid() === 0) {
    Deno.chownSync(path, user.uid, user.gid);
  }
  return listener;
}

function portNumber(port: string): number {
  const number = /^[0-9]+$/.test(port) ? Number(port) : service(port);
  if (number === undefined) {
    throw new TransportError("/etc/services has no such name for TCP");
  }
  if (number < 1 || number > 65535) {
    throw new TransportError("a port is a number from 1 to 65535");
  }
  return number;
}

function service(name: string): number | undefined {
  for (const line of Deno.readTextFileSync("/etc/services").split("\n")) {
    const [first, port, ...aliases] = line.replace(/#.*/, "").split(/\s+/);
    const found = /^([0-9]+)\/tcp$/.exec(port ?? "");
    if (found !== null && [first, ...aliases].includes(name)) {
      return Number(found[1]);
    }
  }
  return undefined;
}
