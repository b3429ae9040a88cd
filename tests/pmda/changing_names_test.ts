import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeError,
  decodeIDList,
  decodeNameList,
  encodeFetch,
  encodeNameList,
  encodeTraverseReq,
  PDU_ERROR,
  PM_ERR_NAME,
  PMCD_LABEL_CHANGE,
  PMCD_NAMES_CHANGE,
  pmIDBuild,
  resultChanges,
} from "../../lib/pcp/mod.ts";
import {
  type Cluster,
  cluster,
  DefinitionError,
  Log,
  Pmda,
} from "../../lib/pmda/mod.ts";
import { Dispatcher } from "../../lib/pmda/testing.ts";
import { pduOf } from "../exchange.ts";

/** A cluster with string metrics of these names. */
function strings(number: number, ...names: string[]): Cluster {
  return cluster({
    cluster: number,
    from: () => undefined,
    metrics: names.map((name, item) => ({
      name,
      item,
      type: "STRING",
      sem: "instant",
      value: () => name,
    })),
  });
}

function started() {
  const pmda = new Pmda({
    name: "test",
    domain: 253,
    clusters: [strings(0, "one", "two")],
  });
  const dispatcher = new Dispatcher(pmda, new Log({ progname: "p" }));
  const ask = async (request: Uint8Array) => {
    const answer = await dispatcher.dispatch(pduOf(request));
    if (answer === undefined) throw new Error("no answer");
    return answer;
  };
  const names = async () =>
    decodeNameList(await ask(encodeTraverseReq("test"))).names;
  const changes = async () =>
    resultChanges(await ask(encodeFetch([pmIDBuild(253, 0, 0)])));
  return { pmda, ask, names, changes };
}

Deno.test("names come and go, and the next fetch tells of it, once", async () => {
  const { pmda, ask, names, changes } = started();
  assertEquals(await changes(), 0);
  pmda.setClusters(strings(1, "more.three"), strings(0, "one"));
  assertEquals(await names(), ["test.one", "test.more.three"]);
  assertEquals(await changes(), PMCD_NAMES_CHANGE);
  assertEquals(await changes(), 0);
  const pmid = decodeIDList(
    await ask(encodeNameList({ names: ["test.more.three"] })),
  );
  assertEquals(pmid.pmids, [pmIDBuild(253, 1, 0)]);
  pmda.deleteClusters(1);
  assertEquals(await names(), ["test.one"]);
  const gone = await ask(encodeNameList({ names: ["test.more.three"] }));
  assertEquals(pduOf(gone).type, PDU_ERROR);
  assertEquals(decodeError(gone), PM_ERR_NAME);
  assertEquals(await changes(), PMCD_NAMES_CHANGE);
});

Deno.test("what changes nothing tells nothing", async () => {
  const { pmda, changes } = started();
  pmda.deleteClusters(7);
  assertEquals(await changes(), 0);
});

Deno.test("changed labels are told, together with names", async () => {
  const { pmda, changes } = started();
  pmda.labelsChanged();
  assertEquals(await changes(), PMCD_LABEL_CHANGE);
  pmda.labelsChanged();
  pmda.setClusters(strings(3, "four"));
  assertEquals(await changes(), PMCD_LABEL_CHANGE | PMCD_NAMES_CHANGE);
});

Deno.test("clusters that don't fit change nothing", async () => {
  const { pmda, names, changes } = started();
  for (
    const wrong of [strings(1, "one"), strings(1, "two.a"), strings(1, "")]
  ) {
    assertThrows(() => pmda.setClusters(wrong), DefinitionError);
  }
  assertEquals(await names(), ["test.one", "test.two"]);
  assertEquals(await changes(), 0);
});
