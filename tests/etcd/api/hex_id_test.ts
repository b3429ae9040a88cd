import { assertEquals } from "@std/assert";
import { hexId } from "../../../lib/etcd/api/hex_id.ts";

Deno.test("ids are hexadecimal, without zeros before them", () => {
  assertEquals(hexId(10276657743932975437n), "8e9e05c52164694d");
  assertEquals(hexId(0xa2bn), "a2b");
});
