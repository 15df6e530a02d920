import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createVirtualClock } from "@homeport/platform";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TargetConnection } from "./target-connection.ts";
import { TargetPool } from "./target-pool.ts";

let server: Server;
let far: Socket[];

beforeEach(async () => {
  far = [];
  server = createServer((socket) => void far.push(socket.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(() => {
  for (const socket of far) socket.destroy();
  server.close();
});

async function connected(): Promise<TargetConnection> {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const ignore = () => undefined;
  return new TargetConnection(socket, {
    ...{ heard: ignore, drained: ignore, fell: ignore, broke: ignore, gone: ignore },
  });
}

it("gives back the connection that was used last, and only for its own target", async () => {
  const pool = new TargetPool(createVirtualClock());
  const [first, second] = [await connected(), await connected()];
  pool.keep("a", first);
  pool.keep("a", second);
  expect(pool.take("b")).toBeNull();
  expect(pool.take("a")).toBe(second);
  expect(pool.take("a")).toBe(first);
  expect(pool.take("a")).toBeNull();
});

it("lets no connection wait longer than 4 s", async () => {
  const clock = createVirtualClock();
  const pool = new TargetPool(clock);
  const connection = await connected();
  pool.keep("a", connection);
  await clock.advance(2_000);
  expect(connection.socket.destroyed).toBe(false);
  await clock.advance(2_000);
  expect(connection.socket.destroyed).toBe(true);
  expect(pool.take("a")).toBeNull();
  expect(clock.pending()).toBe(0);
});

it("keeps 32 of the connections of a burst, at no moment more, and as many of each other target", async () => {
  const pool = new TargetPool(createVirtualClock());
  const connections = await Promise.all(Array.from({ length: 40 }, connected));
  for (const connection of connections) pool.keep("a", connection);
  expect(connections.filter(({ socket }) => socket.destroyed).length).toBe(8);
  const other = await connected();
  pool.keep("b", other);
  expect(pool.take("b")).toBe(other);
  const again = connections.map(() => pool.take("a"));
  expect(again.filter((connection) => connection !== null).length).toBe(32);
  for (const connection of again) if (connection !== null) pool.keep("a", connection);
  pool.close();
  expect(connections.every(({ socket }) => socket.destroyed)).toBe(true);
});

it("destroys a connection that says something while it is idle", async () => {
  const pool = new TargetPool(createVirtualClock());
  const connection = await connected();
  pool.keep("a", connection);
  const closed = once(connection.socket, "close");
  far[0]?.write("unasked");
  await closed;
  expect(pool.take("a")).toBeNull();
});
