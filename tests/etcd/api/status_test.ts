import { assertEquals, assertThrows } from "@std/assert";
import { BadAnswerError } from "../../../lib/etcd/api/mod.ts";
import { JsonObject } from "../../../lib/etcd/api/json_object.ts";
import { answererOf, checkStatus } from "../../../lib/etcd/api/status.ts";

Deno.test("a status has a header and a version", () => {
  const text = '{"header":{"member_id":"10"},"version":"3.6.0"}';
  const status = JsonObject.parse(text);
  assertEquals(checkStatus(status), status);
});

for (const text of ["{}", '{"version":"3.6.0"}', '{"header":{}}']) {
  Deno.test(`the answer ${text} is no status`, () => {
    assertThrows(
      () => checkStatus(JsonObject.parse(text)),
      BadAnswerError,
      "answer is not a member's status",
    );
  });
}

Deno.test("the member that answers, by its id in hexadecimal", () => {
  const status = '{"header":{"member_id":"18446744073709551615"}}';
  assertEquals(answererOf(JsonObject.parse(status)), "ffffffffffffffff");
});
