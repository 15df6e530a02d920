import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createNetwork, type Socket } from "node:net";
import { createMetrics, createVirtualClock, silentLog, systemRandom } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { createBudget, createWheel } from "@homeport/tunnel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRelayEvents } from "../events.ts";
import { createPeerDoor, type PeerDoor } from "../peer-door/peer-server.ts";
import { createLinks, type Peer } from "./links.ts";

const key = { kid: "one", key: Buffer.alloc(32, 7) };
const within = { deadlineMs: 5_000, everyMs: 2 };
const events = createRelayEvents(
  { log: silentLog, metrics: createMetrics({ app: "test", version: "0" }) },
  { accessLog: "off", relayId: "r" },
);
const stack: AsyncDisposable[] = [];
let server: Server;
let dials: number;

beforeEach(async () => {
  dials = 0;
  server = createServer();
});
afterEach(async () => {
  for (const one of stack.splice(0).reverse()) await one[Symbol.asyncDispose]();
  server.close();
});

async function listen(listener: Server): Promise<Peer> {
  listener.on("connection", () => {
    dials += 1;
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  return { relayId: "owner", boot: "boot", internalUrl: `http://127.0.0.1:${port}` };
}

function openLinks() {
  const clock = createVirtualClock();
  const parts = { clock, random: systemRandom, wheel: createWheel(clock) };
  const shared = { ...parts, budget: createBudget(2 ** 24), events, keys: [key] as const };
  const links = createLinks({ ...shared, ownId: () => "asker", onLeaving: () => {} });
  stack.push(links);
  return { clock, links, shared };
}

function openDoor(shared: ReturnType<typeof openLinks>["shared"]): PeerDoor {
  const door = createPeerDoor({
    ...shared,
    ownId: () => "owner",
    isDraining: () => false,
    onStream: (stream) => stream.reset(11),
  });
  stack.push(door);
  return door;
}

test("one link a peer serves all who need it, and is closed after five minutes without a stream", async () => {
  const { clock, links, shared } = openLinks();
  const peer = await listen(openDoor(shared).server);
  const [first, second] = await Promise.all([links.reach(peer), links.reach(peer)]);
  expect([first === second, links.current(peer) === first, dials]).toEqual([true, true, 1]);
  // Moved in steps within which the pings of both ends are answered.
  const pass = async (byMs: number) => {
    for (let passed = 0; passed < byMs; passed += 4_000) {
      await clock.advance(4_000);
      if (!first.closed) await new Promise<number>((resolve) => first.ping(resolve));
    }
  };
  await pass(4 * 60_000);
  expect([first.closed, links.size]).toEqual([false, 1]);
  for (let turn = 0; turn < 30 && !first.closed; turn += 1) await pass(4_000);
  expect(first.closed).toBe(true);
  await waitFor(() => links.size === 0, within);
  const again = await links.reach(peer);
  expect([again === first, dials]).toEqual([false, 2]);
});

test("a peer that cannot be dialled is passed over for 15 s, and is tried again meanwhile behind a back-off", async () => {
  server.on("request", (request: { socket: Socket }) => request.socket.destroy());
  server.on("upgrade", (_request, socket: Socket) => socket.destroy());
  const { clock, links } = openLinks();
  const peer = await listen(server);
  await expect(links.reach(peer)).rejects.toMatchObject({ code: "PEER_UNREACHABLE" });
  expect([links.isPassedOver(peer), dials]).toEqual([true, 1]);
  await expect(links.reach(peer)).rejects.toMatchObject({ detail: "passed over" });
  expect(dials).toBe(1);
  await clock.advance(100);
  await waitFor(() => dials === 2, within);
  const restarted = { ...peer, boot: "another" };
  expect(links.isPassedOver(restarted)).toBe(false);
  await clock.advance(15_000);
  expect(links.isPassedOver(peer)).toBe(false);
});

test("a peer that answers meanwhile is not passed over any more", async () => {
  const { clock, links, shared } = openLinks();
  const door = openDoor(shared);
  let refuses = true;
  server.on("upgrade", (request, socket: Socket, head: Buffer) => {
    if (refuses) socket.destroy();
    else door.server.emit("upgrade", request, socket, head);
  });
  const peer = await listen(server);
  await expect(links.reach(peer)).rejects.toMatchObject({ code: "PEER_UNREACHABLE" });
  refuses = false;
  await clock.advance(2_000);
  await waitFor(() => !links.isPassedOver(peer) && links.current(peer) !== null, within);
});

test("a peer that falls silent is passed over at once, so that no request waits for a dial to it", async () => {
  const { clock, links, shared } = openLinks();
  const { port } = new URL((await listen(openDoor(shared).server)).internalUrl);
  let isFrozen = false;
  // Its machine still takes connections when it is frozen, and no byte passes any more.
  const network = createNetwork((near) => {
    near.on("error", () => undefined);
    if (isFrozen) return;
    const far = connect(Number(port), "127.0.0.1");
    far.on("error", () => undefined);
    near.on("data", (bytes) => void (isFrozen || far.write(bytes)));
    far.on("data", (bytes) => void (isFrozen || near.write(bytes)));
  });
  await new Promise<void>((resolve) => network.listen(0, "127.0.0.1", resolve));
  const { port: outer } = network.address() as AddressInfo;
  const peer = { relayId: "owner", boot: "boot", internalUrl: `http://127.0.0.1:${outer}` };
  const mux = await links.reach(peer);
  isFrozen = true;
  for (let turn = 0; turn < 60 && !mux.closed; turn += 1) await clock.advance(1_000);
  expect([mux.closed, links.isPassedOver(peer)]).toEqual([true, true]);
  await expect(links.reach(peer)).rejects.toMatchObject({ detail: "passed over" });
  network.close();
});
