import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  decodeDesc,
  encodeDescReq,
  encodeFetch,
  PCP_ATTR_USERNAME,
  PDU_DESC,
  PM_ERR_INST,
  PM_ERR_NAME,
  PM_ERR_PMDANOTREADY,
} from "../../lib/pcp/mod.ts";
import {
  type AgentDefinition,
  DefinitionError,
  type FetchRequest,
  InstanceDomain,
  PM_ERR_APPVERSION,
  PM_ERR_BADSTORE,
  PM_ERR_VALUE,
  Pmda,
  PmError,
  UsageError,
} from "../../lib/pmda/mod.ts";
import { startAgent } from "../../lib/pmda/testing.ts";
import { pduOf } from "../exchange.ts";
import { PMID, testPmda } from "./agent.ts";

const MINUTES = new InstanceDomain({
  serial: 0,
  instances: [
    { inst: 1, name: "1 minute", labels: [{ name: "minutes", value: 1 }] },
    { inst: 5, name: "5 minutes" },
  ],
});

/** What `run` takes. */
const LOAD: AgentDefinition<{ load: ReadonlyMap<number, number> }> = {
  name: "load",
  domain: 401,
  permissions: ["sys"],
  sources: { load: () => new Map([[1, 0.5], [5, 0.25]]) },
  clusters: [{
    cluster: 0,
    from: "load",
    labels: [{ name: "cluster", value: "zero" }],
    metrics: [{
      name: "average",
      item: 0,
      type: "DOUBLE",
      indom: MINUTES,
      sem: "instant",
      oneline: "processes that run",
      help: "Or want to.",
      labels: [{ name: "cluster", value: "of the metric" }],
      value: (load, { inst }) => load.get(inst),
    }],
  }],
};

Deno.test("an agent in memory is made of what run takes", async () => {
  using agent = startAgent(LOAD);
  const average = { "1 minute": 0.5, "5 minutes": 0.25 };
  assertEquals(await agent.fetch("load.average"), { "load.average": average });
  assertEquals(await agent.fetch(), { "load.average": average });
  assertEquals(await agent.names(), ["load.average"]);
  assertEquals(
    await agent.instances("load.average"),
    new Map([[1, "1 minute"], [5, "5 minutes"]]),
  );
  assertEquals(await agent.help("load.average"), {
    oneline: "processes that run",
    help: "Or want to.",
  });
  assertEquals(await agent.labels("load.average", "1 minute"), {
    agent: "load",
    cluster: "of the metric",
    minutes: 1,
  });
  assertEquals(await agent.labels("load.average", "5 minutes"), {
    agent: "load",
    cluster: "of the metric",
  });
});

Deno.test("an agent in memory is made of a program, a function and a command line", async () => {
  const program = {
    name: "word",
    domain: 401,
    options: new Map([
      ["w", { long: "word", argument: "WORD", help: "what to say" }],
    ]),
  };
  const make = (...args: string[]) =>
    startAgent(program, ({ pmda, options, log, domain }) => {
      const word = options.extra.get("w");
      if (word === undefined) throw new UsageError("-w is missing");
      log.warning(`the domain is ${domain}`);
      return pmda({
        sources: { word: () => word },
        clusters: [{
          cluster: 0,
          from: "word",
          metrics: [{
            name: "said",
            item: 0,
            type: "STRING",
            sem: "instant",
            value: (word) => word,
          }],
        }],
      });
    }, args);
  using agent = make("-w", "hello", "-d", "402");
  assertEquals(await agent.fetch(), { "word.said": "hello" });
  assertEquals(agent.agent.domain, 402);
  assert(agent.lines[0].endsWith("Warning: the domain is 402"), agent.lines[0]);
  await assertRejects(async () => await make(), UsageError, "-w is missing");
});

Deno.test("an agent that does not take its domain from the command line is refused", async () => {
  const make = async (...args: string[]) => {
    const definition = { name: "load", domain: 401, clusters: [] };
    const program = { name: "load", domain: 401 };
    using _agent = startAgent(program, () => new Pmda(definition), args);
    await Promise.resolve();
  };
  await make();
  await assertRejects(
    () => make("-d", "402"),
    DefinitionError,
    "has domain 401",
  );
});

Deno.test("values, the lack of them, and errors as plain objects", async () => {
  using agent = startAgent(testPmda(() => 7n));
  assertEquals(
    await agent.fetch("test.counter", "test.absent", "test.partly"),
    {
      "test.counter": 7n,
      "test.absent": undefined,
      "test.partly": { red: 0, blue: 2 },
    },
  );
  assertEquals(await agent.fetch("test.refusing", "test.broken"), {
    "test.refusing": { error: PM_ERR_APPVERSION },
    "test.broken": { error: PM_ERR_VALUE },
  });
  assertEquals(agent.lines.length, 1);
  assert(agent.lines[0].includes("a bug"), agent.lines[0]);
  assertEquals(Object.keys(await agent.fetch("test.stored")), [
    "test.stored.limit",
    "test.stored.colour",
  ]);
  const error = await assertRejects(() => agent.fetch("test.none"), PmError);
  assertEquals(error.code, PM_ERR_NAME);
});

Deno.test("stores into a metric, an instance, or all of them", async () => {
  using agent = startAgent(testPmda(() => 7n));
  await agent.store("test.stored.limit", 3_000_000_001);
  await agent.store("test.stored.colour", 1n);
  await agent.store("test.stored.colour", 2n, "blue");
  assertEquals(await agent.fetch("test.stored"), {
    "test.stored.limit": 3_000_000_001,
    "test.stored.colour": { red: 1n, "green light": 1n, blue: 2n },
  });
  const refused = await assertRejects(
    () => agent.store("test.stored.limit", 2 ** 31),
    PmError,
  );
  assertEquals(refused.code, PM_ERR_BADSTORE);
  await assertRejects(() => agent.store("test.stored.limit", 1n), PmError);
  const unknown = await assertRejects(
    () => agent.store("test.stored.colour", 1n, "pink"),
    PmError,
  );
  assertEquals(unknown.code, PM_ERR_INST);
});

Deno.test("each client selects instances for itself, and has an end", async () => {
  const contexts: FetchRequest["context"][] = [];
  const ended: number[] = [];
  using agent = startAgent(
    testPmda(({ context }) => BigInt(contexts.push(context)), undefined, {
      attributes: true,
      endContext: ({ id }) => ended.push(id),
    }),
  );
  const other = agent.client();
  await other.select("test.colour.value", "blue", "red");
  assertEquals(await other.fetch("test.colour"), {
    "test.colour.value": { red: 0, blue: 20 },
  });
  const all = {
    "test.colour.value": { red: 0, "green light": 10, blue: 20 },
  };
  assertEquals(await agent.fetch("test.colour"), all);
  await other.select("test.colour.value");
  await other.attribute(PCP_ATTR_USERNAME, "joe");
  assertEquals(await other.fetch("test.colour"), all);
  assertEquals(contexts.map(({ id }) => id), [1, 0, 1]);
  assertEquals(contexts[2].attributes.get(PCP_ATTR_USERNAME), "joe");
  await other.end();
  assertEquals(ended, [1]);
  assertEquals(agent.client().id, 2);
});

Deno.test("any PDU may be sent, and its answer is a PDU", async () => {
  using agent = startAgent(testPmda(() => 7n));
  const answer = await agent.send(encodeDescReq(PMID.counter));
  if (answer === undefined) throw new Error("no answer");
  assertEquals(pduOf(answer).type, PDU_DESC);
  assertEquals(decodeDesc(answer).pmid, PMID.counter);
  const both = new Uint8Array([
    ...encodeDescReq(PMID.counter),
    ...encodeFetch([PMID.counter]),
  ]);
  await assertRejects(() => agent.send(both), TypeError, "not one PDU");
});

Deno.test("an agent in memory answers once it is ready, and each request is done", async () => {
  let done = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  using agent = startAgent(
    testPmda(() => 7n, undefined, { ready: promise, done: () => done++ }),
  );
  const error = await assertRejects(() => agent.fetch("test.text"), PmError);
  assertEquals([error.code, done], [PM_ERR_PMDANOTREADY, 1]);
  resolve();
  await promise;
  assertEquals(await agent.fetch("test.text"), { "test.text": "7" });
});
