import { assertEquals, assertThrows } from "@std/assert";
import {
  parseEndpoint,
  socketPath,
  urlText,
} from "../../../lib/etcd/http/endpoint.ts";

for (
  const text of [
    "http://127.0.0.1:2379",
    "https://etcd1:2379",
    "http://[::1]:2379",
    "unix:///run/etcd/a:1",
  ]
) {
  Deno.test(`${text} is a base URL, and is written as it was`, () => {
    assertEquals(urlText(parseEndpoint(text)), text);
  });
}

Deno.test("paths are resolved against a socket as against a host", () => {
  const url = new URL("/version", parseEndpoint("unix:///run/a b.sock"));
  assertEquals(socketPath(url), "/run/a b.sock");
  assertEquals(urlText(url), "unix:///run/a b.sock/version");
  assertEquals(socketPath(new URL("http://a/")), undefined);
});

for (
  const text of [
    "",
    "etcd1",
    "ftp://a",
    "http://a/v2",
    "http://a?b",
    "http://a#b",
    "unix://a/b",
    "unix:///run/",
  ]
) {
  Deno.test(`"${text}" is not a base URL`, () => {
    assertThrows(
      () => parseEndpoint(text, "metrics_url"),
      TypeError,
      `metrics_url "${text}" is not a base URL`,
    );
  });
}

Deno.test("a user or a password in a URL is refused and not shown", () => {
  const error = assertThrows(
    () => parseEndpoint("http://root:secret@a"),
    TypeError,
    "…@a",
  );
  assertEquals(/root|secret/.test(error.message), false);
});
