import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { schema } from "@homeport/db";
import { listOperations, readAppState, startApp } from "@homeport/hosts";
import { newId, sha256 } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import type { AppDesired } from "@homeport/tunnel";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type Answer, type Ask, ask, errorOf } from "./ask.ts";
import { installTestApp, type ManagedApp } from "./managed-app.ts";
import { type ScriptedApps, scriptApps } from "./scripted-apps.ts";
import { startTestAgent } from "./test-agent.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { addHost } from "./test-stores.ts";

const deadlineMs = 15_000;
const page = { Accept: "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

let bed: TestBed;
let apps: ScriptedApps;
let target: TestTarget;
/** Where the scripted agent runs which app. */
const running = new Map<string, string>();
/** Starts that the agent was asked for, by app. */
const starts: AppDesired[] = [];
/** What becomes of a start; by default the app runs at once. */
let onStart: (desired: AppDesired) => void;

beforeAll(async () => {
  bed = await openTestBed({
    relay: { limits: { navigationWaitMs: 300, startHoldMs: 1_500, maxHeldAnApp: 40 } },
    runsAt: (appId) => running.get(appId) ?? null,
  });
  target = await startTarget(async (request, response) => {
    if (request.url === "/teapot") response.writeHead(418, { "X-App": "own" }).end("teapot");
    else if (request.url === "/broken") response.writeHead(503, { "X-App": "own" }).end("broken");
    else {
      let bytes = 0;
      for await (const chunk of request) bytes += chunk.length;
      response.end(`${request.method} ${bytes}`);
    }
  });
  const sockets = new WebSocketServer({ server: target.server });
  sockets.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
  apps = scriptApps(bed.agent, (desired) => {
    const kind = desired.operation?.kind;
    if (kind === "install") apps.say(desired, "installed");
    if (kind === "stop") stop(desired);
    if (kind !== "start") return;
    starts.push(desired);
    onStart(desired);
  });
});
beforeEach(() => {
  onStart = run;
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

function run(desired: AppDesired): void {
  running.set(desired.appId, target.url);
  apps.say(desired, "running");
}

function stop(desired: AppDesired): void {
  running.delete(desired.appId);
  apps.say(desired, "stopped");
}

/** It is gone from one moment to the next, and its agent has not noticed. */
function die({ appId }: ManagedApp): void {
  running.delete(appId);
  for (const socket of bed.agent.openSockets) socket.destroy();
}

async function stateOf({ appId }: ManagedApp) {
  return await readAppState(bed.stores.hosts, { appId });
}

async function isSoon(app: ManagedApp, status: string): Promise<void> {
  await waitFor(async () => (await stateOf(app))?.status === status, { deadlineMs });
}

async function stoppedApp(input: Partial<Parameters<typeof installTestApp>[1]> = {}) {
  const app = await installTestApp(bed.stores, { hostId: bed.host.hostId, ...input });
  await bed.relay.knows(app.appId);
  await isSoon(app, "stopped");
  return app;
}

async function runningApp(): Promise<ManagedApp> {
  const app = await stoppedApp();
  await startApp(bed.stores.owner, app);
  await isSoon(app, "running");
  return app;
}

function startsOf({ appId }: ManagedApp): number {
  return starts.filter((one) => one.appId === appId).length;
}

async function heldCount(): Promise<number> {
  const text = await bed.stores.metrics.text();
  return Number(/^homeport_app_held_requests (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** How often the row of an app was read. */
async function statusReads(): Promise<number> {
  const text = await bed.stores.metrics.text();
  const misses = /^homeport_cache_requests_total\{.*name="app-states",.*result="miss".*\} (\d+)$/m;
  return Number(misses.exec(text)?.[1] ?? 0);
}

const visit = (app: ManagedApp, more: Partial<Ask> = {}): Promise<Answer> =>
  ask(bed.relay.port, { host: app.host, ...more });

describe("a visit to an app that is stopped", () => {
  test("starts it, once for all who come, and each is answered by the app", async () => {
    const app = await stoppedApp();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) => visit(app, { path: `/asset-${at}` })),
    );
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual(
      Array.from({ length: 30 }, () => "200 GET 0"),
    );
    expect(answers[0]?.headers["x-homeport-gate"]).toBeUndefined();
    expect(startsOf(app)).toBe(1);
    expect((await listOperations(bed.stores.owner, app)).items[0]).toMatchObject({
      ...{ kind: "start", cause: "visit", requestedBy: null },
    });
  });

  test("is held with its body unread, and the app gets all of it", async () => {
    const app = await stoppedApp();
    const body = Buffer.alloc(3 * 2 ** 20, 0x61);
    const answer = await visit(app, { method: "POST", body });
    expect(String(answer.body)).toBe(`POST ${body.length}`);
  });

  test("is held when it asks for another protocol", async () => {
    const app = await stoppedApp();
    const socket = new WebSocket(`ws://127.0.0.1:${bed.relay.port}/`, {
      headers: { Host: app.host },
    });
    await once(socket, "open");
    socket.send("hello");
    const [data] = await once(socket, "message");
    expect(String(data)).toBe("hello");
    socket.terminate();
    expect(startsOf(app)).toBe(1);
  });

  test("gets a page that waits when it is slow, and the app when it comes again", async () => {
    const app = await stoppedApp();
    const late = Promise.withResolvers<AppDesired>();
    onStart = (desired) => {
      apps.say(desired, "starting");
      late.resolve(desired);
    };
    const answer = await visit(app, { headers: page });
    expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "2"]);
    expect(answer.headers["x-homeport-gate"]).toBe("300");
    expect(answer.headers["x-homeport-error"]).toBe("APP_STARTING");
    expect(answer.headers["cache-control"]).toBe("no-store");
    run(await late.promise);
    await isSoon(app, "running");
    expect((await visit(app, { headers: page })).status).toBe(200);
    expect(startsOf(app)).toBe(1);
  });

  test("is told to come again as JSON when it was held for its whole time", async () => {
    const app = await stoppedApp();
    onStart = (desired) => apps.say(desired, "starting");
    const answer = await visit(app);
    expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "2"]);
    expect(errorOf(answer)).toMatchObject({ code: "APP_STARTING", retryable: true });
    expect(answer.headers["x-homeport-gate"]).toBe("300");
  });

  test("gives its place back when its visitor goes", async () => {
    const app = await stoppedApp();
    onStart = () => {};
    const before = await heldCount();
    const port = bed.relay.port;
    const going = httpRequest({ host: "127.0.0.1", port, headers: { Host: app.host } });
    going.on("error", () => undefined).end();
    const upgrade = new WebSocket(`ws://127.0.0.1:${bed.relay.port}/`, {
      headers: { Host: app.host },
    });
    upgrade.on("error", () => undefined);
    await waitFor(async () => (await heldCount()) === before + 2, { deadlineMs });
    going.destroy();
    upgrade.terminate();
    await waitFor(async () => (await heldCount()) === before, { deadlineMs });
  });
});

describe("more visits than there are places", () => {
  test("are told to come again at once", async () => {
    const app = await stoppedApp();
    onStart = () => {};
    const answers: number[] = [];
    const all = Array.from({ length: 45 }, async () => {
      const { status } = await visit(app);
      answers.push(status);
    });
    await waitFor(() => answers.length === 5, { deadlineMs });
    expect(await heldCount()).toBeGreaterThanOrEqual(40);
    await Promise.all(all);
    expect(new Set(answers)).toEqual(new Set([503]));
    expect(startsOf(app)).toBe(1);
  });
});

describe("an app that cannot be started", () => {
  test("says why it failed, and is not started again before its back-off is over", async () => {
    const app = await stoppedApp();
    onStart = (desired) => apps.say(desired, "failed", "PORT_TAKEN", "port 20001");
    const first = await visit(app);
    expect(errorOf(first)).toMatchObject({ code: "APP_FAILED", retryable: true });
    expect(String(first.body)).toContain("Another program on the host has its port.");
    expect(String(first.body)).not.toContain("20001");
    expect(first.headers["x-homeport-gate"]).toBe("301");
    const second = await visit(app);
    expect(errorOf(second).code).toBe("APP_FAILED");
    expect(Number(second.headers["retry-after"])).toBeGreaterThan(0);
    expect(startsOf(app)).toBe(1);
  });

  test("says that it is stopped where visits start nothing", async () => {
    const app = await stoppedApp({ manifest: { autostart: false } });
    const answer = await visit(app);
    expect(errorOf(answer).code).toBe("APP_STOPPED");
    expect([answer.headers["x-homeport-gate"], answer.headers["retry-after"]]).toEqual([
      "303",
      "60",
    ]);
    expect(startsOf(app)).toBe(0);
  });

  test("says that it is being installed", async () => {
    const host = await addHost(bed.stores);
    await using agent = await startTestAgent({ port: bed.relay.port, host });
    await bed.relay.tunnels(host.hostId, 1);
    expect(agent.mux.closed).toBe(false);
    const app = await installTestApp(bed.stores, { hostId: host.hostId });
    await bed.relay.knows(app.appId);
    const answer = await visit(app);
    expect(errorOf(answer).code).toBe("APP_INSTALLING");
    expect(answer.headers["x-homeport-gate"]).toBe("304");
  });

  test("is not asked for while its host is away", async () => {
    const host = await addHost(bed.stores);
    const app = await installTestApp(bed.stores, { hostId: host.hostId });
    await bed.relay.knows(app.appId);
    const answer = await visit(app);
    expect(errorOf(answer).code).toBe("HOST_OFFLINE");
    expect(answer.headers["x-homeport-gate"]).toBe("302");
    expect((await stateOf(app))?.generation).toBe(1);
  });

  test("tells a stranger nothing, and no refused visit starts it", async () => {
    const app = await stoppedApp({ level: "owner" });
    const answers = [
      await visit(app),
      await visit(app, { headers: page }),
      await visit(app, { path: "/.homeport/status" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 302, 401]);
    for (const { body } of answers) expect(String(body)).not.toContain("stopped");
    expect(startsOf(app)).toBe(0);
    expect((await stateOf(app))?.generation).toBe(1);
  });
});

describe("an app that died behind a row that says it runs", () => {
  test.each([
    ["a visit", {}],
    ["an upload, of which nothing was delivered", { method: "POST", body: Buffer.alloc(300_000) }],
  ])("is started by %s, which is answered", async (_what, asked) => {
    const app = await runningApp();
    expect((await visit(app)).status).toBe(200);
    die(app);
    const before = startsOf(app);
    expect((await visit(app, asked)).status).toBe(200);
    expect(startsOf(app)).toBe(before + 1);
  });

  test("is asked for once by a request, and what the host finds then is told", async () => {
    const app = await runningApp();
    die(app);
    onStart = (desired) => apps.say(desired, "running");
    const answer = await visit(app);
    expect([answer.status, errorOf(answer).code]).toEqual([502, "TARGET_REFUSED"]);
  });

  test("is found by an upgrade, too", async () => {
    const app = await runningApp();
    die(app);
    const socket = new WebSocket(`ws://127.0.0.1:${bed.relay.port}/`, {
      headers: { Host: app.host },
    });
    await once(socket, "open");
    socket.terminate();
    expect(startsOf(app)).toBe(2);
  });
});

describe("the page of an app that starts", () => {
  const key = `hpk_wakestest1_${"s".repeat(43)}`;

  test("shows the app's own title and icon, and its log to those who operate it and to nobody else", async () => {
    const app = await stoppedApp({ manifest: { title: "Field notes", icon: "✎" } });
    onStart = (desired) => apps.say(desired, "starting");
    const { actor, organizationId = "" } = bed.stores.owner;
    await bed.stores.db.orm.insert(schema.apiKeys).values({
      ...{ id: newId(), organizationId, userId: actor.kind === "user" ? actor.userId : "" },
      ...{ name: "own", prefix: "hpk_wakestest1", secretHash: sha256(key) },
      scopes: { apps: "all", api: false },
    });
    const stranger = String((await visit(app, { headers: page })).body);
    expect(stranger).toContain("<h1>Starting Field notes</h1>");
    expect(stranger).toContain("✎");
    expect(stranger).not.toContain(app.appId);
    const own = await stoppedApp({ level: "members" });
    const headers = { ...page, "X-Homeport-Key": key };
    const owner = String((await visit(own, { headers })).body);
    expect(owner).toContain(`href="http://localhost:3000/apps/${own.appId}"`);
  });

  test("says why a start failed, and offers another try", async () => {
    const app = await stoppedApp();
    onStart = (desired) => apps.say(desired, "failed", "START_TIMEOUT");
    const answer = await visit(app, { headers: page });
    expect([answer.status, answer.headers["x-homeport-gate"]]).toEqual([503, "301"]);
    const text = String(answer.body);
    expect(text).toContain("did not start</h1>");
    expect(text).toContain("did not get ready in time.");
    expect(text).toContain("Try again");
  });

  test("is not what a frame inside another page is given early", async () => {
    const app = await stoppedApp();
    const begun = Promise.withResolvers<AppDesired>();
    onStart = begun.resolve;
    const framed = visit(app, { headers: { ...page, "Sec-Fetch-Dest": "iframe" } });
    // By the time that a page which came later was given up, the frame still waits.
    expect((await visit(app, { headers: page })).status).toBe(503);
    run(await begun.promise);
    expect((await framed).status).toBe(200);
  });
});

describe("what /.homeport/status says of an app", () => {
  const status = async (app: ManagedApp) =>
    JSON.parse(String((await visit(app, { path: "/.homeport/status" })).body));

  test("is how it is, since when, and when to ask again; and it starts nothing", async () => {
    const app = await stoppedApp();
    expect(await status(app)).toMatchObject({ status: "stopped", code: null, retryAfterMs: 1_000 });
    onStart = (desired) => apps.say(desired, "failed", "EXITED");
    await visit(app);
    expect(await status(app)).toMatchObject({
      ...{ status: "failed", code: "EXITED", retryAfterMs: 5_000 },
    });
    onStart = run;
    await startApp(bed.stores.owner, app);
    await isSoon(app, "running");
    const runs = await status(app);
    expect(runs).toMatchObject({ status: "running", code: null, retryAfterMs: null });
    expect(runs.sinceMs).toBeLessThan(60_000);
    expect(startsOf(app)).toBe(2);
  });
});

describe("an app that runs", () => {
  test("is told nothing of a start by its own refusals, which pass untouched", async () => {
    const app = await runningApp();
    const answers = [await visit(app, { path: "/teapot" }), await visit(app, { path: "/broken" })];
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual([
      "418 teapot",
      "503 broken",
    ]);
    for (const { headers } of answers) {
      expect([headers["x-app"], headers["x-homeport-gate"]]).toEqual(["own", undefined]);
    }
    expect(startsOf(app)).toBe(1);
  });

  test("is not looked up for a page of thirty assets while nothing changes", async () => {
    const app = await runningApp();
    await visit(app);
    expect(await statusReads()).toBeGreaterThan(0);
    // The change log tells of the start once more, a moment after Redis did.
    await waitFor(
      async () => {
        const before = await statusReads();
        const answers = await Promise.all(Array.from({ length: 30 }, () => visit(app)));
        expect(answers.every(({ status }) => status === 200)).toBe(true);
        return (await statusReads()) === before;
      },
      { deadlineMs },
    );
  });
});
