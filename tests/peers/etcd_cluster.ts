/**
 * Real etcds that form a cluster, on free ports.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { freePorts } from "./etcd.ts";
import { suspend } from "./suspend.ts";

/** A member of a cluster. */
export class ClusterMember {
  /** Its name. */
  readonly name: string;
  /** Its base URL. */
  readonly url: string;
  /** Where the other members reach it. */
  readonly peerURL: string;
  readonly #folder: string;
  #process: Deno.ChildProcess | undefined;

  /** Makes a member that does not run. */
  constructor(name: string, folder: string) {
    const [client, peer] = freePorts(2);
    this.name = name;
    this.url = `http://127.0.0.1:${client}`;
    this.peerURL = `http://127.0.0.1:${peer}`;
    this.#folder = folder;
  }

  /** Starts it, to join these members. */
  start(
    members: readonly ClusterMember[],
    state: "new" | "existing",
    extra: readonly string[],
  ): void {
    const all = members.map(({ name, peerURL }) => `${name}=${peerURL}`);
    this.#process = new Deno.Command("etcd", {
      args: [
        `--name=${this.name}`,
        `--data-dir=${this.#folder}/${this.name}`,
        `--listen-client-urls=${this.url}`,
        `--advertise-client-urls=${this.url}`,
        `--listen-peer-urls=${this.peerURL}`,
        `--initial-advertise-peer-urls=${this.peerURL}`,
        `--initial-cluster=${all.join(",")}`,
        `--initial-cluster-state=${state}`,
        "--strict-reconfig-check=false",
        ...extra,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  }

  /** Suspends it: what connects to it gets no answer. */
  async suspend(): Promise<void> {
    if (this.#process !== undefined) await suspend(this.#process);
  }

  /** Lets it go on. */
  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  /** Kills it, and waits until it is gone. */
  async kill(): Promise<void> {
    try {
      this.#process?.kill("SIGKILL");
    } catch {
      // A member that has been removed ends by itself.
    }
    await this.#process?.status;
    this.#process = undefined;
  }

  /** Asks its gateway. */
  async post(method: string, body: unknown = {}): Promise<string> {
    const response = await fetch(`${this.url}/v3/${method}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return await response.text();
  }

  /** Its id, as the v3 API writes it. */
  async id(): Promise<string> {
    const status = await this.post("maintenance/status");
    return /"member_id":"(\d+)"/.exec(status)?.[1] ?? "";
  }

  /** Whether it leads. */
  async isLeader(): Promise<boolean> {
    const status = await this.post("maintenance/status");
    const leader = /"leader":"(\d+)"/.exec(status)?.[1];
    return leader !== undefined && status.includes(`"member_id":"${leader}"`);
  }

  /** Whether it is healthy. */
  async isHealthy(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/health`);
      return (await response.text()).includes('"true"');
    } catch {
      return false;
    }
  }
}

/** A cluster that belongs to one test. */
export class RealCluster implements AsyncDisposable {
  /** Its members, also those that have been removed. */
  readonly members: ClusterMember[];
  readonly #folder: string;
  readonly #extra: readonly string[];

  private constructor(folder: string, size: number, extra: readonly string[]) {
    this.#folder = folder;
    this.#extra = extra;
    this.members = Array.from(
      { length: size },
      (_, i) => new ClusterMember(`m${i + 1}`, folder),
    );
  }

  /** Starts one, and waits until all members are healthy. */
  static async start(
    size: number,
    extra: readonly string[] = ["--enable-v2=true"],
  ): Promise<RealCluster> {
    const folder = await Deno.makeTempDir();
    const cluster = new RealCluster(folder, size, extra);
    for (const member of cluster.members) {
      member.start(cluster.members, "new", extra);
    }
    for (const member of cluster.members) {
      await eventually(() => member.isHealthy());
    }
    return cluster;
  }

  /** The member that leads. */
  async leader(among = this.members): Promise<ClusterMember> {
    let leader: ClusterMember | undefined;
    await eventually(async () => {
      for (const member of among) {
        if (await member.isLeader()) leader = member;
      }
      return leader !== undefined;
    });
    if (leader === undefined) throw new Error("no leader");
    return leader;
  }

  /** Adds a member, which does not run yet. Gives its id, as the v3 API writes it. */
  async add(
    name: string,
    isLearner = false,
  ): Promise<{ member: ClusterMember; id: string }> {
    const member = new ClusterMember(name, this.#folder);
    const [asked] = this.members;
    const request = { peerURLs: [member.peerURL], isLearner };
    const answer = await asked.post("cluster/member/add", request);
    const id = /"member":\{"ID":"(\d+)"/.exec(answer)?.[1];
    if (id === undefined) throw new Error(`not added: ${answer}`);
    return { member, id };
  }

  /** Starts a member that has been added. */
  join(member: ClusterMember): void {
    this.members.push(member);
    member.start(this.members, "existing", this.#extra);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const member of this.members) await member.kill();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Waits until something is so, ten seconds at most. */
export async function eventually(
  condition: () => Promise<boolean>,
): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await delay(50);
  }
  throw new Error(`never: ${condition}`);
}
