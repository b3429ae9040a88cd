/**
 * A real etcd on a free port.
 *
 * @module
 */

import { delay } from "@std/async/delay";

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

/** An etcd that belongs to one test. */
export class RealEtcd implements AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
  readonly #args: string[];
  readonly #folder: string;
  #process: Deno.ChildProcess | undefined;

  private constructor(folder: string, extra: string[]) {
    const [clientPort, peerPort] = freePorts(2);
    this.url = `http://127.0.0.1:${clientPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    this.#folder = folder;
    this.#args = [
      "--name=etcd0",
      `--data-dir=${folder}`,
      `--listen-client-urls=${this.url}`,
      `--advertise-client-urls=${this.url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=etcd0=${peer}`,
      ...extra,
    ];
  }

  /** Starts one, with etcd's v2 statistics unless the options say otherwise. */
  static async start(extra = ["--enable-v2=true"]): Promise<RealEtcd> {
    const etcd = new RealEtcd(await Deno.makeTempDir(), extra);
    await etcd.start();
    return etcd;
  }

  /** Starts it again where it was, and waits until it answers. */
  async start(): Promise<void> {
    this.#process = new Deno.Command("etcd", {
      args: this.#args,
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

  /** Sends it a signal. */
  signal(signal: Deno.Signal): void {
    this.#process?.kill(signal);
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #healthy(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/health`);
      return (await response.text()).includes("true");
    } catch {
      return false;
    }
  }
}
