import type { Server } from "node:http";
import { readAppState, startApp, stopApp } from "@homeport/hosts";
import { waitFor } from "@homeport/testkit";
import type { AppDesired } from "@homeport/tunnel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, ask } from "./ask.ts";
import { installTestApp, type ManagedApp } from "./managed-app.ts";
import { type ScriptedApps, scriptApps } from "./scripted-apps.ts";
import {
  answerRequest,
  bareDialects,
  everyDialect,
  fullDialects,
  subRequest,
} from "./sub-request.ts";
import { openTestBed, portOf, type TestBed } from "./test-bed.ts";
import { addHost } from "./test-stores.ts";

const page = { Accept: "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

let bed: TestBed;
let port: number;
let apps: ScriptedApps;
let app: ManagedApp;
let onStart: (desired: AppDesired) => void;
let starts = 0;

beforeAll(async () => {
  bed = await openTestBed({ relay: { limits: { navigationWaitMs: 200, proxyHoldMs: 1_000 } } });
  port = await listen(bed.relay.relay.gateServer);
  apps = scriptApps(bed.agent, (desired) => {
    const kind = desired.operation?.kind;
    if (kind === "install") apps.say(desired, "installed");
    if (kind === "stop") apps.say(desired, "stopped");
    if (kind !== "start") return;
    starts += 1;
    onStart(desired);
  });
  app = await installTestApp(bed.stores, { hostId: bed.host.hostId });
  await bed.relay.knows(app.appId);
});
afterAll(() => bed[Symbol.asyncDispose]());

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return portOf(server);
}

const hostname = () => app.host.split(":")[0] ?? "";

function decide(dialect: (typeof everyDialect)[number], headers = {}): Promise<Answer> {
  return ask(port, subRequest(dialect, { hostname: hostname(), headers }));
}

async function isSoon(status: string): Promise<void> {
  await waitFor(async () => (await readAppState(bed.stores.hosts, app))?.status === status, {
    deadlineMs: 15_000,
  });
}

async function stop(): Promise<void> {
  await isSoon("running");
  await stopApp(bed.stores.owner, app);
  await isSoon("stopped");
}

/** A start that goes on until it is said to be over. */
async function startSlowly(): Promise<AppDesired> {
  const begun = Promise.withResolvers<AppDesired>();
  onStart = (desired) => {
    apps.say(desired, "starting");
    begun.resolve(desired);
  };
  await startApp(bed.stores.owner, app);
  return await begun.promise;
}

test("a question about an app that is stopped starts it, and is answered when it runs", async () => {
  await isSoon("stopped");
  onStart = (desired) => apps.say(desired, "running");
  const answers = await Promise.all(everyDialect.map((dialect) => decide(dialect)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 204, 200, 200]);
  expect(starts).toBe(1);
  await stop();
});

test("one that is held for too long is refused: with the page, or barely and the page behind it", async () => {
  const desired = await startSlowly();
  for (const dialect of fullDialects) {
    const shown = await decide(dialect, page);
    expect([shown.status, shown.headers["x-homeport-gate"]], dialect).toEqual([503, "300"]);
    expect(String(shown.body), dialect).toContain("data-watch");
  }
  for (const dialect of bareDialects) {
    const bare = await decide(dialect, page);
    expect([bare.status, String(bare.body)], dialect).toEqual([401, ""]);
    const shown = await ask(port, answerRequest(dialect, { hostname: hostname(), headers: page }));
    expect([shown.status, shown.headers["x-homeport-gate"]], dialect).toEqual([503, "300"]);
  }
  const asked = { host: app.host, path: "/.homeport/status" };
  const status = await ask(port, { ...asked, headers: { "X-Forwarded-For": "198.51.100.7" } });
  expect(JSON.parse(String(status.body))).toMatchObject({ status: "starting", code: null });
  const program = await decide("caddy");
  expect([program.status, program.headers["retry-after"]]).toEqual([503, "2"]);
  apps.say(desired, "running");
  await isSoon("running");
  const now = await ask(port, answerRequest("nginx", { hostname: hostname(), headers: page }));
  expect([now.status, now.headers["x-homeport-gate"]]).toEqual([503, "216"]);
  expect((await decide("nginx", page)).status).toBe(204);
});

test("one about an app whose host is away starts nothing, and says so", async () => {
  const host = await addHost(bed.stores);
  app = await installTestApp(bed.stores, { hostId: host.hostId });
  await bed.relay.knows(app.appId);
  const answer = await decide("traefik");
  expect([answer.status, answer.headers["x-homeport-gate"]]).toEqual([503, "302"]);
  expect((await decide("haproxy")).status).toBe(401);
  expect((await readAppState(bed.stores.hosts, app))?.generation).toBe(1);
});
