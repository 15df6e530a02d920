import { once } from "node:events";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { FlySettings } from "../src/fly/fly-replay.ts";
import { type Ask, ask } from "./ask.ts";
import { startTestAgent } from "./test-agent.ts";
import { startTarget, type TestTarget } from "./test-bed.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { addApp, addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

let stack: AsyncDisposableStack;
let stores: TestStores;
let target: TestTarget;
let relays: { off: TestRelay; on: TestRelay; owner: TestRelay; nameless: TestRelay };
let app: { appId: string; host: string };
/** An app of a host that is connected to a relay which says not on which machine it runs. */
let other: { appId: string; host: string };
let bodies: number[] = [];

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  stores = stack.use(await openTestStores());
  target = stack.use(
    await startTarget(async (request, response) => {
      let bytes = 0;
      for await (const chunk of request) bytes += chunk.length;
      bodies.push(bytes);
      response.setHeader("Fly-Replay", "app=another-of-the-operators");
      response.setHeader("Fly-Replay-Cache", "x/*");
      response.end("from the app");
    }),
  );
  const sockets = new WebSocketServer({ server: target.server });
  sockets.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
  const start = async (fly: FlySettings | undefined) =>
    stack.use(await startTestRelay(stores, { settings: { fly } }));
  relays = {
    off: await start({ machineId: "machine0", replay: false }),
    on: await start({ machineId: "machine1", replay: true }),
    owner: await start({ machineId: "machine2", replay: true }),
    nameless: await start(undefined),
  };
  app = await appAt(relays.owner, "demo");
  other = await appAt(relays.nameless, "other");
});
afterAll(() => stack.disposeAsync());

async function appAt(relay: TestRelay, name: string) {
  const host: TestHost = await addHost(stores);
  const made = await addApp(stores, { hostId: host.hostId, name, target: target.url });
  stack.use(await startTestAgent({ port: relay.port, host }));
  for (const one of Object.values(relays)) await one.knows(made.appId);
  const owners = async () => (await stores.directory.lookup([host.hostId])).get(host.hostId);
  await waitFor(async () => (await owners())?.length === 1, { deadlineMs: 5_000 });
  return made;
}

async function asked(relay: TestRelay, more: Partial<Ask> = {}) {
  bodies = [];
  const { status, headers } = await ask(relay.port, { host: app.host, ...more });
  return { status, replay: headers["fly-replay"], reached: bodies.length };
}

const carried = { status: 200, replay: undefined, reached: 1 };

async function metric(line: string): Promise<number> {
  const text = await stores.metrics.text();
  return Number(
    text
      .split("\n")
      .find((one) => one.startsWith(line))
      ?.slice(line.length) ?? 0,
  );
}

describe("a small request that lands on the wrong machine", () => {
  test("is handed back to the proxy, which is told where to bring it, and reaches no app", async () => {
    const before = await metric('homeport_relay_forward_total{path="replay"}');
    expect(await asked(relays.on)).toEqual({
      ...{ status: 409, replay: "instance=machine2", reached: 0 },
    });
    const body = Buffer.alloc(1_000_000);
    expect((await asked(relays.on, { method: "POST", body })).replay).toBe("instance=machine2");
    expect((await metric('homeport_relay_forward_total{path="replay"}')) - before).toBe(2);
  });

  test("is served where the proxy brings it, and counted there", async () => {
    const line = 'homeport_relay_replay_hits_total{cross_machine="true"}';
    const before = await metric(line);
    const headers = { "fly-replay-src": "instance=machine1;region=fra;t=1750000000000000" };
    expect(await asked(relays.owner, { headers })).toEqual(carried);
    expect((await metric(line)) - before).toBe(1);
  });

  test("goes over the link when replay is off", async () => {
    expect(await asked(relays.off)).toEqual(carried);
  });
});

describe("a link carries what is not to be replayed", () => {
  test.each<[string, Partial<Ask>]>([
    [
      "a body of unknown length",
      { method: "POST", headers: { "Transfer-Encoding": "chunked" }, body: "x" },
    ],
    ["a body over 1,000,000 bytes", { method: "POST", body: Buffer.alloc(1_000_001) }],
    ["what was replayed before", { headers: { "fly-replay-src": "instance=machine0" } }],
  ])("%s", async (_name, more) => {
    expect(await asked(relays.on, more)).toEqual(carried);
  });

  test("what belongs to a relay of which no machine is known", async () => {
    expect(await asked(relays.on, { host: other.host })).toEqual(carried);
  });

  test.each([
    ["on", () => relays.on],
    ["off", () => relays.off],
  ])("an upgrade on the wrong relay, with replay %s", async (_name, relay) => {
    const socket = new WebSocket(`ws://127.0.0.1:${relay().port}/`, {
      headers: { Host: app.host },
    });
    await once(socket, "open");
    socket.send("over the link");
    const [echoed] = await once(socket, "message");
    expect(String(echoed)).toBe("over the link");
    socket.close(4321);
    const [code] = await once(socket, "close");
    expect(code).toBe(4321);
  });
});

test("an app cannot have its visitors replayed anywhere", async () => {
  for (const relay of [relays.owner, relays.off]) {
    const { headers } = await ask(relay.port, { host: app.host });
    expect([headers["fly-replay"], headers["fly-replay-cache"]]).toEqual([undefined, undefined]);
  }
});
