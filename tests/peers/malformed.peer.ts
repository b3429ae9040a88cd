import { assertEquals } from "@std/assert";
import {
  decodeError,
  encodeDescReq,
  PDU_ERROR,
  pmErrStr,
  pmIDBuild,
  pmInDomBuild,
} from "../../lib/pcp/mod.ts";
import { pduBytes } from "../exchange.ts";
import { Agent } from "./agent.ts";

/** PCP's own agent for tests, which libpcp_pmda answers for. */
const SAMPLE = "/var/lib/pcp/pmdas/sample/pmdasample";

const NULL = 0xffffffff;

/** Requests that break the protocol, for an agent with this domain. */
function malformed(domain: number): Uint8Array[] {
  const pmid = pmIDBuild(domain, 0, 0);
  const indom = pmInDomBuild(domain, 0);
  const nowhere = pmInDomBuild(domain, 3999);
  return [
    // FETCH
    pduBytes(0x7003, 0, 0, 0, 0),
    pduBytes(0x7003, 0, 0),
    pduBytes(0x7003, 0, 0, 0, 2, pmid),
    pduBytes(0x7003, 0, 0, 0, NULL, pmid),
    pduBytes(0x7003, 0, 0, 0, 1, pmid, pmid),
    // DESC_REQ
    pduBytes(0x7004),
    pduBytes(0x7004, pmid, 0),
    // INSTANCE_REQ
    pduBytes(0x7006, indom, 0, 0),
    pduBytes(0x7006, indom, 0, 0, NULL, 99),
    pduBytes(0x7006, indom, 0, 0, NULL, NULL),
    pduBytes(0x7006, nowhere, 0, 0, NULL, 0),
    // TEXT_REQ
    pduBytes(0x7008, pmid),
    pduBytes(0x7008, pmid, 0),
    pduBytes(0x7008, pmid, 16),
    pduBytes(0x7008, pmIDBuild(domain, 0, 1023), 5),
    // LABEL_REQ
    pduBytes(0x7012, domain),
    pduBytes(0x7012, domain, 0),
    pduBytes(0x7012, domain, 3),
    pduBytes(0x7012, domain, 0x300),
    // PMNS_NAMES
    pduBytes(0x700e, 0, 0, 0),
    pduBytes(0x700e, 9, 0, 1),
    pduBytes(0x700e, 9, 0, 1, 0),
    pduBytes(0x700e, 9, 0, 1, 0, 0),
    pduBytes(0x700e, 9, 1, 2, 0, 0),
    pduBytes(0x700e, NULL, 0, 1, 0, 0),
    pduBytes(0x700e, 5, 0, NULL, 0, 0),
    // PMNS_IDS
    pduBytes(0x700d, 0, 0),
    pduBytes(0x700d, 0, 2, pmid, pmid),
    pduBytes(0x700d, -12357, 1, pmid),
    pduBytes(0x700d, 0, 1),
    // PMNS_CHILD and PMNS_TRAVERSE
    pduBytes(0x700f, 1),
    pduBytes(0x700f, 1, 50),
    pduBytes(0x700f, 1, NULL),
    pduBytes(0x7010, 0, NULL),
    pduBytes(0x7010, 0, 9, 0x41414141),
    // RESULT
    pduBytes(0x7001, 0, 0),
    pduBytes(0x7001, 0, 0, 3),
    pduBytes(0x7001, 0, 0, NULL),
    pduBytes(0x7001, 0, 0, 1, pmid, 1, 7, NULL, 0),
    pduBytes(0x7001, 0, 0, 1, pmid, 1, 1, NULL, 200),
    pduBytes(0x7001, 0, 0, 1, pmid, 2, 0, NULL, 0),
    pduBytes(0x7001, 0, 0, 1, pmid, 1, 1, NULL, 11, 0x06000003),
    pduBytes(0x7001, 0, 0, 1, pmid, 1, 1, NULL, 11, 0x06000004, 0),
    // What has no answer: PROFILE, ATTR, ERROR, and what is no request
    pduBytes(0x7002, 0),
    pduBytes(0x7002, 0, 0, 5, 0),
    pduBytes(0x7002, NULL, 0, 0, 0),
    pduBytes(0x7002, 0, 0, 1, 0, indom, 0, 99, 0),
    pduBytes(0x7011),
    pduBytes(0x7000),
    pduBytes(0x700a),
    pduBytes(0x700c, 1, 0x01020000),
    pduBytes(0x7014, 0, 0, 0, 1, pmid),
    pduBytes(0x7fff),
    pduBytes(0x7005, 1, 2, 3),
  ];
}

/** What an agent answers to each, and that it answers a good request after it. */
async function answers(agent: Agent, domain: number): Promise<string[]> {
  const good = encodeDescReq(pmIDBuild(domain, 0, 0));
  const found: string[] = [];
  for (const request of malformed(domain)) {
    await agent.send(request);
    await agent.send(good);
    const { type, bytes } = await agent.next();
    const right = type === 0x7005;
    found.push(
      right
        ? "nothing"
        : type === PDU_ERROR
        ? pmErrStr(decodeError(bytes))
        : `type ${type.toString(16)}`,
    );
    if (!right) assertEquals((await agent.next()).type, 0x7005);
  }
  return found;
}

Deno.test("what breaks the protocol gets the answers that libpcp_pmda gives", async () => {
  await using own = await Agent.start([]);
  await using sample = await Agent.start(["-d", "29"], {}, SAMPLE);
  const expected = await answers(sample, 29);
  assertEquals(await answers(own, 400), expected);
  assertEquals(
    new Set(expected).size >= 6,
    true,
    [...new Set(expected)].join("; "),
  );
});
