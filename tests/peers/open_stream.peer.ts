import { assertEquals, assertRejects } from "@std/assert";
import { addressesOf } from "../../lib/etcd/http/addresses.ts";
import { parseEndpoint } from "../../lib/etcd/http/endpoint.ts";
import { streamOpener } from "../../lib/etcd/http/open_stream.ts";

const { signal } = new AbortController();

/** What a server says to whoever connects with a URL. */
async function greeting(listener: Deno.Listener, url: URL): Promise<string> {
  const accepted = listener.accept().then(async (connection) => {
    await connection.write(new TextEncoder().encode("hello"));
    connection.close();
  });
  const stream = await streamOpener()(url, signal);
  const bytes = new Uint8Array(9);
  const count = await stream.read(bytes);
  stream.close();
  await accepted;
  return new TextDecoder().decode(bytes.subarray(0, count ?? 0));
}

for (const [host, hostname] of [["127.0.0.1", "127.0.0.1"], ["[::1]", "::1"]]) {
  Deno.test(`TCP to ${host}`, async () => {
    using listener = Deno.listen({ hostname, port: 0 });
    const url = new URL(`http://${host}:${listener.addr.port}/version`);
    assertEquals(await greeting(listener, url), "hello");
  });
}

Deno.test("localhost is whichever loopback address a server listens at", async () => {
  for (const hostname of ["127.0.0.1", "::1"]) {
    using listener = Deno.listen({ hostname, port: 0 });
    const url = new URL(`http://localhost:${listener.addr.port}/`);
    assertEquals(await greeting(listener, url), "hello", hostname);
  }
});

Deno.test("a Unix socket, and one that nobody listens at", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/a b.sock`;
  const url = new URL("/version", parseEndpoint(`unix://${path}`));
  {
    using listener = Deno.listen({ transport: "unix", path });
    assertEquals(await greeting(listener, url), "hello");
  }
  await Deno.remove(folder, { recursive: true });
  await assertRejects(
    () => streamOpener()(url, signal),
    Deno.errors.NotFound,
  );
});

Deno.test("what /etc/hosts says of this system's names is known", async () => {
  const lines = (await Deno.readTextFile("/etc/hosts")).split("\n")
    .map((line) => line.replace(/#.*/, "").trim().split(/\s+/))
    .filter(([address, name]) => address?.includes(".") && name !== undefined);
  for (const [address, name] of lines) {
    if (name === "localhost") continue;
    assertEquals((await addressesOf(name)).includes(address), true, name);
  }
});
