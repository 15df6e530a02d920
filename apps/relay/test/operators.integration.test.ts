import { createServer } from "node:http";
import { createLog } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, errorOf } from "./ask.ts";
import { startTestAgent } from "./test-agent.ts";
import { openTestBed, portOf, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { addHost } from "./test-stores.ts";

const adminSecret = "an-admin-secret-of-at-least-32-characters";
const lines: string[] = [];
let bed: TestBed;
let target: TestTarget;
let host: string;

beforeAll(async () => {
  const log = createLog({
    ...{ app: "relay", replica: "test", version: "0.0.0", stage: "test", level: "trace" },
    stream: { write: (line: string) => void lines.push(line) },
  });
  bed = await openTestBed({ log, relay: { settings: { adminSecret } } });
  target = await startTarget((_request, response) => {
    response.writeHead(200, { "Set-Cookie": "app=secret-of-the-app" }).end("x");
  });
  host = await bed.app("demo", target.server);
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

/** The list as the ops listener would serve it. */
async function askTunnels(path: string, authorization?: string) {
  const server = createServer((request, response) => {
    void bed.relay.relay.adminTunnels(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  const answer = await ask(portOf(server), { host: "ops", path, headers });
  server.close();
  return answer;
}

describe("/admin/tunnels", () => {
  const bearer = `Bearer ${adminSecret}`;

  test("is 401 without the secret and with a wrong one", async () => {
    expect((await askTunnels("/admin/tunnels")).status).toBe(401);
    expect((await askTunnels("/admin/tunnels", "Bearer wrong")).status).toBe(401);
  });

  test("is 503 when no secret is set, but 401 for whoever sent none", async () => {
    await using closed = await openTestBed();
    const route = closed.relay.relay.adminTunnels;
    const server = createServer((request, response) => void route(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    const port = portOf(server);
    const refused = await ask(port, { host: "ops", headers: { Authorization: "Bearer any" } });
    expect([refused.status, errorOf(refused).code]).toEqual([503, "ADMIN_CLOSED"]);
    expect((await ask(port, { host: "ops" })).status).toBe(401);
    server.close();
  });

  test("shows every tunnel with its facts, by pages and by host", async () => {
    const other = await addHost(bed.stores);
    await using _agent = await startTestAgent({ port: bed.relay.port, host: other });
    await bed.relay.tunnels(other.hostId, 1);
    const all = JSON.parse(String((await askTunnels("/admin/tunnels?scope=local", bearer)).body));
    expect(all.relayId).toBe(bed.relay.settings.relayId);
    expect(all.tunnels).toHaveLength(2);
    const mine = all.tunnels.find((one: { hostId: string }) => one.hostId === bed.host.hostId);
    expect(mine).toMatchObject({
      organizationId: bed.host.organizationId,
      machineName: bed.host.machineName,
      relayId: bed.relay.settings.relayId,
      wire: "websocket",
      slot: 0,
      agentVersion: "0.1.0",
      state: "live",
      pendingRequests: 0,
    });
    for (const name of [
      "run",
      "epoch",
      "connectedAtMs",
      "activeStreams",
      "lastHeardMs",
      "bytesIn",
    ]) {
      expect(mine[name]).toEqual(expect.any(Number));
    }
    const first = JSON.parse(String((await askTunnels("/admin/tunnels?limit=1", bearer)).body));
    expect([first.tunnels.length, typeof first.nextCursor]).toEqual([1, "string"]);
    const next = `/admin/tunnels?limit=1&cursor=${encodeURIComponent(first.nextCursor)}`;
    const second = JSON.parse(String((await askTunnels(next, bearer)).body));
    expect([second.tunnels.length, second.nextCursor]).toEqual([1, null]);
    const path = `/admin/tunnels?host=${other.hostId}`;
    const one = JSON.parse(String((await askTunnels(path, bearer)).body));
    expect(one.tunnels.map((tunnel: { hostId: string }) => tunnel.hostId)).toEqual([other.hostId]);
  });

  test("refuses a query that it does not know", async () => {
    expect((await askTunnels("/admin/tunnels?limit=0", bearer)).status).toBe(400);
    expect((await askTunnels("/admin/tunnels?cursor=forged", bearer)).status).toBe(400);
  });
});

describe("the access log", () => {
  test("has one line a request with what is known of it", async () => {
    const answer = await bed.ask({ host, path: "/some/path?token=secret-in-the-query" });
    const requestId = String(answer.headers["x-request-id"]);
    const line = await waitFor(
      () => lines.find((one) => one.includes(requestId) && one.includes('"msg":"request"')),
      { deadlineMs: 2_000 },
    );
    expect(JSON.parse(line)).toMatchObject({
      msg: "request",
      requestId,
      route: "app",
      method: "GET",
      path: "/some/path",
      status: 200,
      hostId: bed.host.hostId,
      bytesOut: 1,
    });
  });
});

test("metrics carry no host, app or path", async () => {
  const { metrics } = bed.stores;
  await bed.ask({ host, path: "/a-path-of-its-own" });
  const text = await metrics.text();
  expect(text).toMatch(/homeport_relay_request_total\{status="2xx",route="app"\}/);
  expect(text).toMatch(/homeport_relay_tunnels_current\{wire="websocket",state="live"\} 1/);
  expect(text).not.toContain(bed.host.hostId);
  expect(text).not.toContain("a-path-of-its-own");
});
