import { assert, assertEquals } from "@std/assert";
import {
  decodeInstance,
  encodeInstanceReq,
  PM_IN_NULL,
  pmIDBuild,
  pmInDomBuild,
} from "../../lib/pcp/mod.ts";
import { PM_ERR_APPVERSION } from "../../lib/pmda/mod.ts";
import { Agent } from "./agent.ts";
import { eventually, RealCluster } from "./etcd_cluster.ts";

const NAME = pmIDBuild(400, 0, 0);
const ID = pmIDBuild(400, 0, 1);
const STATE = pmIDBuild(400, 0, 2);
const LEADER_ID = pmIDBuild(400, 0, 6);
const FOLLOWER_SUCCESS = pmIDBuild(400, 2, 5);
const HAS_LEADER = pmIDBuild(400, 3, 8);
const ALARM_COUNT = pmIDBuild(400, 4, 0);
const ALARM_ACTIVE = pmIDBuild(400, 4, 1);
const MEMBER_ID = pmIDBuild(400, 5, 0);
const IS_LEARNER = pmIDBuild(400, 5, 4);
const REACHABLE = pmIDBuild(400, 5, 5);
const RAFT_INDEX = pmIDBuild(400, 5, 10);
const HEALTH = pmIDBuild(400, 6, 0);

const FOLLOWERS = pmInDomBuild(400, 1);
const MEMBERS = pmInDomBuild(400, 2);
const ALARMS = pmInDomBuild(400, 3);

/** The instances of a domain: numbers by name. */
async function instances(
  agent: Agent,
  indom: number,
): Promise<Record<string, number>> {
  await agent.send(encodeInstanceReq({ indom, inst: PM_IN_NULL }));
  const { instances } = decodeInstance((await agent.next()).bytes);
  return Object.fromEntries(
    instances.map(({ inst, name }) => [name, inst ?? -1]),
  );
}

/** A metric's values by name of instance, or its error. */
async function values(
  agent: Agent,
  pmid: number,
  indom: number,
): Promise<Record<string, unknown> | number> {
  const [set] = await agent.fetch([pmid]);
  if ("error" in set) return set.error;
  const names = new Map(
    Object.entries(await instances(agent, indom))
      .map(([name, inst]) => [inst, name]),
  );
  return Object.fromEntries(
    set.values.map(({ inst, value }) => [names.get(inst), value]),
  );
}

/** A metric's only value, or its error. */
async function value(agent: Agent, pmid: number): Promise<unknown> {
  const [set] = await agent.fetch([pmid]);
  return "error" in set ? set.error : set.values[0]?.value;
}

/** A folder for what the agent saves. */
class VarDir implements Disposable {
  readonly path = Deno.makeTempDirSync();

  /** Starts an agent that saves there. */
  async start(url: string): Promise<Agent> {
    // As root the agent would become another user, who may not write there.
    const env = { PCP_VAR_DIR: this.path };
    return await Agent.start(["-e", url, "-U", "root"], env);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

Deno.test("members come and go with numbers that stay, also over a restart of the agent", async () => {
  using varDir = new VarDir();
  await using cluster = await RealCluster.start(3);
  const leader = await cluster.leader();
  const [stopped, other] = cluster.members.filter((m) => m !== leader);
  const reachable = (agent: Agent) => values(agent, REACHABLE, MEMBERS);
  let before: Record<string, number>;
  {
    await using agent = await varDir.start(leader.url);
    assertEquals(await instances(agent, MEMBERS), {}, "metadata asks nothing");
    assertEquals(await reachable(agent), { m1: 1, m2: 1, m3: 1 });
    const followers = await values(agent, FOLLOWER_SUCCESS, FOLLOWERS);
    assertEquals(
      Object.keys(followers).sort(),
      [stopped.name, other.name].sort(),
    );
    before = await instances(agent, MEMBERS);
    const followerIds = await instances(agent, FOLLOWERS);
    assertEquals(followerIds[other.name], before[other.name]);

    await stopped.suspend();
    const started = performance.now();
    assertEquals(await reachable(agent), {
      m1: 1,
      m2: 1,
      m3: 1,
      [stopped.name]: 0,
    });
    const took = performance.now() - started;
    assert(took < 900, `answered after ${took} ms`);
    const indexes = await values(agent, RAFT_INDEX, MEMBERS);
    assertEquals(
      Object.keys(indexes).sort(),
      [leader.name, other.name].sort(),
    );
    stopped.resume();
    assertEquals(await reachable(agent), { m1: 1, m2: 1, m3: 1 });
    assertEquals((await agent.log()).length, 2, "it is gone, it is back");

    const { member, id } = await cluster.add("m4", true);
    const hex = BigInt(id).toString(16);
    assertEquals(await values(agent, IS_LEARNER, MEMBERS), {
      m1: 0,
      m2: 0,
      m3: 0,
      [hex]: 1,
    });
    const { [hex]: added } = await instances(agent, MEMBERS);
    cluster.join(member);
    await eventually(async () => {
      const shown = await reachable(agent);
      return typeof shown === "object" && shown.m4 === 1;
    });
    assertEquals(
      await instances(agent, MEMBERS),
      { ...before, m4: added },
      "it has a name now and its number still",
    );
    assertEquals((await agent.end()).code, 0);
    before = { ...before, m4: added };
  }
  {
    await using agent = await varDir.start(other.url);
    assertEquals(await values(agent, IS_LEARNER, MEMBERS), {
      m1: 0,
      m2: 0,
      m3: 0,
      m4: 1,
    });
    assertEquals(await instances(agent, MEMBERS), before, "another agent");
    assertEquals(await values(agent, FOLLOWER_SUCCESS, FOLLOWERS), {});

    const id = await stopped.id();
    await cluster.members[0].post("cluster/member/remove", { ID: id });
    const { [stopped.name]: gone, ...rest } = before;
    await eventually(async () => {
      const ids = await values(agent, MEMBER_ID, MEMBERS);
      return !(stopped.name in Object(ids));
    });
    assertEquals(await instances(agent, MEMBERS), rest);
    await stopped.kill();
    await agent.end();
    const file = await Deno.readTextFile(
      `${varDir.path}/config/pmda/400.2`,
    );
    assert(file.includes(`${gone} `), "its number is remembered");
  }
});

Deno.test("another leader has followers of its own", async () => {
  await using cluster = await RealCluster.start(3);
  const first = await cluster.leader();
  const [asked] = cluster.members.filter((member) => member !== first);
  await using agent = await Agent.start(["-e", asked.url]);
  assertEquals(await value(agent, STATE), "StateFollower");
  assertEquals(await values(agent, FOLLOWER_SUCCESS, FOLLOWERS), {});
  const target = await asked.id();
  await first.post("maintenance/transfer-leadership", { targetID: target });
  await eventually(() => asked.isLeader());
  assertEquals(await value(agent, STATE), "StateLeader");
  assertEquals(await value(agent, LEADER_ID), BigInt(target).toString(16));
  await eventually(async () =>
    Object.keys(await values(agent, FOLLOWER_SUCCESS, FOLLOWERS)).length === 2
  );
  for (const member of cluster.members) {
    if (member !== asked) await member.kill();
  }
  await eventually(async () => await value(agent, HAS_LEADER) === 0);
});

Deno.test("a cluster without v2 has what the v3 API tells", async () => {
  await using cluster = await RealCluster.start(3, ["--enable-v2=false"]);
  const leader = await cluster.leader();
  await using agent = await Agent.start(["-e", leader.url]);
  assertEquals(await value(agent, NAME), leader.name);
  assertEquals(
    await value(agent, ID),
    BigInt(await leader.id()).toString(16),
  );
  assertEquals(await value(agent, STATE), "StateLeader");
  assertEquals(
    await values(agent, FOLLOWER_SUCCESS, FOLLOWERS),
    PM_ERR_APPVERSION,
  );
  assertEquals(await values(agent, REACHABLE, MEMBERS), {
    m1: 1,
    m2: 1,
    m3: 1,
  });
});

Deno.test("an alarm comes and goes", async () => {
  const quota = ["--enable-v2=true", "--quota-backend-bytes=65536"];
  await using cluster = await RealCluster.start(1, quota);
  const [member] = cluster.members;
  await using agent = await Agent.start(["-e", member.url]);
  assertEquals(await value(agent, ALARM_COUNT), 0);
  assertEquals(await values(agent, ALARM_ACTIVE, ALARMS), {});
  assertEquals(await value(agent, HEALTH), 1);
  const text = btoa("x".repeat(20_000));
  const fill = async () => {
    await member.post("kv/put", { key: btoa("key"), value: text });
    return await value(agent, ALARM_COUNT) === 1;
  };
  await eventually(fill);
  assertEquals(await values(agent, ALARM_ACTIVE, ALARMS), { "m1:NOSPACE": 1 });
  const before = await instances(agent, ALARMS);
  assertEquals(await value(agent, HEALTH), 0);
  const alarm = {
    action: "DEACTIVATE",
    memberID: await member.id(),
    alarm: "NOSPACE",
  };
  await member.post("maintenance/alarm", alarm);
  assertEquals(await values(agent, ALARM_ACTIVE, ALARMS), {});
  assertEquals(await value(agent, HEALTH), 1);
  await eventually(fill);
  await values(agent, ALARM_ACTIVE, ALARMS);
  assertEquals(await instances(agent, ALARMS), before);
});
