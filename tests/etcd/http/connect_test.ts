import { assertEquals, assertRejects } from "@std/assert";
import { connectOver } from "../../../lib/etcd/http/connect.ts";

/** How an address takes a connection. */
type Manner = "takes" | "refuses" | "hangs" | "takes late";

/** A host of which the first address is "host"; what was tried and closed. */
function network(manners: Record<string, Manner>) {
  const tried: string[] = [];
  const closed: string[] = [];
  const { promise: late, resolve: finish } = Promise.withResolvers<void>();
  const connect = async (host: string) => {
    tried.push(host);
    if (manners[host] === "refuses") throw new Error(`${host} refuses`);
    if (manners[host] === "hangs") await new Promise(() => {});
    if (manners[host] === "takes late") await late;
    return { host, close: () => void closed.push(host) };
  };
  const lookup = (): Promise<string[]> =>
    Promise.resolve(Object.keys(manners).slice(1));
  return { over: { connect, lookup }, tried, closed, finish };
}

const { signal } = new AbortController();

Deno.test("an address is not looked up, nor a host that takes the connection", async () => {
  const lookup = () => Promise.reject(new Error("looked up"));
  for (const address of ["127.0.0.1", "::1", "2001:db8::1"]) {
    const { over } = network({ [address]: "refuses" });
    const connecting = connectOver({ ...over, lookup }, address, 1, signal);
    await assertRejects(() => connecting, Error, "refuses");
  }
  const { over } = network({ host: "takes" });
  const connection = await connectOver({ ...over, lookup }, "host", 1, signal);
  assertEquals(connection.host, "host");
});

Deno.test("the first address that takes a connection has it", async () => {
  const { over, tried, closed } = network({
    host: "refuses",
    b: "takes",
    c: "takes",
  });
  assertEquals((await connectOver(over, "host", 1, signal)).host, "b");
  assertEquals([tried, closed], [["host", "b"], []]);
});

Deno.test("an address that hangs holds the next up for a moment only", async () => {
  const { over } = network({ host: "hangs", b: "takes" });
  assertEquals((await connectOver(over, "host", 1, signal)).host, "b");
});

Deno.test("an address that takes a connection late has it where the others refuse", async () => {
  const { over, finish, closed } = network({
    host: "takes late",
    b: "refuses",
  });
  const connecting = connectOver(over, "host", 1, signal);
  setTimeout(finish, 600);
  assertEquals((await connecting).host, "host");
  assertEquals(closed, []);
});

Deno.test("a connection that comes too late is closed", async () => {
  const { over, closed, finish } = network({ host: "takes late", b: "takes" });
  assertEquals((await connectOver(over, "host", 1, signal)).host, "b");
  finish();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(closed, ["host"]);
});

Deno.test("where all refuse the first says why", async () => {
  const { over } = network({ host: "refuses", b: "refuses" });
  await assertRejects(
    () => connectOver(over, "host", 1, signal),
    Error,
    "host refuses",
  );
});

Deno.test("an abort ends the lookup and the connecting, with its reason", async () => {
  const hanging = network({ host: "takes late" });
  const refusing = network({ host: "refuses" });
  const lookup = () => new Promise<string[]>(() => {});
  for (const over of [hanging.over, { ...refusing.over, lookup }]) {
    const controller = new AbortController();
    const connecting = connectOver(over, "host", 1, controller.signal);
    setTimeout(() => controller.abort(new Error("out of time")), 20);
    await assertRejects(() => connecting, Error, "out of time");
  }
  hanging.finish();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(hanging.closed, ["host"]);
});
