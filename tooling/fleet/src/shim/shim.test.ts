import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "@homeport/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openShim, type Shim } from "./open-shim.ts";

let stack: AsyncDisposableStack;
let shim: Shim;
let targetPort: number;
let heard: Buffer[];
let connected: number;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  heard = [];
  connected = 0;
  const server = createServer((socket) => {
    connected += 1;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => heard.push(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stack.defer(() => void server.close());
  targetPort = (server.address() as AddressInfo).port;
  shim = stack.use(await openShim({ port: targetPort }));
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

test("a rate bounds what all connections pass together, and healing lets the rest go at once", async () => {
  const [one, other] = [await dial(), await dial()];
  shim.rate(100_000);
  const startedMs = performance.now();
  one.write(Buffer.alloc(10_000, "a"));
  other.write(Buffer.alloc(10_000, "b"));
  await waitFor(() => heardText().length === 20_000, { deadlineMs: 3_000 });
  expect(performance.now() - startedMs).toBeGreaterThan(180);
  one.write(Buffer.alloc(500_000, "c"));
  shim.heal();
  await waitFor(() => heardText().length === 520_000, { deadlineMs: 2_000 });
});

test("a slow stretch reads no more than it will soon pass on", async () => {
  const socket = await dial();
  shim.rate(10_000);
  const bytes = Buffer.alloc(16 * 2 ** 20);
  expect(socket.write(bytes)).toBe(false);
  await waitFor(() => heardText().length > 2_000, { deadlineMs: 3_000 });
  expect(socket.writableLength).toBeGreaterThan(0);
});

test("a reset breaks what is open, and what comes passes", async () => {
  const broken = once(await dial(), "error");
  shim.reset();
  expect((await broken)[0]).toMatchObject({ code: "ECONNRESET" });
  (await dial()).write("after");
  await hears("after");
});

test("a freeze keeps the connections, and whoever comes meanwhile gets through with the thaw", async () => {
  const socket = await dial();
  socket.write("a");
  await hears("a");
  const connections = connected;
  shim.freeze();
  socket.write("b");
  const late = await dial();
  late.write("c");
  await expect(waitFor(() => heard.length > 1, { deadlineMs: 200 })).rejects.toThrow();
  expect([connected, socket.destroyed, late.destroyed]).toEqual([connections, false, false]);
  shim.heal();
  await waitFor(() => heardText().length === 3, { deadlineMs: 2_000 });
});

test("a stretch that listens on a path passes what is said there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "homeport-shim-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "wire");
  stack.use(await openShim({ port: targetPort, path }));
  const socket = connect(path);
  stack.defer(() => void socket.destroy());
  socket.write("by path");
  await hears("by path");
});
