import { assertEquals } from "@std/assert";
import {
  AbsentError,
  BadAnswerError,
  MissingFieldError,
  RefusedError,
  UnreachableError,
} from "../../../lib/etcd/api/mod.ts";
import { errorCode } from "../../../lib/etcd/clusters/error_code.ts";
import {
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_VALUE,
} from "../../../lib/pmda/mod.ts";

for (
  const [error, code] of [
    [new UnreachableError("x"), PM_ERR_AGAIN],
    [new BadAnswerError("x"), PM_ERR_AGAIN],
    [new RefusedError("x"), PM_ERR_AGAIN],
    [new AbsentError("x"), PM_ERR_APPVERSION],
    [new MissingFieldError("x"), PM_ERR_VALUE],
  ] satisfies [Error, number][]
) {
  Deno.test(`${error.name} has a code`, () => {
    assertEquals(errorCode(error), code);
  });
}

Deno.test("any other error has none", () => {
  for (const error of [new TypeError("x"), new Error("x"), "x"]) {
    assertEquals(errorCode(error), undefined);
  }
});
