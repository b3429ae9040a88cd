import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  decodeResult,
  encodeError,
  encodeFetch,
  EVENT_RECORDS_MAX,
  PM_ERR_CONV,
  PM_ERR_NOTCONN,
  PM_EVENT_FLAG_POINT,
  PM_IN_NULL,
  type PM_TYPE_EVENT,
  PM_TYPE_HIGHRES_EVENT,
  PM_TYPE_STRING,
  PM_TYPE_U32,
  type PmEvent,
  type PmEventRecord,
  pmIDBuild,
  type PmValueSet,
  PROFILE_ALL,
} from "../../lib/pcp/mod.ts";
import {
  type ClientContext,
  cluster,
  DefinitionError,
  EventQueue,
  type FetchRequest,
  InstanceDomain,
  Log,
  Pmda,
  PmError,
} from "../../lib/pmda/mod.ts";
import { Dispatcher } from "../../lib/pmda/testing.ts";
import { pduOf } from "../exchange.ts";
import { random } from "../random.ts";

type Usual = typeof PM_TYPE_EVENT;

function client(id: number): ClientContext {
  return { id, attributes: new Map(), profile: PROFILE_ALL };
}

/** A fetch of its own. */
function fetch(context: ClientContext): FetchRequest {
  const { signal } = new AbortController();
  return { context, signal };
}

/** An event that its second tells from others: 24 bytes, and those of the text. */
function event(sec: number, text = ""): PmEvent<Usual> {
  return {
    timestamp: { sec, usec: 0 },
    flags: PM_EVENT_FLAG_POINT,
    params: [{ pmid: 1, type: PM_TYPE_STRING, value: text }],
  };
}

function missed(sec: number, count: number): PmEventRecord<Usual> {
  return { timestamp: { sec, usec: 0 }, missed: count };
}

function queueOf(maxmem: number, active = false): EventQueue<"EVENT"> {
  return new EventQueue({ type: "EVENT", maxmem, active });
}

Deno.test("a client gets what has been appended since its last fetch", () => {
  const queue = queueOf(1000);
  const [one, two] = [client(1), client(2)];
  queue.append(event(1));
  assertEquals(queue.records(fetch(one)), undefined);
  queue.append(event(2));
  assertEquals(queue.records(fetch(two)), undefined);
  queue.append(event(3));
  assertEquals(queue.records(fetch(one)), [event(2), event(3)]);
  assertEquals(queue.records(fetch(one)), undefined);
  queue.append(event(4));
  assertEquals(queue.records(fetch(two)), [event(3), event(4)]);
  assertEquals(queue.records(fetch(one)), [event(4)]);
});

Deno.test("a record is kept until the last client has it", () => {
  const queue = queueOf(1000);
  const [one, two] = [client(1), client(2)];
  const seen: number[] = [];
  const look = () => seen.push(queue.memory);
  queue.append(event(1));
  look();
  queue.records(fetch(one));
  queue.records(fetch(two));
  queue.append(event(2));
  queue.append(event(3));
  look();
  queue.records(fetch(one));
  look();
  queue.append(event(4));
  look();
  queue.records(fetch(two));
  look();
  queue.endClient(one);
  look();
  queue.append(event(5));
  look();
  queue.endClient(two);
  look();
  queue.append(event(6));
  look();
  assertEquals(seen, [0, 48, 48, 72, 24, 0, 24, 0, 0]);
  assertEquals([queue.count, queue.bytes, queue.clients], [6, 144, 0]);
});

Deno.test("what the limit drops is one missed record, in its place", () => {
  const queue = queueOf(50);
  const [one, two] = [client(1), client(2)];
  queue.records(fetch(one));
  queue.append(event(1));
  queue.append(event(2));
  queue.records(fetch(two));
  queue.append(event(3));
  queue.append(event(4));
  queue.append(event(5));
  assertEquals(queue.memory, 48);
  assertEquals(queue.records(fetch(one)), [missed(3, 3), event(4), event(5)]);
  assertEquals(queue.records(fetch(two)), [missed(3, 1), event(4), event(5)]);
  queue.append(event(6));
  assertEquals(queue.records(fetch(one)), [event(6)]);
});

Deno.test("a client that has had what is dropped misses nothing", () => {
  const queue = queueOf(50);
  const [slow, quick] = [client(1), client(2)];
  queue.records(fetch(slow));
  queue.records(fetch(quick));
  for (let sec = 1; sec <= 10; sec++) {
    queue.append(event(sec));
    assertEquals(queue.records(fetch(quick)), [event(sec)]);
  }
  assertEquals(queue.records(fetch(slow)), [missed(8, 8), event(9), event(10)]);
});

Deno.test("an event larger than the limit is missed, and none because of it", () => {
  const queue = queueOf(100);
  const one = client(1);
  queue.records(fetch(one));
  queue.append(event(1));
  queue.append(event(2, "x".repeat(100)));
  queue.append(event(3));
  assertEquals(queue.records(fetch(one)), [event(1), missed(2, 1), event(3)]);
});

Deno.test("what the agent itself has missed counts when it is dropped", () => {
  const queue = queueOf(50);
  const one = client(1);
  queue.records(fetch(one));
  queue.append(missed(1, 7));
  queue.append(event(2));
  assertEquals(queue.memory, 40);
  queue.append(event(3));
  queue.append(event(4));
  assertEquals(queue.records(fetch(one)), [missed(2, 8), event(3), event(4)]);
  for (let sec = 5; sec < 8; sec++) queue.append(missed(sec, 2 ** 31 - 1));
  queue.append(event(8));
  queue.append(event(9));
  const most = missed(7, 2 ** 31 - 1);
  assertEquals(queue.records(fetch(one)), [most, event(8), event(9)]);
  for (let sec = 10; sec < 13; sec++) queue.append(missed(sec, 0));
  queue.append(event(13));
  queue.append(event(14));
  assertEquals(queue.records(fetch(one)), [event(13), event(14)]);
});

Deno.test("an active queue keeps the latest records for whoever comes", () => {
  const queue = queueOf(50, true);
  queue.append(event(1));
  queue.append(event(2));
  queue.append(event(3));
  const [one, two] = [client(1), client(2)];
  assertEquals(queue.records(fetch(one)), [event(2), event(3)]);
  assertEquals(queue.records(fetch(one)), undefined);
  queue.append(event(4));
  assertEquals(queue.records(fetch(two)), [event(3), event(4)]);
  assertEquals(queue.records(fetch(one)), [event(4)]);
  queue.endClient(one);
  queue.endClient(two);
  assertEquals(queue.memory, 48);
});

Deno.test("a client that has ended is forgotten, told or not", () => {
  const queue = queueOf(1000);
  const [before, after] = [client(1), client(1)];
  queue.records(fetch(before));
  queue.append(event(1));
  assertEquals(
    queue.records(fetch(after)),
    undefined,
    "another with its number",
  );
  assertEquals([queue.clients, queue.memory], [1, 0]);
  queue.endClient(before);
  assertEquals(queue.clients, 1, "it is not the one that ended");
  queue.endClient(client(2));
  queue.endClient(after);
  assertEquals(queue.clients, 0);
});

Deno.test("asked again within a fetch, a queue gives the same records", () => {
  const queue = queueOf(1000);
  const one = client(1);
  queue.records(fetch(one));
  queue.append(event(1));
  const request = fetch(one);
  const records = queue.records(request);
  queue.append(event(2));
  assert(records === queue.records({ ...request }));
  assertEquals(queue.records(fetch(one)), [event(2)]);
  const nothing = fetch(one);
  assertEquals(queue.records(nothing), undefined);
  queue.append(event(3));
  assertEquals(queue.records(nothing), undefined);
});

Deno.test("a filter leaves events out for its client alone", () => {
  const queue = queueOf(100);
  const [one, two] = [client(1), client(2)];
  queue.setFilter(one, ({ timestamp }) => timestamp.sec % 2 === 0);
  queue.records(fetch(two));
  queue.append(event(1));
  assertEquals(queue.records(fetch(one)), undefined);
  queue.append(event(2));
  queue.append(missed(3, 1));
  queue.append(event(5));
  assertEquals(queue.records(fetch(one)), [event(2), missed(3, 1)]);
  assertEquals(queue.records(fetch(two)), [
    event(1),
    event(2),
    missed(3, 1),
    event(5),
  ]);
  queue.setFilter(one, () => {
    throw new PmError(PM_ERR_CONV);
  });
  queue.append(event(6));
  assertThrows(() => queue.records(fetch(one)), PmError);
  queue.setFilter(one, () => true);
  assertEquals(queue.records(fetch(one)), [event(6)]);
  assertEquals(queue.clients, 2);
});

Deno.test("a record that does not fit the type is refused, alone", () => {
  const queue = queueOf(1000);
  const one = client(1);
  queue.records(fetch(one));
  queue.append(event(1));
  const error = assertThrows(
    () => queue.append(event(2 ** 31)),
    PmError,
    "number 2147483648",
  );
  assertEquals(error.code, PM_ERR_CONV);
  queue.append(event(2));
  assertEquals(queue.count, 2);
  assertEquals(queue.records(fetch(one)), [event(1), event(2)]);
});

Deno.test("a limit has to fit a missed record, and into one value", () => {
  const most = EVENT_RECORDS_MAX - 24;
  for (const maxmem of [23, 24.5, NaN, most + 1]) {
    assertThrows(() => queueOf(maxmem), DefinitionError, `maxmem ${maxmem}`);
  }
  queueOf(most);
  const queue = new EventQueue({ type: "HIGHRES_EVENT", maxmem: 24 });
  const one = client(1);
  queue.records(fetch(one));
  const timestamp = { sec: 1, nsec: 2 };
  queue.append({ timestamp, flags: 0, params: [] });
  assertEquals(queue.memory, 24);
  queue.append({
    timestamp,
    flags: 0,
    params: [{ pmid: 1, type: PM_TYPE_U32, value: 1 }],
  });
  assertEquals(queue.records(fetch(one)), [
    { timestamp, missed: 1 },
    { timestamp, missed: 1 },
  ]);
});

Deno.test("thousands of clients that never fetch again cost no records", () => {
  const queue = queueOf(1000);
  const clients = Array.from({ length: 5000 }, (_, id) => client(id));
  for (const context of clients) {
    queue.records(fetch(context));
    queue.append(event(0));
  }
  for (let sec = 1; sec <= 100_000; sec++) queue.append(event(sec));
  assert(queue.memory <= 1000);
  const latest = Array.from({ length: 41 }, (_, i) => event(99_960 + i));
  const first = missed(99_959, 5000 + 99_959);
  assertEquals(queue.records(fetch(clients[0])), [first, ...latest]);
  const last = missed(99_959, 1 + 99_959);
  assertEquals(queue.records(fetch(clients[4999])), [last, ...latest]);
  for (const context of clients) queue.endClient(context);
  assertEquals([queue.clients, queue.memory], [0, 0]);
});

Deno.test("whatever happens, each client gets or misses each event once, in order", () => {
  const below = random(7);
  const pick = (limit: number) => Math.floor(below() * limit);
  for (const maxmem of [24, 60, 200, 5000]) {
    const queue = queueOf(maxmem);
    /** The last event that each client has had, or has missed. */
    const clients = new Map<ClientContext, number>();
    let now = 0;
    for (let step = 0; step < 20_000; step++) {
      const what = pick(20);
      const known = [...clients.keys()][pick(8)];
      if (what < 14) {
        queue.append(event(++now, "x".repeat(pick(50))));
      } else if (what === 14 && clients.size < 8) {
        const context = client(step);
        assertEquals(queue.records(fetch(context)), undefined);
        clients.set(context, now);
      } else if (what === 15 && known !== undefined) {
        queue.endClient(known);
        clients.delete(known);
      } else if (known !== undefined) {
        let last = clients.get(known) ?? 0;
        for (const record of queue.records(fetch(known)) ?? []) {
          last += "missed" in record ? record.missed : 1;
          assertEquals(record.timestamp.sec, last);
        }
        assertEquals(last, now);
        clients.set(known, now);
      }
      assert(queue.memory <= maxmem);
      assertEquals(queue.clients, clients.size);
      if ([...clients.values()].every((last) => last === now)) {
        assertEquals(queue.memory, 0);
      }
    }
  }
});

const DOMAIN = 253;
const RECORDS = pmIDBuild(DOMAIN, 0, 0);
const AGAIN = pmIDBuild(DOMAIN, 0, 1);
const COUNT = pmIDBuild(DOMAIN, 0, 2);
const ELSEWHERE = pmIDBuild(DOMAIN, 1, 0);
const DOORS = pmIDBuild(DOMAIN, 2, 0);

/** An agent with a queue, one with a queue an instance, and a function that fetches. */
function agent() {
  const queue = queueOf(1000);
  const doors = [0, 1].map(() =>
    new EventQueue({ type: "HIGHRES_EVENT", maxmem: 1000 })
  );
  const records = {
    type: "EVENT",
    sem: "instant",
    oneline: "what has happened",
    value: (request: FetchRequest) => queue.records(request),
  } as const;
  const pmda = new Pmda({
    name: "test",
    domain: DOMAIN,
    endContext: (context) => queue.endClient(context),
    clusters: [
      cluster({
        cluster: 0,
        from: (request) => request,
        metrics: [
          { name: "records", item: 0, ...records },
          { name: "again", item: 1, ...records },
          {
            name: "count",
            item: 2,
            type: "U32",
            sem: "counter",
            oneline: "how much has happened",
            value: () => queue.count,
          },
        ],
      }),
      cluster({
        cluster: 1,
        from: (request) => Promise.resolve(request),
        metrics: [{ name: "elsewhere", item: 0, ...records }],
      }),
      cluster({
        cluster: 2,
        from: (request) => request,
        metrics: [{
          name: "doors",
          item: 0,
          type: "HIGHRES_EVENT",
          sem: "instant",
          indom: new InstanceDomain({
            serial: 0,
            oneline: "doors",
            instances: [{ inst: 0, name: "front" }, { inst: 1, name: "back" }],
          }),
          oneline: "who came in",
          value: (request, { inst }) => doors[inst].records(request),
        }],
      }),
    ],
  });
  const log = new Log({ progname: "pmdatest", write: () => {} });
  const dispatcher = new Dispatcher(pmda, log);
  const ask = async (pdu: Uint8Array) => await dispatcher.dispatch(pduOf(pdu));
  const fetch = async (from: number, ...pmids: number[]) => {
    const answer = await ask(encodeFetch(pmids, from));
    if (answer === undefined) throw new Error("no answer");
    return decodeResult(answer);
  };
  return { queue, doors, dispatcher, ask, fetch };
}

/** The only value of each metric, undefined where it has none. */
function single(sets: PmValueSet[]): unknown[] {
  return sets.map((set) => {
    if ("error" in set) return set.error;
    assert(set.values.every(({ inst }) => inst === PM_IN_NULL));
    return set.values.at(0)?.value;
  });
}

Deno.test("records go to each client that fetches them, with each of their metrics", async () => {
  const { queue, dispatcher, ask, fetch } = agent();
  using _ = dispatcher;
  assertEquals(single(await fetch(1, RECORDS)), [undefined]);
  queue.append(event(1, "one"));
  assertEquals(single(await fetch(2, RECORDS)), [undefined]);
  queue.append(event(2, "two"));
  const both = [event(1, "one"), event(2, "two")];
  assertEquals(single(await fetch(1, COUNT)), [2], "takes no records");
  assertEquals(
    single(await fetch(1, RECORDS, AGAIN, COUNT, ELSEWHERE, RECORDS)),
    [both, both, 2, both, both],
  );
  assertEquals(single(await fetch(1, ELSEWHERE)), [undefined]);
  assertEquals(single(await fetch(2, AGAIN)), [[event(2, "two")]]);
  assertEquals(queue.clients, 2);
  await ask(encodeError(PM_ERR_NOTCONN, 1));
  assertEquals(queue.clients, 1);
  queue.append(event(3));
  assertEquals(single(await fetch(1, RECORDS)), [undefined], "a new client");
  assertEquals(single(await fetch(2, RECORDS)), [[event(3)]]);
});

Deno.test("each instance can have a queue of its own", async () => {
  const { doors, dispatcher, fetch } = agent();
  using _ = dispatcher;
  await fetch(1, DOORS);
  const record = { timestamp: { sec: 1, nsec: 5 }, flags: 0, params: [] };
  doors[1].append(record);
  assertEquals(await fetch(1, DOORS), [{
    pmid: DOORS,
    type: PM_TYPE_HIGHRES_EVENT,
    values: [{ inst: 1, value: [record] }],
  }]);
});

Deno.test("a queue that is full to the brim fits into one answer", async () => {
  const { dispatcher, queue, fetch } = agent();
  using _ = dispatcher;
  await fetch(1, RECORDS);
  for (let sec = 1; sec <= 100; sec++) queue.append(event(sec));
  const [records] = single(await fetch(1, RECORDS));
  assertEquals(records, [
    missed(59, 59),
    ...Array.from({ length: 41 }, (_, i) => event(60 + i)),
  ]);
});
