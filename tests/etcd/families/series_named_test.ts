import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  notExported,
  seriesNamed,
} from "../../../lib/etcd/families/series_named.ts";
import { PM_ERR_APPVERSION, PmError } from "../../../lib/pmda/mod.ts";
import { parsed } from "../exposition/parsed.ts";

Deno.test("the values of a name, and one error where there are none", () => {
  const seriesOf = seriesNamed("up");
  const values = seriesOf(parsed('up{a="1"} 7\ndown 0\n'));
  assertEquals(Array.from(values, ([labels, { text }]) => [labels, text]), [
    ['a="1"', "7"],
  ]);
  const thrown = () =>
    assertThrows(() => seriesOf(parsed("down 0\n")), PmError);
  const error = thrown();
  assertEquals(error.code, PM_ERR_APPVERSION);
  assertEquals(error.message, notExported("up").message);
  assert(thrown() === error);
});
