import { assertEquals } from "@std/assert";
import {
  AbsentError,
  BadAnswerError,
  MissingFieldError,
  RefusedError,
  UnreachableError,
} from "../../../lib/etcd/api/mod.ts";
import { pmErrorOf } from "../../../lib/etcd/clusters/_pm_error.ts";
import {
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_VALUE,
  PmError,
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
  Deno.test(`${error.name} has a code, its message and itself as the cause`, () => {
    const made = pmErrorOf(error);
    const facts = made instanceof PmError &&
      [made.code, made.message, made.cause];
    assertEquals(facts, [code, "x", error]);
  });
}

Deno.test("any other error stays as it is", () => {
  for (const error of [new TypeError("x"), new PmError(PM_ERR_VALUE), "x"]) {
    assertEquals(pmErrorOf(error) === error, true);
  }
});
