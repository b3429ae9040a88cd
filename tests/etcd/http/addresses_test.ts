import { assertEquals } from "@std/assert";
import { addressesOf } from "../../../lib/etcd/http/addresses.ts";

Deno.test("localhost is both of its addresses, whatever /etc/hosts has", async () => {
  assertEquals(await addressesOf("localhost"), ["127.0.0.1", "::1"]);
});

Deno.test("an address is its own, and a host that there is not has none", async () => {
  assertEquals(await addressesOf("127.0.0.1"), ["127.0.0.1"]);
  assertEquals(await addressesOf("host.invalid"), []);
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
