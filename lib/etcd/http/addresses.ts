/**
 * The addresses of a host, as this system knows them: from /etc/hosts, DNS or
 * wherever else it looks.
 *
 * @module
 */

/**
 * Node's global, of which Deno has all. `Deno.resolveDns` asks DNS alone, and
 * an import of Node's modules would bring their types into the executable.
 */
declare const process: {
  noDeprecation: boolean;
  getBuiltinModule(name: "node:dns/promises"): {
    lookup(
      hostname: string,
      options: { all: true },
    ): Promise<{ address: string }[]>;
  };
};

/** An etcd may listen at either, whichever of them the system knows. */
const LOOPBACK = ["127.0.0.1", "::1"];

/** All addresses of a host; none where it has none. */
export async function addressesOf(
  hostname: string,
): Promise<readonly string[]> {
  if (hostname === "localhost") return LOOPBACK;
  // Deno 2.9 warns on stderr of a module that its own node:dns needs.
  process.noDeprecation = true;
  const { lookup } = process.getBuiltinModule("node:dns/promises");
  const found = await lookup(hostname, { all: true }).catch(() => []);
  return [...new Set(found.map(({ address }) => address))];
}
