import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { waitFor } from "@homeport/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openShim, type Shim } from "./open-shim.ts";

let stack: AsyncDisposableStack;
let shim: Shim;
let heard: Buffer[];

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  heard = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => heard.push(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stack.defer(() => void server.close());
  shim = stack.use(await openShim({ port: (server.address() as AddressInfo).port }));
});

afterEach(() => stack.disposeAsync());

async function dial(): Promise<Socket> {
  const socket = connect(shim.port, "127.0.0.1");
  socket.on("error", () => undefined);
  stack.defer(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

const heardText = () => Buffer.concat(heard).toString();
const hears = (text: string) => waitFor(() => heardText() === text, { deadlineMs: 2_000 });

test("a delay holds every byte back, and none overtakes another when it ends", async () => {
  const socket = await dial();
  shim.delay(300);
  const sentMs = performance.now();
  socket.write("a");
  await hears("a");
  expect(performance.now() - sentMs).toBeGreaterThan(250);
  socket.write("b");
  await waitFor(() => socket.bytesWritten === 2, { deadlineMs: 1_000 });
  shim.delay(1);
  socket.write("c");
  await hears("abc");
});

test("a black hole keeps the connection and passes nothing until it is healed", async () => {
  const socket = await dial();
  shim.blackhole();
  socket.write("lost for now");
  const late = await dial();
  late.write(" and later");
  await expect(waitFor(() => heard.length, { deadlineMs: 200 })).rejects.toThrow();
  expect(socket.destroyed || late.destroyed).toBe(false);
  shim.heal();
  await waitFor(() => heardText().length === 22, { deadlineMs: 2_000 });
});

test("a cut breaks what is open and refuses what comes, until it is healed", async () => {
  const socket = await dial();
  socket.write("before");
  await hears("before");
  const broken = once(socket, "error");
  shim.cut();
  expect((await broken)[0]).toMatchObject({ code: "ECONNRESET" });
  const refused = connect(shim.port, "127.0.0.1").on("error", () => undefined);
  await new Promise((resolve) => refused.once("close", resolve));
  shim.heal();
  (await dial()).write(" after");
  await hears("before after");
});
