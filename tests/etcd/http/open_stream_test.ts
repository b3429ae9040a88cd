import { assertRejects } from "@std/assert";
import { streamOpener } from "../../../lib/etcd/http/open_stream.ts";

Deno.test("a signal that is aborted already opens nothing", async () => {
  const aborted = AbortSignal.abort(new Error("over"));
  for (const text of ["http://a:1/", "https://a:1/", "unix://%2Fnone/"]) {
    await assertRejects(
      () => streamOpener()(new URL(text), aborted),
      Error,
      "over",
    );
  }
});
