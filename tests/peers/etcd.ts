/**
 * A real etcd on a free port.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { suspend } from "./suspend.ts";

/** Ports that nothing listens on, no two alike. */
export function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}

/** A port that nothing listens on. */
export function freePort(): number {
  return freePorts(1)[0];
}

/** What is special about an etcd. */
export interface EtcdOptions {
  /** Its client URL, of a port; http://127.0.0.1 by default. */
  readonly clientUrl?: (port: number) => string;
  /** Whether it serves /metrics and /health at a URL of their own. */
  readonly metrics?: boolean;
}

/** An etcd that belongs to one test. */
export class RealEtcd implements AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
  /** Where it serves /metrics and /health. */
  readonly metricsUrl: string;
  /** The folder that it runs in. */
  readonly folder: string;
  readonly #args: string[];
  #process: Deno.ChildProcess | undefined;

  private constructor(
    folder: string,
    extra: string[],
    { clientUrl, metrics }: EtcdOptions,
  ) {
    const [clientPort, peerPort, metricsPort] = freePorts(3);
    this.url = clientUrl?.(clientPort) ?? `http://127.0.0.1:${clientPort}`;
    this.metricsUrl = metrics ? `http://127.0.0.1:${metricsPort}` : this.url;
    const peer = `http://127.0.0.1:${peerPort}`;
    this.folder = folder;
    this.#args = [
      "--name=etcd0",
      `--data-dir=${folder}/data`,
      `--listen-client-urls=${this.url}`,
      `--advertise-client-urls=${this.url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=etcd0=${peer}`,
      ...metrics ? [`--listen-metrics-urls=${this.metricsUrl}`] : [],
      ...extra,
    ];
  }

  /** Starts one, with etcd's v2 statistics unless the arguments say otherwise. */
  static async start(
    extra = ["--enable-v2=true"],
    options: EtcdOptions = {},
  ): Promise<RealEtcd> {
    const etcd = new RealEtcd(await Deno.makeTempDir(), extra, options);
    await etcd.start();
    return etcd;
  }

  /** Starts it again where it was, and waits until it answers. */
  async start(): Promise<void> {
    this.#process = new Deno.Command("etcd", {
      args: this.#args,
      cwd: this.folder,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    for (let tries = 0; tries < 200; tries++) {
      if (await this.#healthy()) return;
      await delay(50);
    }
    throw new Error(`etcd at ${this.url} does not come up`);
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
    this.#process?.kill("SIGKILL");
    await this.#process?.status;
    this.#process = undefined;
  }

  /** Sets a key of the v2 store. */
  async set(key: string, value: string): Promise<void> {
    const body = new URLSearchParams({ value });
    const response = await fetch(`${this.url}/v2/keys/${key}`, {
      method: "PUT",
      body,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`set ${key}: status ${response.status}`);
  }

  /** Sends JSON, and fails where it does not like it. */
  async send(method: string, path: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  }

  /** Makes the users root and monitor for the v3 API, and asks for them from then on. */
  async enableAuth(password: string): Promise<void> {
    const post = (path: string, body: unknown) =>
      this.send("POST", `/v3/auth/${path}`, body);
    await post("user/add", { name: "root", password });
    await post("user/add", { name: "monitor", password });
    await post("role/add", { name: "root" });
    await post("user/grant", { user: "root", role: "root" });
    await post("enable", {});
  }

  /** Makes the user root for the v2 API, and lets nobody else in. */
  async enableV2Auth(password: string): Promise<void> {
    const path = "/v2/auth/users/root";
    await this.send("PUT", path, { user: "root", password });
    await this.send("PUT", "/v2/auth/enable", {});
    const response = await fetch(`${this.url}/v2/auth/roles/guest`, {
      method: "DELETE",
      headers: { Authorization: `Basic ${btoa(`root:${password}`)}` },
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`guest: status ${response.status}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.folder, { recursive: true });
  }

  async #healthy(): Promise<boolean> {
    try {
      const response = await fetch(`${this.metricsUrl}/health`);
      return (await response.text()).includes("true");
    } catch {
      return false;
    }
  }
}
