import { assertEquals } from "@std/assert";
import { addressesOf } from "../../../lib/etcd/http/addresses.ts";

Deno.test("localhost is both of its addresses, whatever /etc/hosts has", async () => {
  assertEquals(await addressesOf("localhost"), ["127.0.0.1", "::1"]);
});

Deno.test("an address is its own, and a host that there is not has none", async () => {
  assertEquals(await addressesOf("127.0.0.1"), ["127.0.0.1"]);
  assertEquals(await addressesOf("host.invalid"), []);
});
