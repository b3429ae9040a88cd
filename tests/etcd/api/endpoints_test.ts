import { assertEquals } from "@std/assert";
import { oneEndpoint } from "../../../lib/etcd/api/endpoints.ts";

Deno.test("one endpoint is asked at its own URL, within the signal that it is given", async () => {
  const { signal } = new AbortController();
  const endpoint = oneEndpoint(new URL("http://[::1]:2379"));
  const answer = await endpoint.tryEach(
    "/version",
    signal,
    ({ href }, given) => Promise.resolve([href, given === signal]),
  );
  assertEquals(answer, ["http://[::1]:2379/version", true]);
});
