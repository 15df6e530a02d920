import { randomBytes } from "node:crypto";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ask, ask, errorOf } from "./ask.ts";
import { addStranger, bearer, endSession, signInProgram, type TestProgram } from "./program.ts";
import { startTestAgent } from "./test-agent.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { addHost, type TestHost } from "./test-stores.ts";

let bed: TestBed;
let echo: TestTarget;
let host: TestHost;
let owner: TestProgram;

beforeAll(async () => {
  bed = await openTestBed();
  owner = await signInProgram(bed.stores);
  host = await addHost(bed.stores);
  echo = await startTarget((request, response) => {
    if (request.url === "/open") response.writeHead(200).flushHeaders();
    else if (request.method === "POST") request.pipe(response);
    else response.end(JSON.stringify({ url: request.url, headers: request.headers }));
  });
});

afterAll(async () => {
  await echo[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

async function withAgent(run: () => Promise<void>): Promise<void> {
  const { port, tunnels } = bed.relay;
  await using _agent = await startTestAgent({ port, host, echoUrl: echo.url });
  await tunnels(host.hostId, 1);
  await run();
}

function call(tool: string, more: Partial<Ask> = {}, program: TestProgram | null = owner) {
  const headers = program === null ? {} : bearer(program);
  const path = `/hosts/${host.hostId}/${tool}`;
  return ask(bed.relay.port, { host: "localhost:8080", path, headers, ...more });
}

test("the echo of an agent sends back what it got, byte for byte", async () => {
  await withAgent(async () => {
    const body = randomBytes(256 * 1024);
    const answer = await call("_echo/echo", { method: "POST", body });
    expect([answer.status, answer.body.equals(body)]).toEqual([200, true]);
    const seen = JSON.parse(String((await call("_echo/a?b=c")).body));
    expect(seen.url).toBe("/a?b=c");
    expect(JSON.stringify(seen.headers)).not.toContain(owner.token);
  });
});

test("says which relays hold tunnels of a host, and why there is none", async () => {
  const { hostId } = await addHost(bed.stores);
  const path = `/hosts/${hostId}/_whoowns`;
  const away = await call("_whoowns", { path });
  expect([away.status, errorOf(away)]).toMatchObject([
    503,
    { code: "HOST_OFFLINE", reason: "NEVER_CONNECTED" },
  ]);
  await withAgent(async () => {
    await waitFor(async () => (await call("_whoowns")).status === 200, { deadlineMs: 5_000 });
    const { relayId } = bed.relay.settings;
    expect(JSON.parse(String((await call("_whoowns")).body))).toMatchObject({
      relayId,
      owners: [{ relayId, wire: "websocket", slot: 0, draining: false }],
    });
  });
});

test("tells strangers and the signed-out nothing", async () => {
  const stranger = await signInProgram(bed.stores, await addStranger(bed.stores));
  for (const tool of ["_whoowns", "_echo/healthz"]) {
    expect((await call(tool, {}, null)).status).toBe(401);
    const refused = await call(tool, {}, stranger);
    expect([refused.status, errorOf(refused).code]).toEqual([404, "HOST_NOT_FOUND"]);
  }
});

test("an open echo is cut when its session ends", async () => {
  await withAgent(async () => {
    const program = await signInProgram(bed.stores);
    const open = call("_echo/open", {}, program);
    open.catch(() => undefined);
    await waitFor(() => bed.relay.relay.gate.status().watched > 0, { deadlineMs: 2_000 });
    await endSession(bed.stores, program);
    await expect(open).rejects.toThrow();
  });
});
