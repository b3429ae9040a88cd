import { assert, assertEquals } from "@std/assert";
import {
  decodeError,
  decodeLabels,
  decodeResult,
  encodeAttr,
  encodeDescReq,
  encodeError,
  encodeFetch,
  encodeLabelReq,
  encodeProfile,
  PDU_DESC,
  PDU_DESC_REQ,
  PDU_ERROR,
  PDU_FETCH,
  PDU_RESULT,
  PM_ERR_GENERIC,
  PM_ERR_NOTCONN,
  PM_LABEL_INSTANCES,
  pmIDBuild,
  pmInDomBuild,
  PROFILE_ALL,
} from "../../lib/pcp/mod.ts";
import {
  cluster,
  InstanceDomain,
  Log,
  PM_ERR_AGAIN,
  Pmda,
  PmError,
} from "../../lib/pmda/mod.ts";
import { Dispatcher, type PmdaSettings } from "../../lib/pmda/testing.ts";
import { pduOf } from "../exchange.ts";
import { FakeClock, TURN } from "../fake_clock.ts";
import { PMID, testPmda } from "./agent.ts";

function dispatcherWith(more: Partial<PmdaSettings>, lines: string[] = []) {
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  return new Dispatcher(testPmda(() => 7n, undefined, more), log);
}

/** The type of the answer, or the error that it is. */
async function ask(dispatcher: Dispatcher, request: Uint8Array) {
  const answer = await dispatcher.dispatch(pduOf(request));
  if (answer === undefined) return undefined;
  const { type } = pduOf(answer);
  return type === PDU_ERROR ? decodeError(answer) : type;
}

Deno.test("check comes before each request, and its error is the answer", async () => {
  const asked: [type: number, context: number][] = [];
  let failing: Error | undefined;
  using dispatcher = dispatcherWith({
    check: ({ type, context }) => {
      asked.push([type, context.id]);
      if (failing !== undefined) throw failing;
    },
  });
  assertEquals(await ask(dispatcher, encodeDescReq(PMID.text, 3)), PDU_DESC);
  failing = new PmError(PM_ERR_AGAIN);
  assertEquals(
    await ask(dispatcher, encodeFetch([PMID.text], 4)),
    PM_ERR_AGAIN,
  );
  failing = new TypeError("a bug");
  assertEquals(
    await ask(dispatcher, encodeFetch([PMID.text], 4)),
    PM_ERR_GENERIC,
  );
  assertEquals(asked, [[PDU_DESC_REQ, 3], [PDU_FETCH, 4], [PDU_FETCH, 4]]);
});

Deno.test("what pmcd only tells is taken whatever check says", async () => {
  const ended: number[] = [];
  using dispatcher = dispatcherWith({
    check: () => {
      throw new PmError(PM_ERR_AGAIN);
    },
    endContext: ({ id }) => ended.push(id),
  });
  for (
    const pdu of [
      encodeProfile(PROFILE_ALL, 5),
      encodeAttr({ attr: 5, value: "root" }, 5),
      encodeError(PM_ERR_NOTCONN, 5),
    ]
  ) {
    assertEquals(await ask(dispatcher, pdu), undefined);
  }
  assertEquals(ended, [5]);
});

Deno.test("refresh comes before the answer, also when it takes its time", async () => {
  for (const wait of [false, true]) {
    let level = 0n;
    const pmda = testPmda(() => level, undefined, {
      refresh: () => {
        if (!wait) return void level++;
        return new Promise((resolve) =>
          setTimeout(() => {
            level++;
            resolve();
          }, 5)
        );
      },
    });
    using dispatcher = new Dispatcher(pmda, new Log({ progname: "p" }));
    for (const expected of [1n, 2n]) {
      await ask(dispatcher, encodeFetch([PMID.counter]));
      assertEquals(level, expected);
    }
  }
});

Deno.test("a refresh that fails is logged once, and the request is answered", async () => {
  const failures = [
    () => {
      throw new Error("no way");
    },
    () => Promise.reject(new Error("no way")),
  ];
  for (const refresh of failures) {
    const lines: string[] = [];
    using dispatcher = dispatcherWith({ refresh }, lines);
    for (let i = 0; i < 3; i++) {
      assertEquals(await ask(dispatcher, encodeDescReq(PMID.text)), PDU_DESC);
    }
    assertEquals(lines.length, 1);
    assert(lines[0].includes("refresh: no way"), lines[0]);
  }
});

Deno.test("a refresh that hangs costs half of the budget, once, and is not begun again meanwhile", async () => {
  using clock = new FakeClock();
  let begun = 0;
  let finish = () => {};
  const lines: string[] = [];
  using dispatcher = dispatcherWith({
    budget: 100,
    refresh: () => {
      begun++;
      return new Promise<void>((resolve) => finish = resolve);
    },
  }, lines);
  for (const expected of [50, 0, 0]) {
    const answer = ask(dispatcher, encodeFetch([PMID.text]));
    assertEquals(await clock.took(answer), [PDU_RESULT, expected]);
  }
  assertEquals([begun, lines.length], [1, 1]);
  finish();
  await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
  const next = ask(dispatcher, encodeFetch([PMID.text]));
  finish();
  assertEquals(await next, PDU_RESULT);
  assertEquals(begun, 2);
});

Deno.test("a slow refresh and a slow cluster share one budget", async () => {
  using clock = new FakeClock();
  const pmda = testPmda(() => new Promise(() => {}), undefined, {
    budget: 100,
    refresh: () => new Promise(() => {}),
  });
  using dispatcher = new Dispatcher(
    pmda,
    new Log({ progname: "p", write: () => {} }),
  );
  const answer = ask(dispatcher, encodeFetch([PMID.counter]));
  assertEquals(await clock.took(answer), [PDU_RESULT, 100 + TURN]);
});

Deno.test("done comes after each request; what it throws is logged", () => {
  let done = 0;
  const lines: string[] = [];
  using dispatcher = dispatcherWith({
    done: () => {
      if (++done > 1) throw new Error("too much");
    },
  }, lines);
  dispatcher.done();
  assertEquals([done, lines.length], [1, 0]);
  dispatcher.done();
  dispatcher.done();
  assertEquals([done, lines.length], [3, 1]);
});

Deno.test("each client has its own profile, up to its end", async () => {
  using dispatcher = dispatcherWith({});
  const indom = 0x3f400000;
  const instances = async (from: number) => {
    const answer = await dispatcher.dispatch(
      pduOf(encodeFetch([PMID.colour], from)),
    );
    return answer?.length;
  };
  const profile = (from: number, ...instances: number[]) =>
    dispatcher.dispatch(pduOf(encodeProfile({
      include: true,
      indoms: new Map([[indom, {
        include: false,
        instances: new Set(instances),
      }]]),
    }, from)));
  const all = await instances(1) ?? 0;
  profile(1, 0);
  profile(2, 1, 2);
  assertEquals(await instances(1), all - 16);
  assertEquals(await instances(2), all - 8);
  assertEquals(await instances(3), all);
  dispatcher.dispatch(pduOf(encodeError(PM_ERR_NOTCONN, 1)));
  assertEquals(await instances(1), all);
});

Deno.test("whatever is thrown, the agent answers", async () => {
  for (const thrown of [Object.create(null), Symbol("odd"), undefined, 5]) {
    using dispatcher = dispatcherWith({
      check: () => {
        throw thrown;
      },
    });
    assertEquals(
      await ask(dispatcher, encodeDescReq(PMID.text)),
      PM_ERR_GENERIC,
    );
  }
});

Deno.test("a client that is forgotten because there are too many has its end", async () => {
  const ended: number[] = [];
  using dispatcher = dispatcherWith({
    endContext: ({ id }) => ended.push(id),
  });
  for (let id = 0; id < 10_001; id++) {
    await ask(dispatcher, encodeDescReq(PMID.text, id));
    await ask(dispatcher, encodeDescReq(PMID.text, 0));
  }
  assertEquals(ended, [1]);
});

Deno.test("values that take too long cost the rest of the answer, not the agent", async () => {
  using clock = new FakeClock();
  const lines: string[] = [];
  const wait = () => {
    clock.pass(60);
    return 1;
  };
  const instances = Array.from({ length: 20 }, (_, inst) => ({
    inst,
    name: `i${inst}`,
  }));
  const indom = new InstanceDomain({
    serial: 0,
    instances,
    instanceLabels: () => [{ name: "slow", value: wait() }],
  });
  const row = { type: "32", sem: "instant", indom } as const;
  const pmda = new Pmda({
    name: "slow",
    domain: 253,
    budget: 50,
    clusters: [cluster({
      cluster: 0,
      from: () => 0,
      metrics: [{ ...row, name: "value", item: 0, value: wait }],
    })],
  });
  const log = new Log({ progname: "p", write: (text) => lines.push(text) });
  using dispatcher = new Dispatcher(pmda, log);
  const started = performance.now();
  const result = await dispatcher.dispatch(
    pduOf(encodeFetch([pmIDBuild(253, 0, 0)])),
  );
  const values = performance.now() - started;
  // The budget, half a second beyond it, and the value that was begun in it.
  assertEquals(values, 600);
  assertEquals(result && decodeResult(result), [
    { pmid: pmIDBuild(253, 0, 0), error: PM_ERR_AGAIN },
  ]);
  const request = { ident: pmInDomBuild(253, 0), type: PM_LABEL_INSTANCES };
  const labels = await dispatcher.dispatch(pduOf(encodeLabelReq(request)));
  const both = performance.now() - started - values;
  assertEquals(both, 600);
  const sets = labels === undefined ? [] : decodeLabels(labels).sets;
  assertEquals([sets.length, sets[0].labels.length], [20, 1]);
  assertEquals(sets[19].labels, []);
  assertEquals(lines.length, 2);
});
