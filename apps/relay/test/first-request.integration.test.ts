import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./ask.ts";
import { startTestAgent, type TestAgent } from "./test-agent.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { addApp, addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

let stores: TestStores;
let relay: TestRelay;
let host: TestHost;
let target: Server;
let app: { appId: string; host: string };

beforeAll(async () => {
  stores = await openTestStores();
  relay = await startTestRelay(stores);
  host = await addHost(stores);
  target = createServer((_request, response) => response.end("hello"));
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  const port = (target.address() as AddressInfo).port;
  app = await addApp(stores, {
    hostId: host.hostId,
    name: "demo",
    target: `http://127.0.0.1:${port}`,
  });
  await relay.knows(app.appId);
});

afterAll(async () => {
  target?.close();
  await relay?.[Symbol.asyncDispose]();
  await stores?.[Symbol.asyncDispose]();
});

test.each(["websocket", "raw"] as const)("an app answers at its address over %s", async (wire) => {
  await using agent: TestAgent = await startTestAgent({ port: relay.port, host, wire });
  await relay.tunnels(host.hostId, 1);
  const answer = await ask(relay.port, { host: app.host });
  expect(answer.status).toBe(200);
  expect(answer.body.toString()).toBe("hello");
  expect(agent.mux.closed).toBe(false);
});
