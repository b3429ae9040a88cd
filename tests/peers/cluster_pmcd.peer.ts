import { assert, assertEquals } from "@std/assert";
import { BINARY } from "./agent.ts";
import { eventually, RealCluster } from "./etcd_cluster.ts";
import { output, PrivatePmcd } from "./private_pmcd.ts";

/** A metric's instances as pminfo shows them: numbers by name. */
async function instances(
  pmcd: PrivatePmcd,
  metric: string,
): Promise<Record<string, string>> {
  const text = await pmcd.pminfo("-f", metric);
  return Object.fromEntries(
    Array.from(
      text.matchAll(/inst \[(\d+) or "([^"]*)"\]/g),
      ([, inst, name]) => [name, inst],
    ),
  );
}

Deno.test("a cluster's members and followers come and go, as clients of pmcd see it", async () => {
  await using cluster = await RealCluster.start(3);
  const leader = await cluster.leader();
  const [follower] = cluster.members.filter((member) => member !== leader);
  const folder = await PrivatePmcd.folder();
  await using pmcd = await PrivatePmcd.start(
    folder,
    `etcd\t400\tpipe\tbinary\tenv PCP_VAR_DIR=${folder} ${BINARY} -U root -e ${leader.url} -l ${folder}/etcd.log`,
  );
  const members = await instances(pmcd, "etcd.member.name");
  assertEquals(Object.keys(members).sort(), ["m1", "m2", "m3"]);
  const followers = await instances(pmcd, "etcd.follower.success");
  assertEquals(Object.keys(followers).length, 2);
  assertEquals(followers[follower.name], members[follower.name]);

  // The first python3 of the PATH may be another than Debian's, without PCP.
  const report = await output(
    "/usr/bin/python3",
    ...["/usr/bin/pmrep", "-h", pmcd.host, "-s", "2", "-t", "0.3"],
    "etcd.follower.latency.average",
    "etcd.member.reachable",
  );
  for (const name of Object.keys(members)) {
    assert(report.includes(name), report + await pmcd.log());
  }

  const { member, id } = await cluster.add("m4");
  cluster.join(member);
  await eventually(async () =>
    "m4" in await instances(pmcd, "etcd.member.name")
  );
  const more = await instances(pmcd, "etcd.member.name");
  const { m4: _, ...others } = more;
  assertEquals(others, members, "the others keep their numbers");
  const labels = await pmcd.pminfo("-l", "etcd.member.name");
  assert(labels.includes(`"member_id":"${BigInt(id).toString(16)}"`), labels);

  await leader.post("cluster/member/remove", { ID: id });
  await eventually(async () =>
    !("m4" in await instances(pmcd, "etcd.member.name"))
  );
  assertEquals(await instances(pmcd, "etcd.member.name"), members);

  await leader.kill();
  const gone = await pmcd.pminfo("-f", "etcd.member.name", "etcd.name");
  assertEquals(gone.match(/Try again/g)?.length, 2, gone);
  const status = await pmcd.pminfo("-f", "pmcd.agent.status");
  assert(status.includes('or "etcd"] value 0'), status);
});

Deno.test("all of an etcd is seen by the clients of pmcd without an error but that it has not got it", async () => {
  await using cluster = await RealCluster.start(1);
  const [{ url }] = cluster.members;
  const folder = await PrivatePmcd.folder();
  await using pmcd = await PrivatePmcd.start(
    folder,
    `etcd\t400\tpipe\tbinary\tenv PCP_VAR_DIR=${folder} ${BINARY} -U root -e ${url} -l ${folder}/etcd.log`,
  );
  for (let round = 0; round < 2; round++) {
    const text = await pmcd.pminfo("-f", "etcd");
    const errors = new Set(text.match(/^Error:.*|^.*: Error.*/gm));
    assertEquals([...errors], [
      "Error: Metric not supported by this version of monitored application",
    ]);
    assert(/etcd\.overview\.has_leader\n +value 1/.test(text), text);
    assert(/inst \[\d+ or "\+Inf"\] value \d+/.test(text), text);
  }
});
