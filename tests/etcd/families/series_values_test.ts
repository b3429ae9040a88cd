import { assert, assertEquals, assertThrows } from "@std/assert";
import { NO_EXPOSITION } from "../../../lib/etcd/exposition/exposition.ts";
import { ExpositionParser } from "../../../lib/etcd/exposition/exposition_parser.ts";
import { SeriesIndom } from "../../../lib/etcd/families/series_indom.ts";
import { SeriesValues } from "../../../lib/etcd/families/series_values.ts";
import { PM_IN_NULL } from "../../../lib/pcp/mod.ts";
import { PmError } from "../../../lib/pmda/mod.ts";

/** Texts that one etcd exports, one after the other, and what comes of them. */
class Exported {
  #exposition = NO_EXPOSITION;
  readonly indom = new SeriesIndom(1, "calls");
  readonly #values = new SeriesValues<"DOUBLE">(
    "calls",
    ({ number }) => number,
    this.indom,
  );

  take(text: string) {
    const parser = new ExpositionParser(this.#exposition);
    parser.push(new TextEncoder().encode(text));
    this.#exposition = parser.end();
    return this.#exposition;
  }

  /** The values by the names of their instances. */
  values(exposition = this.#exposition): Record<string, number | undefined> {
    const single = this.indom.instances.map(({ inst }) => ({
      inst,
      value: this.#values.get(exposition, inst),
    }));
    assertEquals(
      this.#values.all(exposition),
      single.filter(({ value }) => value !== undefined),
    );
    assert(this.#values.all(exposition) === this.#values.all(exposition));
    return Object.fromEntries(
      this.indom.instances.map(({ inst, name }) => [
        name,
        this.#values.get(exposition, inst),
      ]),
    );
  }

  update() {
    this.indom.update(this.#exposition.series.get("calls") ?? new Map());
  }
}

Deno.test("values are those of the exposition that is asked for, however they change", () => {
  const etcd = new Exported();
  const first = etcd.take('calls{m="a"} 1\ncalls{m="b"} 2\nup 1\n');
  etcd.update();
  assertEquals(etcd.values(), { a: 1, b: 2 });
  const second = etcd.take('calls{m="a"} 1\ncalls{m="b"} 3\nup 1\n');
  assertEquals(etcd.values(), { a: 1, b: 3 });
  assertEquals(etcd.values(first), { a: 1, b: 2 });
  etcd.take('calls{m="a"} 1\ncalls{m="b"} 3\nup 2\n');
  assertEquals(etcd.values(), { a: 1, b: 3 });
  etcd.take('calls{m="c"} 7\ncalls{m="b"} 3\nup 2\n');
  assertEquals(etcd.values(), { a: undefined, b: 3 });
  etcd.update();
  assertEquals(etcd.values(), { c: 7, b: 3 });
  assertEquals(etcd.values(second), { c: undefined, b: 3 });
});

Deno.test("a series that etcd does not export is said to be missing, until it does", () => {
  const etcd = new Exported();
  const values = new SeriesValues<"DOUBLE">(
    "up",
    ({ number }) => number,
  );
  for (let i = 0; i < 2; i++) {
    const error = assertThrows(
      () => values.get(etcd.take("down 1\n"), PM_IN_NULL),
      PmError,
    );
    assertEquals(error.message, "this etcd does not export up");
  }
  assertEquals(values.get(etcd.take("up 1\n"), PM_IN_NULL), 1);
  assertThrows(() => values.get(etcd.take("down 1\n"), PM_IN_NULL), PmError);
  assertEquals(values.get(etcd.take("up 2\n"), PM_IN_NULL), 2);
  assertEquals(values.get(etcd.take('up{a="b"} 1\n'), PM_IN_NULL), undefined);
});
