import {
  listOperations,
  readAppState,
  readOperationLog,
  startApp,
  uninstallApp,
} from "@homeport/hosts";
import { createLog } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installTestApp } from "./managed-app.ts";
import { obey, type ScriptedApps, scriptApps } from "./scripted-apps.ts";
import { startTestAgent, type TestAgent } from "./test-agent.ts";
import { openTestBed, type TestBed } from "./test-bed.ts";
import { addHost } from "./test-stores.ts";

const deadlineMs = 15_000;
const lines: { msg: string; [field: string]: unknown }[] = [];
let bed: TestBed;
let apps: ScriptedApps;

beforeAll(async () => {
  const log = createLog({
    ...{ app: "relay", replica: "test", version: "0.0.0", stage: "test", level: "info" },
    stream: { write: (line: string) => void lines.push(JSON.parse(line)) },
  });
  bed = await openTestBed({ log, relay: { limits: { desiredEveryMs: 200 } } });
  apps = scriptApps(bed.agent);
});
afterAll(() => bed[Symbol.asyncDispose]());

async function statusOf(appId: string): Promise<string | undefined> {
  return (await readAppState(bed.stores.hosts, { appId }))?.status;
}

async function isSoon(appId: string, status: string | undefined): Promise<void> {
  await waitFor(async () => (await statusOf(appId)) === status, { deadlineMs });
}

/** An app that the scripted agent has installed; it is stopped. */
async function installed() {
  const app = await installTestApp(bed.stores, { hostId: bed.host.hostId });
  await apps.toldOf(app.appId, 1);
  apps.say({ appId: app.appId, generation: 1 }, "installed");
  await isSoon(app.appId, "stopped");
  return app;
}

async function metricOf(line: string): Promise<number> {
  const text = await bed.stores.metrics.text();
  const found = text.split("\n").find((one) => one.startsWith(`${line} `));
  return Number(found?.slice(line.length) ?? 0);
}

describe("what is wanted of an app", () => {
  test("reaches the agent when it changes, with the operation and what it needs of the manifest", async () => {
    const { appId, name } = await installTestApp(bed.stores, {
      hostId: bed.host.hostId,
      manifest: { icon: "N", rules: [{ path: "/x", match: "prefix", level: "public" }] },
    });
    const desired = await apps.toldOf(appId, 1);
    expect(desired).toMatchObject({
      ...{ name, desired: "stopped" },
      operation: { kind: "install", isIdle: false, deleteData: false },
      manifest: { process: { argv: ["serve"] } },
    });
    expect(Object.keys(desired.manifest as object)).not.toContain("icon");
    expect(Object.keys(desired.manifest as object)).not.toContain("rules");
  });

  test("is said again and again, without the operation once that is over", async () => {
    const { appId } = await installed();
    await waitFor(() => apps.told(appId).filter((one) => one.operation === null).length >= 2, {
      deadlineMs,
    });
  });

  test("is told to an agent that comes, of all its apps, and its coming counts as an access", async () => {
    const host = await addHost(bed.stores);
    const one = await installTestApp(bed.stores, { hostId: host.hostId });
    const two = await installTestApp(bed.stores, { hostId: host.hostId });
    const before = new Date().toISOString();
    await using agent = await startTestAgent({ port: bed.relay.port, host });
    const theirs = scriptApps(agent);
    await Promise.all([theirs.toldOf(one.appId, 1), theirs.toldOf(two.appId, 1)]);
    const visited = await bed.stores.db.sql.query(
      `SELECT id FROM apps WHERE host_id = $1 AND last_access_at > $2::timestamptz`,
      [host.hostId, before],
    );
    expect(visited).toHaveLength(2);
    expect(apps.told(one.appId)).toHaveLength(0);
  });

  test("goes to one tunnel of a host, and to the other when that is gone", async () => {
    const host = await addHost(bed.stores);
    const old = await startTestAgent({ port: bed.relay.port, host, slot: 0 });
    const oldApps = scriptApps(old);
    await using young: TestAgent = await startTestAgent({ port: bed.relay.port, host, slot: 1 });
    const youngApps = scriptApps(young);
    await bed.relay.tunnels(host.hostId, 2);
    await old[Symbol.asyncDispose]();
    await bed.relay.tunnels(host.hostId, 1);
    const { appId } = await installTestApp(bed.stores, { hostId: host.hostId });
    await youngApps.toldOf(appId, 1);
    expect(oldApps.told(appId)).toHaveLength(0);
  });
});

describe("what an agent says of an app", () => {
  test("is written in the order in which it was said, ends the operation and is told to operators", async () => {
    const { appId } = await installed();
    await startApp(bed.stores.owner, { appId });
    const at = { appId, generation: 2 };
    await apps.toldOf(appId, 2);
    apps.say(at, "starting");
    for (const text of ["one ", "two ", "three"]) {
      apps.control.send({ type: "app.log", ...at, text });
    }
    apps.say(at, "running");
    await isSoon(appId, "running");
    const { items } = await listOperations(bed.stores.owner, { appId });
    expect(items[0]).toMatchObject({ kind: "start", state: "done" });
    const operationId = items[0]?.operationId ?? "";
    const read = await readOperationLog(bed.stores.owner, { operationId });
    expect(read.text).toBe("one two three");
    const told = lines.filter((line) => line["appId"] === appId).map(({ msg }) => msg);
    expect(told).toEqual(expect.arrayContaining(["app.transition", "app.operation-finished"]));
    expect(
      await metricOf(`homeport_app_operations_total{kind="start",outcome="done"}`),
    ).toBeGreaterThanOrEqual(1);
    expect(
      await metricOf(`homeport_app_start_seconds_count{runtime="process"}`),
    ).toBeGreaterThanOrEqual(1);
  });

  test("changes nothing where the app is another host's, or the generation is over", async () => {
    const { appId } = await installed();
    const stranger = await addHost(bed.stores);
    await using agent = await startTestAgent({ port: bed.relay.port, host: stranger });
    const theirs = scriptApps(agent);
    await startApp(bed.stores.owner, { appId });
    theirs.say({ appId, generation: 2 }, "running");
    theirs.control.send({ type: "app.log", appId, generation: 2, text: "forged" });
    // Whoever waits for its own report knows that those before it were taken in.
    const own = await installTestApp(bed.stores, { hostId: stranger.hostId });
    theirs.say({ appId: own.appId, generation: 1 }, "installed");
    await isSoon(own.appId, "stopped");
    apps.say({ appId, generation: 1 }, "running");
    apps.say({ appId, generation: 2 }, "starting");
    await waitFor(
      async () => (await listOperations(bed.stores.owner, { appId })).items[0]?.state === "running",
      { deadlineMs },
    );
    expect(await statusOf(appId)).toBe("starting");
    const { items } = await listOperations(bed.stores.owner, { appId });
    const operationId = items[0]?.operationId ?? "";
    expect((await readOperationLog(bed.stores.owner, { operationId })).text).toBe("");
  });

  test("takes an app away that was uninstalled", async () => {
    const obedient = await addHost(bed.stores);
    await using agent = await startTestAgent({ port: bed.relay.port, host: obedient });
    scriptApps(agent, obey);
    const { appId } = await installTestApp(bed.stores, { hostId: obedient.hostId });
    await isSoon(appId, "stopped");
    await uninstallApp(bed.stores.owner, { appId });
    await isSoon(appId, undefined);
  });
});
