import { assertEquals } from "@std/assert";
import {
  decodeError,
  decodeText,
  encodeTextReq,
  PDU_ERROR,
  PM_ERR_TEXT,
  PM_TEXT_HELP,
  PM_TEXT_INDOM,
  PM_TEXT_ONELINE,
  PM_TEXT_PMID,
  pmIDBuild,
  pmInDomBuild,
} from "../../lib/pcp/mod.ts";
import {
  cluster,
  HelpFile,
  InstanceDomain,
  Log,
  Pmda,
} from "../../lib/pmda/mod.ts";
import { Dispatcher } from "../../lib/pmda/testing.ts";
import { pduOf } from "../exchange.ts";
import { assertLinear } from "../growth.ts";

const HELP = HelpFile.parse(`#
# a comment
this belongs to nothing

@ TEST.0 colours of light
@   test.full   one line, with blanks behind it  
First line.
# not this one
@not a name? yes: the name is "not"

Third line, @ in the middle and # too.


@ test.bare
@ test.empty empty
@
@ test.full once more
@ 253.0.7 by pmID
@ 253.1 sizes
Small
`);

Deno.test("entries of a help file", () => {
  assertEquals(HELP.metric("test.full"), {
    oneline: "one line, with blanks behind it  ",
    help: "First line.",
  });
  assertEquals(HELP.metric("not"), {
    oneline: 'a name? yes: the name is "not"',
    help: "\nThird line, @ in the middle and # too.",
  });
  assertEquals(HELP.metric("test.bare"), { oneline: "", help: "" });
  assertEquals(HELP.metric("test.empty"), { oneline: "empty", help: "" });
  const indom = (serial: number) =>
    HELP.indom("test", pmInDomBuild(253, serial));
  assertEquals(indom(0)?.oneline, "colours of light");
  assertEquals(indom(1), { oneline: "sizes", help: "Small" });
  assertEquals(indom(2), undefined);
  assertEquals(HELP.indom("other", pmInDomBuild(253, 0)), undefined);
  assertEquals(HELP.indom("test", pmInDomBuild(254, 1)), undefined);
  assertEquals(HELP.metric("this"), undefined);
  assertEquals(HELP.metric("0"), undefined);
  assertEquals(HELP.metric("none", pmIDBuild(253, 0, 7))?.oneline, "by pmID");
});

Deno.test("a help file of nothing, or of one line without an end", () => {
  assertEquals(HelpFile.parse("").metric("a"), undefined);
  assertEquals(HelpFile.parse("@ a b").metric("a")?.oneline, "b");
  assertEquals(HelpFile.parse("@").metric(""), undefined);
});

Deno.test("a help file of 20,000 entries takes a time that grows with their number", async () => {
  const read = (count: number) => {
    const text = Array.from({ length: count }, (_, i) => `@ a.m${i} one\n`);
    const help = HelpFile.parse(text.join(""));
    assertEquals(help.metric(`a.m${count - 1}`)?.help, "");
  };
  await assertLinear(() => read(20_000), () => {
    for (let part = 0; part < 10; part++) read(2000);
  });
});

Deno.test("the table's help comes before the file's, and nothing is PM_ERR_TEXT", async () => {
  const row = { type: "32", sem: "instant", value: () => 0 } as const;
  const colours = new InstanceDomain({ serial: 0, instances: [] });
  const pmda = new Pmda({
    name: "test",
    domain: 253,
    help: HELP,
    clusters: [cluster({
      cluster: 0,
      from: () => 0,
      metrics: [
        { ...row, name: "full", item: 0, indom: colours },
        { ...row, name: "empty", item: 1, oneline: "own" },
        { ...row, name: "unknown", item: 2 },
        { ...row, name: "oneline", item: 3, oneline: "only" },
      ],
    })],
  });
  using dispatcher = new Dispatcher(pmda, new Log({ progname: "p" }));
  const ask = async (ident: number, type: number) => {
    const answer = await dispatcher.dispatch(
      pduOf(encodeTextReq({ ident, type })),
    );
    if (answer === undefined) throw new Error("no answer");
    return pduOf(answer).type === PDU_ERROR
      ? decodeError(answer)
      : decodeText(answer).text;
  };
  const both = async (item: number) => {
    const pmid = pmIDBuild(253, 0, item);
    return [
      await ask(pmid, PM_TEXT_PMID | PM_TEXT_ONELINE),
      await ask(pmid, PM_TEXT_PMID | PM_TEXT_HELP),
    ];
  };
  assertEquals(await both(0), [
    "one line, with blanks behind it  ",
    "First line.",
  ]);
  assertEquals(await both(1), ["own", ""]);
  assertEquals(await both(2), [PM_ERR_TEXT, PM_ERR_TEXT]);
  assertEquals(await both(3), ["only", ""]);
  assertEquals(
    await ask(pmInDomBuild(253, 0), PM_TEXT_INDOM | PM_TEXT_ONELINE),
    "colours of light",
  );
  assertEquals(
    await ask(pmInDomBuild(253, 1), PM_TEXT_INDOM | PM_TEXT_ONELINE),
    PM_ERR_TEXT,
  );
});
