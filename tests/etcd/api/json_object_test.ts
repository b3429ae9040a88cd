import { assertEquals, assertThrows } from "@std/assert";
import { MissingFieldError } from "../../../lib/etcd/api/answer_errors.ts";
import { JsonObject } from "../../../lib/etcd/api/json_object.ts";
import { BadAnswerError } from "../../../lib/etcd/http/request_errors.ts";

const U64_MAX = "18446744073709551615";

Deno.test("integers keep all their digits, in answers with few and with many", () => {
  const few = JsonObject.parse('{"small":7,"double":0.5}');
  assertEquals([few.u64("small"), few.double("double")], [7n, 0.5]);
  const many = JsonObject.parse(`{"small":7,"large":${U64_MAX},"double":0.5}`);
  assertEquals(many.u64("small"), 7n);
  assertEquals(many.u64("large"), 18446744073709551615n);
  assertEquals(many.double("large"), 2 ** 64);
  assertEquals(many.double("double"), 0.5);
});

Deno.test("the v3 API's integers are text, and 0 is no field; so is false", () => {
  const payload = JsonObject.parse(
    `{"text":"${U64_MAX}","number":7,"yes":true}`,
  );
  assertEquals(payload.proto64("text"), 18446744073709551615n);
  assertEquals(payload.proto64("number"), 7n);
  assertEquals(payload.proto64("absent"), 0n);
  assertEquals(payload.protoBool("yes"), true);
  assertEquals(payload.protoBool("absent"), false);
});

Deno.test("lists and objects; an empty list is no field", () => {
  const payload = JsonObject.parse('{"a":["x","y"],"b":[{"c":"z"}],"d":{}}');
  assertEquals(payload.strings("a"), ["x", "y"]);
  assertEquals(payload.objects("b").map((b) => b.string("c")), ["z"]);
  assertEquals(payload.object("d").names(), []);
  assertEquals([payload.strings("none"), payload.objects("none")], [[], []]);
  assertEquals(payload.names(), ["a", "b", "d"]);
  assertEquals([payload.has("a"), payload.has("none")], [true, false]);
});

Deno.test("a field that is missing is told from one of another kind", () => {
  const payload = JsonObject.parse(
    '{"text":"x","half":0.5,"list":[1],"no":-1}',
  );
  for (
    const read of [
      () => payload.string("none"),
      () => payload.u64("none"),
      () => payload.double("none"),
      () => payload.object("none"),
    ]
  ) assertThrows(read, MissingFieldError, "no field none");
  for (
    const [read, message] of [
      [() => payload.string("half"), "field half is 0.5, not text"],
      [() => payload.u64("half"), "unsigned"],
      [() => payload.u64("no"), "field no is -1, not an unsigned"],
      [() => payload.double("text"), "field text is x, not a number"],
      [() => payload.proto64("text"), "unsigned"],
      [() => payload.protoBool("text"), "true or false"],
      [() => payload.strings("list"), "a list of texts"],
      [() => payload.strings("text"), "field text is x, not a list"],
      [() => payload.objects("list"), "a list of objects"],
      [() => payload.object("list"), "field list is a list, not an object"],
    ] satisfies [() => unknown, string][]
  ) assertThrows(read, BadAnswerError, message);
});

Deno.test("an integer of more than 64 bits is none", () => {
  const payload = JsonObject.parse(
    '{"number":18446744073709551616,"text":"18446744073709551616"}',
  );
  assertThrows(() => payload.u64("number"), BadAnswerError);
  assertThrows(() => payload.proto64("text"), BadAnswerError);
});

for (
  const [text, message] of [
    ["", "answer is empty"],
    ["<html>", "answer is not JSON"],
    ['{"a":1', "answer is not JSON"],
    ["[1]", "answer is not a JSON object"],
    ["null", "answer is not a JSON object"],
    ["7", "answer is not a JSON object"],
  ]
) {
  Deno.test(`a payload ${JSON.stringify(text)} is refused`, () => {
    assertThrows(() => JsonObject.parse(text), BadAnswerError, message);
  });
}
