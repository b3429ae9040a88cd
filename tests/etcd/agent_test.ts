import { assertEquals } from "@std/assert";
import { ETCD_GROUPS, etcdPmda } from "../../lib/etcd/agent.ts";
import {
  decodeDesc,
  encodeDescReq,
  encodeTextReq,
  PDU_DESC_REQ,
  PDU_FETCH,
  PDU_INSTANCE_REQ,
  PDU_PMNS_IDS,
  PDU_PMNS_NAMES,
  PDU_PROFILE,
  PDU_RESULT,
  PDU_TEXT,
  PM_TEXT_HELP,
  PM_TEXT_INDOM,
  PM_TEXT_ONELINE,
  PM_TEXT_PMID,
  pmIDBuild,
} from "../../lib/pcp/mod.ts";
import {
  Log,
  PM_ERR_AGAIN,
  PM_ERR_APPVERSION,
  PM_ERR_VALUE,
} from "../../lib/pmda/mod.ts";
import { Dispatcher, Fetcher } from "../../lib/pmda/testing.ts";
import { parseExchange, pduOf } from "../exchange.ts";
import followerSelf from "../fixtures/3.4.23/follower/v2_stats_self.http" with {
  type: "text",
};
import followerStore from "../fixtures/3.4.23/follower/v2_stats_store.http" with {
  type: "text",
};
import leaderSelf from "../fixtures/3.4.23/leader/v2_stats_self.http" with {
  type: "text",
};
import leaderStore from "../fixtures/3.4.23/leader/v2_stats_store.http" with {
  type: "text",
};
import withoutSelf from "../fixtures/3.4.23/without-v2/v2_stats_self.http" with {
  type: "text",
};
import withoutStore from "../fixtures/3.4.23/without-v2/v2_stats_store.http" with {
  type: "text",
};
import tutorial from "../fixtures/pdu/tutorial.txt" with { type: "text" };
import { CLIENT } from "../pmda/agent.ts";
import { clientOf, ok, RecordedEtcd, REFUSED } from "./recorded.ts";

const NAMES = [
  "etcd.name",
  "etcd.id",
  "etcd.state",
  "etcd.recv_append_request",
  "etcd.send_append_request",
  "etcd.store.success",
  "etcd.store.fail",
  "etcd.store.expire",
  "etcd.store.watchers",
];

/** All groups but those that the tutorial's agent has. */
const groupsOff = new Set(
  ETCD_GROUPS.filter((group) => group !== "self" && group !== "store"),
);

/** The agent on an etcd that answers like this. */
function agent(self: string, store: string) {
  const lines: string[] = [];
  const log = new Log({
    progname: "pmdaetcd",
    write: (text) => lines.push(text),
  });
  const etcd = new RecordedEtcd({
    "/v2/stats/self": self,
    "/v2/stats/store": store,
    "/v3/maintenance/status": REFUSED,
    "/v3/cluster/member/list": REFUSED,
    "/v2/members": REFUSED,
  });
  const client = clientOf(etcd, log);
  return { pmda: etcdPmda(client, log, { groupsOff }), log, lines, etcd };
}

/** All values by name and instance name, an error code in place of values. */
async function fetchAll(self: string, store: string) {
  const { pmda, log, lines, etcd } = agent(self, store);
  using fetcher = new Fetcher(pmda, log);
  const pmids = NAMES.map((name) => pmda.names.pmid(name));
  const sets = await fetcher.fetch(pmids, CLIENT);
  const values = Object.fromEntries(sets.map((set, i) => {
    if ("error" in set) return [NAMES[i], set.error];
    const indom = pmda.metric(set.pmid)?.info.indom;
    if (indom === undefined) return [NAMES[i], set.values[0].value];
    return [
      NAMES[i],
      Object.fromEntries(
        set.values.map(({ inst, value }) => [indom.byInst(inst)?.name, value]),
      ),
    ];
  }));
  return { values, lines, asked: etcd.asked };
}

Deno.test("a leader's statistics", async () => {
  const { values, lines, asked } = await fetchAll(leaderSelf, leaderStore);
  assertEquals(values, {
    "etcd.name": "m1",
    "etcd.id": "ddd67b312462fd7b",
    "etcd.state": "StateLeader",
    "etcd.recv_append_request": 0n,
    "etcd.send_append_request": 85n,
    "etcd.store.success": {
      gets: 3n,
      sets: 10n,
      delete: 1n,
      update: 1n,
      create: 3n,
      compareAndSwap: 1n,
      compareAndDelete: 2n,
    },
    "etcd.store.fail": {
      gets: 10n,
      sets: 0n,
      delete: 1n,
      update: 1n,
      create: 1n,
      compareAndSwap: 1n,
      compareAndDelete: 0n,
    },
    "etcd.store.expire": 1n,
    "etcd.store.watchers": 2n,
  });
  assertEquals(lines, []);
  assertEquals(
    asked,
    ["/v2/stats/self", "/v2/stats/store"],
    "once per endpoint",
  );
});

Deno.test("a follower's statistics", async () => {
  const { values } = await fetchAll(followerSelf, followerStore);
  assertEquals(values["etcd.name"], "m3");
  assertEquals(values["etcd.id"], "628170c800dbcee");
  assertEquals(values["etcd.state"], "StateFollower");
  assertEquals(values["etcd.recv_append_request"], 42n);
  assertEquals(values["etcd.send_append_request"], 0n);
  assertEquals(values["etcd.store.watchers"], 1n);
});

Deno.test("an etcd without v2 and gateway does not support the metrics, and the log says so once each", async () => {
  const { pmda, log, lines, etcd } = agent(withoutSelf, withoutStore);
  etcd.answers = {
    "/v2/stats/self": withoutSelf,
    "/v2/stats/store": withoutStore,
  };
  using fetcher = new Fetcher(pmda, log);
  const pmids = NAMES.map((name) => pmda.names.pmid(name));
  for (let round = 0; round < 3; round++) {
    const sets = await fetcher.fetch(pmids, CLIENT);
    assertEquals(
      sets,
      pmids.map((pmid) => ({ pmid, error: PM_ERR_APPVERSION })),
    );
  }
  assertEquals(lines.map((line) => /stats\/\w+/.exec(line)?.[0]), [
    "stats/self",
    "stats/store",
    undefined,
  ]);
  assertEquals(lines[2].includes("--enable-grpc-gateway"), true, lines[2]);
  assertEquals(etcd.asked.length, 9, "twice, six for the gateway, v2 members");
});

Deno.test("counters keep all 64 bits, whichever way the answer is parsed", async () => {
  for (
    const count of [
      "18446744073709551615",
      "9007199254740993",
      "9007199254740991",
      "0",
    ]
  ) {
    const { values } = await fetchAll(
      ok(`{"recvAppendRequestCnt":${count},"sendAppendRequestCnt":0}`),
      ok(`{"watchers":${count}}`),
    );
    assertEquals(values["etcd.recv_append_request"], BigInt(count));
    assertEquals(values["etcd.store.watchers"], BigInt(count));
  }
});

Deno.test("what an answer lacks is an error for that metric alone", async () => {
  const { values } = await fetchAll(
    ok('{"name":"etcd0","state":"StateLeader","sendAppendRequestCnt":4}'),
    ok('{"getsSuccess":1,"setsSuccess":2,"watchers":0}'),
  );
  assertEquals(values, {
    "etcd.name": "etcd0",
    "etcd.id": PM_ERR_VALUE,
    "etcd.state": "StateLeader",
    "etcd.recv_append_request": PM_ERR_VALUE,
    "etcd.send_append_request": 4n,
    "etcd.store.success": { gets: 1n, sets: 2n },
    "etcd.store.fail": PM_ERR_VALUE,
    "etcd.store.expire": PM_ERR_VALUE,
    "etcd.store.watchers": 0n,
  });
});

for (
  const [what, field] of [
    ["negative", "-1"],
    ["above 64 bits", "18446744073709551616"],
    ["a fraction", "1.5"],
    ["beyond exact numbers", "1e300"],
    ["text", '"7"'],
    ["null", "null"],
    ["an object", "{}"],
    ["an object that can't be text", '{"toString":1}'],
    ["deeply nested", "[".repeat(5000) + "]".repeat(5000)],
    ["a million digits", "9".repeat(1_000_000)],
  ]
) {
  Deno.test(`a counter that is ${what} has no value, and its neighbours have`, async () => {
    const { values } = await fetchAll(
      leaderSelf,
      ok(`{"expireCount":${field},"watchers":5}`),
    );
    assertEquals(values["etcd.store.expire"], PM_ERR_AGAIN);
    assertEquals(values["etcd.store.watchers"], 5n);
  });
}

for (
  const [what, answer] of [
    ["no JSON", ok("hello")],
    ["JSON cut short", ok('{"name":"etcd0"')],
    ["an array", ok("[1]")],
    ["null", ok("null")],
    ["empty", ok("")],
    ["a server error", "HTTP/1.1 503 Service Unavailable\n\n{}"],
    ["a redirect", "HTTP/1.1 302 Found\nlocation: http://127.0.0.1/\n\n"],
    [
      "longer than any answer",
      `HTTP/1.1 200 OK\n\n{"name":"${"x".repeat(2 ** 20)}"}`,
    ],
  ]
) {
  Deno.test(`an answer that is ${what} costs its own metrics alone`, async () => {
    const { values, lines } = await fetchAll(answer, leaderStore);
    assertEquals(values["etcd.name"], PM_ERR_AGAIN);
    assertEquals(values["etcd.recv_append_request"], PM_ERR_AGAIN);
    assertEquals(values["etcd.store.expire"], 1n);
    assertEquals(lines.length, 1);
  });
}

/** What the tutorial's agent and this one both say, whatever etcd's numbers are. */
const COMPARABLE = new Set([
  PDU_DESC_REQ,
  PDU_FETCH,
  PDU_INSTANCE_REQ,
  PDU_PMNS_IDS,
  PDU_PMNS_NAMES,
  PDU_RESULT,
]);

Deno.test("requests to the tutorial's agent get the very answers that it gave", async () => {
  const self = ok(
    '{"name":"etcd0","id":"8e9e05c52164694d","state":"StateLeader",' +
      '"recvAppendRequestCnt":0,"sendAppendRequestCnt":0}',
  );
  const store = ok(
    '{"getsSuccess":0,"getsFail":1,"setsSuccess":2,"setsFail":0,"deleteSuccess":0,' +
      '"deleteFail":0,"updateSuccess":0,"updateFail":0,"createSuccess":1,"createFail":0,' +
      '"compareAndSwapSuccess":0,"compareAndSwapFail":0,"compareAndDeleteSuccess":0,' +
      '"compareAndDeleteFail":0,"expireCount":0,"watchers":0}',
  );
  const { pmda, log } = agent(self, store);
  using dispatcher = new Dispatcher(pmda, log);
  const exchange = parseExchange(tutorial);
  let compared = 0;
  for (const [i, { toAgent, pdu }] of exchange.entries()) {
    if (!toAgent) continue;
    if (pdu.type === PDU_PROFILE) {
      assertEquals(await dispatcher.dispatch(pdu), undefined);
    }
    if (!COMPARABLE.has(pdu.type)) continue;
    assertEquals(
      await dispatcher.dispatch(pdu),
      exchange[i + 1].pdu.bytes,
      `PDU ${i}`,
    );
    compared++;
  }
  assertEquals(compared, 23);
});

Deno.test("each metric and the instance domain have a one-line text and a full one", async () => {
  const { pmda, log } = agent(leaderSelf, leaderStore);
  using dispatcher = new Dispatcher(pmda, log);
  const pmids = NAMES.map((name) => pmda.names.pmid(name));
  const texts = pmids.map((ident) => ({ ident, kind: PM_TEXT_PMID }));
  const seen = new Set<string>();
  for (
    const { ident, kind } of [...texts, {
      ident: 0x64000000,
      kind: PM_TEXT_INDOM,
    }]
  ) {
    for (const size of [PM_TEXT_ONELINE, PM_TEXT_HELP]) {
      const answer = await dispatcher.dispatch(
        pduOf(encodeTextReq({ ident, type: kind | size })),
      );
      if (answer === undefined) throw new Error("no answer");
      assertEquals(pduOf(answer).type, PDU_TEXT);
      const text = new TextDecoder().decode(answer.subarray(20)).replace(
        /~*$/,
        "",
      );
      assertEquals(
        text.length > 10 && text.split("\n").every((line) => line.length < 80),
        true,
        text,
      );
      assertEquals(
        text.includes("\n") && size === PM_TEXT_ONELINE,
        false,
        text,
      );
      seen.add(text);
    }
  }
  assertEquals(seen.size, 20, "no two alike");
});

Deno.test("another domain moves all pmIDs", async () => {
  const { log, etcd } = agent(leaderSelf, leaderStore);
  const client = clientOf(etcd, log);
  using dispatcher = new Dispatcher(
    etcdPmda(client, log, { domain: 253 }),
    log,
  );
  const request = pduOf(encodeDescReq(pmIDBuild(253, 1, 0)));
  const answer = await dispatcher.dispatch(request);
  assertEquals(answer && decodeDesc(answer).indom, 0x3f400000);
});

Deno.test("digits beyond any integer are not worth the time to read them exactly", async () => {
  const { lines } = await fetchAll(
    leaderSelf,
    ok(`{"expireCount":${"9".repeat(1000)},"watchers":5}`),
  );
  const told = lines.filter((line) => line.includes("etcd.store.expire"));
  assertEquals(told.length, 1);
  assertEquals(
    told[0].includes("field expireCount is Infinity"),
    true,
    told[0],
  );
});
