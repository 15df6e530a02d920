import { issueActingTicket } from "@homeport/gate";
import { checkStepSchema, setDefaultApp } from "@homeport/hosts";
import { waitFor } from "@homeport/testkit";
import { closeCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { ask, beginAsk, errorOf } from "./ask.ts";
import { addStranger, bearer, signInProgram, type TestProgram } from "./program.ts";
import { startTestAgent } from "./test-agent.ts";
import { startRawTarget, startTarget, type TestTarget } from "./test-bed.ts";
import { openTestFleet, type TestFleet } from "./test-fleet.ts";
import { addApp, addHost } from "./test-stores.ts";

let fleet: TestFleet;
let echo: TestTarget;
let owner: TestProgram;

const statusSchema = z.object({
  relayId: z.string(),
  appId: z.string().nullable(),
  ok: z.boolean(),
  steps: z.array(checkStepSchema),
});

beforeAll(async () => {
  fleet = await openTestFleet({ relays: 2, target: (_request, response) => void response.end() });
  owner = await signInProgram(fleet.stores);
  echo = await startTarget((request, response) => void request.pipe(response));
});

afterAll(async () => {
  await echo[Symbol.asyncDispose]();
  await fleet[Symbol.asyncDispose]();
});

function question(hostId: string, query: string, program: TestProgram | null = owner) {
  const headers = program === null ? {} : bearer(program);
  return { host: "localhost:8080", path: `/hosts/${hostId}/_status${query}`, headers };
}

async function walk(at: number, hostId: string, query = "") {
  const answer = await ask(fleet.relay(at).port, question(hostId, query));
  expect(answer.status).toBe(200);
  return statusSchema.parse(JSON.parse(answer.body.toString()));
}

type Walked = Awaited<ReturnType<typeof walk>>;
const results = ({ steps }: Walked) => steps.map(({ step, result }) => `${step} ${result}`);
const step = ({ steps }: Walked, name: string) => steps.find((one) => one.step === name);

/** A host of the fleet's organization with one tunnel at the second relay. */
async function hostAtSecond(options: { echoUrl?: string } = {}) {
  const host = await addHost(fleet.stores);
  const { port } = fleet.relay(1);
  const agent = await startTestAgent({ port, host, echoUrl: echo.url, ...options });
  await waitFor(
    async () => (await fleet.stores.directory.lookup([host.hostId])).get(host.hostId)?.length === 1,
    { deadlineMs: 5_000 },
  );
  return { ...host, agent };
}

describe("a walk of the whole way", () => {
  test.each([
    ["here", 1, "local"],
    ["behind another relay", 0, "peer"],
  ] as const)("passes each step of a host whose tunnel is %s", async (_name, at, path) => {
    const { hostId, agent } = await hostAtSecond();
    await using _agent = agent;
    const { relayId } = fleet.relay(1).settings;
    const { appId } = await addApp(fleet.stores, {
      ...{ hostId, name: `walked-${path}`, target: fleet.target.url },
    });
    await fleet.relay(at).knows(appId);
    const walked = await walk(at, hostId, `?app=walked-${path}`);
    expect(results(walked)).toEqual(["directory ok", "tunnel ok", "echo ok", "target ok"]);
    expect(walked).toMatchObject({ ok: true, appId, relayId: fleet.relay(at).settings.relayId });
    expect(step(walked, "directory")?.owners).toMatchObject([{ relayId, wire: "websocket" }]);
    expect(step(walked, "tunnel")?.tunnel).toMatchObject({ relayId, path, wire: "websocket" });
    expect(step(walked, "target")?.app).toEqual({ appId, name: `walked-${path}` });
    // The check leaves nothing open behind it, at the target neither.
    await waitFor(() => agent.mux.activeStreams === 0, { deadlineMs: 2_000 });
    expect(agent.openSockets.size).toBe(0);
  });

  test("tries the default app when it is asked for none, by the same name or id", async () => {
    const { hostId, agent } = await hostAtSecond();
    await using _agent = agent;
    const without = await walk(1, hostId);
    expect(step(without, "target")).toMatchObject({ result: "skipped", code: "NO_DEFAULT_APP" });
    const { appId } = await addApp(fleet.stores, {
      ...{ hostId, name: "front", target: fleet.target.url },
    });
    await fleet.relay(1).knows(appId);
    await setDefaultApp(fleet.stores.owner, { hostId, appId });
    await waitFor(async () => (await walk(1, hostId)).appId === appId, { deadlineMs: 3_000 });
    expect((await walk(1, hostId, `?app=${appId}`)).appId).toBe(appId);
    const unknown = await ask(fleet.relay(1).port, question(hostId, "?app=nothing"));
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, "NOT_FOUND"]);
  });

  test("tells each step as soon as it is over to whoever reads lines", async () => {
    const release = Promise.withResolvers<void>();
    await using slow = await startTarget(async (request, response) => {
      await release.promise;
      request.pipe(response);
    });
    const { hostId, agent } = await hostAtSecond({ echoUrl: slow.url });
    await using _agent = agent;
    const asked = question(hostId, "");
    const headers = { ...asked.headers, Accept: "application/x-ndjson" };
    const response = await beginAsk(fleet.relay(1).port, { ...asked, headers });
    expect(response.headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
    let text = "";
    for await (const chunk of response) {
      text += chunk;
      // The echo is not answered before the step behind which it stands has been seen here.
      if (text.includes('"step":"tunnel"')) release.resolve();
    }
    const lines = text.trim().split("\n");
    const steps = lines.map((line) => checkStepSchema.parse(JSON.parse(line)));
    expect(steps.map(({ step: name, result }) => `${name} ${result}`)).toEqual([
      ...["relay ok", "directory ok", "tunnel ok", "echo ok", "target skipped"],
    ]);
    expect(steps[0]?.relayId).toBe(fleet.relay(1).settings.relayId);
  });
});

describe("a step that fails says why and what to do, and the rest is skipped", () => {
  test("a host without a tunnel", async () => {
    const { hostId } = await addHost(fleet.stores);
    const walked = await walk(0, hostId);
    expect(results(walked)).toEqual([
      ...["directory failed", "tunnel skipped", "echo skipped", "target skipped"],
    ]);
    expect(walked.ok).toBe(false);
    expect(step(walked, "directory")).toMatchObject({
      ...{ code: "HOST_OFFLINE", reason: "NEVER_CONNECTED" },
      sentence: "This host has never connected.",
      remedy: "Run `homeport up` on the machine.",
    });
  });

  test("a tunnel that is lost in the middle of the echo", async () => {
    await using mute = await startTarget((request) => void request.resume());
    const { hostId, agent } = await hostAtSecond({ echoUrl: mute.url });
    const walked = walk(1, hostId);
    await waitFor(() => agent.mux.activeStreams > 0, { deadlineMs: 3_000 });
    agent.mux.destroy(closeCodes.INTERNAL, "killed");
    expect(results(await walked)).toEqual([
      ...["directory ok", "tunnel ok", "echo failed", "target skipped"],
    ]);
    expect(step(await walked, "echo")).toMatchObject({ code: "TUNNEL_LOST" });
  });

  test("an agent that answers the echo with other bytes", async () => {
    await using liar = await startTarget((_request, response) => void response.end("other"));
    const { hostId, agent } = await hostAtSecond({ echoUrl: liar.url });
    await using _agent = agent;
    expect(step(await walk(0, hostId), "echo")).toMatchObject({ code: "ECHO_BROKEN" });
  });

  test("an app that does not run", async () => {
    const { hostId, agent } = await hostAtSecond();
    await using _agent = agent;
    const closed = await startRawTarget(() => undefined);
    await closed[Symbol.asyncDispose]();
    const { appId } = await addApp(fleet.stores, { hostId, name: "off", target: closed.url });
    await fleet.relay(0).knows(appId);
    const walked = await walk(0, hostId, "?app=off");
    expect(results(walked).at(-1)).toBe("target failed");
    expect(step(walked, "target")).toMatchObject({
      ...{ code: "TARGET_REFUSED", app: { name: "off" } },
      remedy: "Start the app on the machine, or correct the port of its target.",
    });
  });
});

describe("a walk is for those who may read the host", () => {
  test("strangers and the signed-out learn nothing of it", async () => {
    const { hostId } = fleet.host;
    const { port } = fleet.relay(0);
    const eve = await signInProgram(fleet.stores, await addStranger(fleet.stores));
    const refused = await ask(port, question(hostId, "", eve));
    expect([refused.status, errorOf(refused).code]).toEqual([404, "HOST_NOT_FOUND"]);
    expect((await ask(port, question(hostId, "", null))).status).toBe(401);
    const posted = await ask(port, { ...question(hostId, ""), method: "POST" });
    expect([posted.status, errorOf(posted).code]).toEqual([405, "METHOD_REFUSED"]);
  });

  test("web asks in a person's name by a ticket, once, and the ticket goes no further", async () => {
    const { hostId, agent } = await hostAtSecond();
    await using _agent = agent;
    const { sessionId } = owner;
    const scope = { purpose: "host.check", subject: hostId } as const;
    const ticket = await issueActingTicket(fleet.stores.gate, { ...scope, sessionId });
    const headers = { "X-Homeport-Ticket": ticket };
    const { port } = fleet.relay(0);
    const asked = { ...question(hostId, "", null), headers };
    const elsewhere = await ask(port, { ...question(fleet.host.hostId, "", null), headers });
    expect([elsewhere.status, errorOf(elsewhere).code]).toEqual([400, "TICKET_INVALID"]);
    expect((await ask(port, asked)).status).toBe(200);
    const again = await ask(port, asked);
    expect([again.status, errorOf(again).code]).toEqual([400, "TICKET_INVALID"]);
    // It stands for a check alone: no other tool and no app takes it.
    const other = await issueActingTicket(fleet.stores.gate, { ...scope, sessionId });
    for (const path of [`/hosts/${hostId}/_echo/x`, `/hosts/${hostId}/~demo/`]) {
      const refused = await ask(port, {
        ...{ host: "localhost:8080", path },
        headers: { "X-Homeport-Ticket": other },
      });
      expect(refused.status).toBe(401);
    }
  });

  test("a ticket of somebody who may not read the host is refused", async () => {
    const eve = await signInProgram(fleet.stores, await addStranger(fleet.stores));
    const { hostId } = fleet.host;
    const scope = { purpose: "host.check", subject: hostId } as const;
    const { sessionId } = eve;
    const ticket = await issueActingTicket(fleet.stores.gate, { ...scope, sessionId });
    const headers = { "X-Homeport-Ticket": ticket };
    const refused = await ask(fleet.relay(0).port, { ...question(hostId, "", null), headers });
    expect([refused.status, errorOf(refused).code]).toEqual([404, "HOST_NOT_FOUND"]);
  });

  test("four at a time, so that nobody makes a host do work for nothing", async () => {
    await using mute = await startTarget((request) => void request.resume());
    const { hostId, agent } = await hostAtSecond({ echoUrl: mute.url });
    const { port } = fleet.relay(1);
    const walks = Array.from({ length: 4 }, () => ask(port, question(hostId, "")));
    await waitFor(() => agent.mux.activeStreams === 4, { deadlineMs: 3_000 });
    const fifth = await ask(port, question(hostId, ""));
    expect([fifth.status, errorOf(fifth).code]).toEqual([503, "OVER_CAPACITY"]);
    await agent[Symbol.asyncDispose]();
    expect((await Promise.all(walks)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});
