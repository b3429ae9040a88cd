/**
 * Suspending a process.
 *
 * @module
 */

import { delay } from "@std/async/delay";

/** Whether all threads of a process are stopped, as proc(5) tells it. */
function standsStill(pid: number): boolean {
  try {
    return Array.from(Deno.readDirSync(`/proc/${pid}/task`)).every(({ name }) =>
      /^State:\s+T/m.test(
        Deno.readTextFileSync(`/proc/${pid}/task/${name}/status`),
      )
    );
  } catch (error) {
    // A thread that has ended meanwhile.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Suspends a process, and waits until it stands still: for a moment after the
 * signal is sent its threads can still answer a request.
 */
export async function suspend(process: Deno.ChildProcess): Promise<void> {
  process.kill("SIGSTOP");
  for (let tries = 0; tries < 2000; tries++) {
    if (standsStill(process.pid)) return;
    await delay(1);
  }
  throw new Error(`process ${process.pid} does not stop`);
}
