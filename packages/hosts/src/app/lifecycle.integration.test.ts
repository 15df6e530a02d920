import { schema } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  enrollMachine,
  type HostsFixture,
  holding,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import {
  bringOnline,
  installManaged,
  type ManagedApp,
  runningManaged,
} from "../../test/managed-app.ts";
import type { HostsContext } from "../context.ts";
import { revokeHost } from "../host/revoke.ts";
import { appendOperationLog } from "../operation/append-log.ts";
import { expireOperations } from "../operation/expire.ts";
import { listOperations, readOperationLog } from "../operation/list.ts";
import { requestStart } from "./ensure-running.ts";
import { getApp, getAppByName } from "./get.ts";
import { reinstallApp, startApp, stopApp, uninstallApp } from "./operate.ts";
import { noteAgentReturn, readDesiredApp, readDesiredApps } from "./read-desired.ts";
import { readManifest } from "./read-manifest.ts";
import { readAppState } from "./read-state.ts";
import { recordAppAccess } from "./record-access.ts";
import { removeApp } from "./remove.ts";
import { keepAlwaysOn, stopIdleApps } from "./stop-idle.ts";
import { updateAppSettings } from "./update-settings.ts";

let fixture: HostsFixture;
let ctx: HostsContext;
let hostId: string;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
  hostId = (await enrollMachine(ctx)).hostId;
  await bringOnline(ctx, hostId);
});
afterAll(() => fixture[Symbol.asyncDispose]());

const noDeadlines = { install: 0, start: 0, stop: 0, reinstall: 0, uninstall: 0 };

async function statusOf(app: ManagedApp) {
  const row = await app.row();
  return row === undefined ? null : `${row.status}, ${row.desired} wanted`;
}

async function newest(app: ManagedApp) {
  const [operation] = await app.operations();
  return operation && `${operation.kind} ${operation.state} ${operation.errorCode ?? ""}`.trim();
}

describe("an app that is installed", () => {
  test("goes from queued to running as its agent says, and its installation is over with that", async () => {
    const app = await installManaged(ctx, hostId);
    expect(await statusOf(app)).toBe("queued, running wanted");
    await app.report("installing");
    expect(await newest(app)).toBe("install running");
    await app.report("installed");
    expect(await statusOf(app)).toBe("starting, running wanted");
    const { moved, finished } = await app.report("running");
    expect(moved).toEqual({ from: "starting", to: "running" });
    expect(finished).toMatchObject({ kind: "install", outcome: "done", runtime: "process" });
    expect(await newest(app)).toBe("install done");
  });

  test("stays stopped when nobody asked for its start", async () => {
    const app = await installManaged(ctx, hostId, { isStarted: false });
    await app.report("installed");
    expect(await statusOf(app)).toBe("stopped, stopped wanted");
    expect(await newest(app)).toBe("install done");
  });

  test("is told to its agent without what only the gate and the console need", async () => {
    const rules = [{ path: "/", match: "prefix", level: "public" }];
    const app = await installManaged(ctx, hostId, { manifest: { icon: "T", rules } });
    const desired = await readDesiredApp(ctx, app);
    expect(desired).toMatchObject({ hostId, generation: 1, desired: "running", kind: "install" });
    expect(desired?.manifest).not.toHaveProperty("rules");
    expect(desired?.manifest).not.toHaveProperty("icon");
    expect(await readDesiredApps(ctx, { hostIds: [hostId] })).toContainEqual(desired);
    expect(await readDesiredApps(ctx, { hostIds: [] })).toEqual([]);
  });

  test("leaves nothing behind when its manifest has a problem, and all of them are said", async () => {
    const bad = { version: 1, name: "x", title: "", runtime: "process", process: { argv: [] } };
    const error = await Promise.resolve()
      .then(() => readManifest(bad))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "BAD_MANIFEST" });
    expect(String(Reflect.get(Object(error), "publicMessage"))).toMatch(/title.*process\.argv/);
  });

  test("is refused to whoever may not write, and on another organization's host", async () => {
    const reader = holding(ctx, "app.read", "app.operate");
    expect(await refusalOf(installManaged(reader, hostId))).toBe("NOT_PERMITTED");
    const other = await fixture.organization();
    expect(await refusalOf(installManaged(other, hostId))).toBe("HOST_NOT_FOUND");
  });
});

describe("a report", () => {
  test("of an older generation changes nothing", async () => {
    const app = await runningManaged(ctx, hostId);
    await stopApp(ctx, app);
    const { moved, isIgnored } = await app.report("running", { generation: 1 });
    expect({ moved, isIgnored }).toEqual({ moved: null, isIgnored: false });
    expect(await statusOf(app)).toBe("stopping, stopped wanted");
  });

  test("by another host changes nothing", async () => {
    const app = await runningManaged(ctx, hostId);
    const theirs = (await enrollMachine(ctx)).hostId;
    const { reportApp } = await import("./report.ts");
    const forged = { hostId: theirs, appId: app.appId, generation: 9, code: null, detail: null };
    expect(await reportApp(ctx, { ...forged, status: "missing" })).toMatchObject({
      moved: null,
      isIgnored: true,
    });
    expect(await statusOf(app)).toBe("running, running wanted");
  });

  test("of an end that nobody asked for fails the app, and says why", async () => {
    const app = await runningManaged(ctx, hostId);
    await app.report("exited", { code: "EXITED" });
    expect((await getApp(ctx, app)).failure).toMatchObject({
      code: "EXITED",
      sentence: "It ended by itself.",
    });
  });

  test("is announced for those who wait, once it is kept", async () => {
    const app = await installManaged(ctx, hostId);
    fixture.announced.length = 0;
    await app.report("running");
    expect(fixture.announced.sort()).toEqual([
      `app.desired ${app.appId}`,
      `app.status ${app.appId}`,
    ]);
    fixture.announced.length = 0;
    await app.report("running");
    expect(fixture.announced).toEqual([]);
  });
});

describe("operations", () => {
  test("that fail keep their code and what they printed, for those who operate apps", async () => {
    const app = await runningManaged(ctx, hostId);
    await app.report("exited");
    await startApp(ctx, app);
    const generation = (await app.row())?.generation ?? 0;
    const said = { hostId, appId: app.appId, generation };
    await appendOperationLog(ctx, { ...said, text: "one\u0000\n" });
    await appendOperationLog(ctx, { ...said, text: "x".repeat(65_530) });
    await appendOperationLog(ctx, { ...said, generation: 1, text: "older" });
    await app.report("failed", { code: "START_TIMEOUT" });
    const { items } = await listOperations(ctx, { appId: app.appId });
    expect(items[0]).toMatchObject({
      ...{ kind: "start", cause: "person", state: "failed", requestedBy: "Ada", hasLog: true },
      error: { code: "START_TIMEOUT" },
    });
    const operationId = items[0]?.operationId ?? "";
    const log = await readOperationLog(ctx, { operationId });
    expect(log.isOver).toBe(true);
    expect(log.text).toBe(`one\n${"x".repeat(65_530)}`.slice(-65_536));
    const reader = holding(ctx, "app.read");
    expect(await refusalOf(readOperationLog(reader, { operationId }))).toBe("NOT_PERMITTED");
    const other = await fixture.organization();
    expect(await refusalOf(readOperationLog(other, { operationId }))).toBe("OPERATION_NOT_FOUND");
    expect(await refusalOf(listOperations(other, app))).toBe("APP_NOT_FOUND");
  });

  test("are walked page by page, the newest first", async () => {
    const app = await runningManaged(ctx, hostId);
    await stopApp(ctx, app);
    await app.report("stopped");
    await startApp(ctx, app);
    const first = await listOperations(ctx, { appId: app.appId, limit: 2 });
    expect(first.items.map(({ kind }) => kind)).toEqual(["start", "stop"]);
    const cursor = first.nextCursor ?? "";
    const second = await listOperations(ctx, { appId: app.appId, limit: 2, cursor });
    expect(second.items.map(({ kind }) => kind)).toEqual(["install"]);
    expect(second.nextCursor).toBeNull();
  });

  test("take each other's place as the newer one says, and are joined when they are the same", async () => {
    const app = await runningManaged(ctx, hostId);
    const { operationId } = await stopApp(ctx, app);
    expect(await stopApp(ctx, app)).toEqual({ operationId });
    await startApp(ctx, app);
    expect((await app.operations()).map(({ kind, errorCode }) => [kind, errorCode])).toEqual([
      ["start", null],
      ["stop", "SUPERSEDED"],
      ["install", null],
    ]);
    expect(fixture.ended.at(-1)).toBe("stop superseded");
    expect(await statusOf(app)).toBe("stopping, running wanted");
    await app.report("stopped");
    expect(await statusOf(app)).toBe("starting, running wanted");
    await app.report("running");
    expect(await newest(app)).toBe("start done");
  });

  test("wait for an installation, but for its removal", async () => {
    const app = await installManaged(ctx, hostId);
    expect(await refusalOf(startApp(ctx, app))).toBe("OPERATION_PENDING");
    expect(await refusalOf(stopApp(ctx, app))).toBe("OPERATION_PENDING");
    await uninstallApp(ctx, app);
    expect(await statusOf(app)).toBe("uninstalling, uninstalled wanted");
  });

  test("are for those who may operate apps, and of apps that a host runs", async () => {
    const app = await runningManaged(ctx, hostId);
    const reader = holding(ctx, "app.read", "app.write");
    for (const operate of [startApp, stopApp, reinstallApp, uninstallApp]) {
      expect(await refusalOf(operate(reader, app))).toBe("NOT_PERMITTED");
      const other = await fixture.organization();
      expect(await refusalOf(operate(other, app))).toBe("APP_NOT_FOUND");
    }
    await ctx.db.orm.execute(sql`update apps set runtime = 'none' where id = ${app.appId}`);
    expect(await refusalOf(startApp(ctx, app))).toBe("NOT_MANAGED");
  });

  test("of which no host speaks any more end, and the app may be started again", async () => {
    const app = await runningManaged(ctx, hostId);
    await app.report("stopped");
    await startApp(ctx, app);
    expect(await expireOperations(ctx)).toBe(0);
    expect(await newest(app)).toBe("start queued");
    expect(await expireOperations(ctx, noDeadlines)).toBeGreaterThan(0);
    expect(await newest(app)).toBe("start failed AGENT_SILENT");
    expect(fixture.ended.at(-1)).toBe("start expired");
    expect(await statusOf(app)).toBe("failed, running wanted");
    await startApp(ctx, app);
    expect(await newest(app)).toBe("start queued");
  });

  test("of a host that is away wait for its return, but for a start, for which nobody waits", async () => {
    const away = (await enrollMachine(ctx, { name: "shed" })).hostId;
    const removed = await runningManaged(ctx, away);
    const started = await runningManaged(ctx, away);
    await uninstallApp(ctx, removed);
    await started.report("stopped");
    await startApp(ctx, started);
    await expireOperations(ctx, noDeadlines);
    expect(await newest(removed)).toBe("uninstall queued");
    expect(await newest(started)).toBe("start failed AGENT_SILENT");
  });
});

describe("an uninstallation", () => {
  const statuses = {
    queued: [],
    installing: ["installing"],
    starting: ["installed"],
    running: ["running"],
    failed: ["running", "exited"],
  } as const;

  test.each(Object.entries(statuses))("works from %s", async (status, reports) => {
    const app = await installManaged(ctx, hostId);
    for (const report of reports) await app.report(report);
    expect(await statusOf(app)).toBe(`${status}, running wanted`);
    await uninstallApp(ctx, { appId: app.appId, deleteData: true });
    expect(await readDesiredApp(ctx, app)).toMatchObject({
      ...{ desired: "uninstalled", kind: "uninstall", deleteData: true },
    });
    expect((await app.report("removed")).moved).toEqual({ from: "uninstalling", to: "gone" });
    expect(await statusOf(app)).toBeNull();
  });

  test("frees the name at once, while the host has still to do it", async () => {
    const manifest = { name: "shared-name" };
    const old = await runningManaged(ctx, hostId, { manifest });
    expect(await refusalOf(installManaged(ctx, hostId, { manifest }))).toBe("APP_NAME_TAKEN");
    await uninstallApp(ctx, old);
    const next = await installManaged(ctx, hostId, { manifest });
    expect((await getAppByName(ctx, { app: "shared-name" })).appId).toBe(next.appId);
    await old.report("removed");
    expect(await statusOf(next)).toBe("queued, running wanted");
  });

  test("that failed is wanted still, and over when the agent has done it after all", async () => {
    const app = await runningManaged(ctx, hostId);
    await uninstallApp(ctx, app);
    await app.report("failed", { code: "COMPOSE_FAILED" });
    expect(await statusOf(app)).toBe("failed, uninstalled wanted");
    expect(await readDesiredApp(ctx, app)).toMatchObject({
      desired: "uninstalled",
      kind: "uninstall",
    });
    await app.report("removed");
    expect(await statusOf(app)).toBeNull();
  });

  test("is begun again by whoever asks, and beats whatever wants the app to run", async () => {
    const app = await runningManaged(ctx, hostId);
    await uninstallApp(ctx, app);
    await app.report("failed", { code: "COMPOSE_FAILED" });
    await uninstallApp(ctx, app);
    expect(await newest(app)).toBe("uninstall queued");
    expect(await requestStart(ctx, { appId: app.appId, cause: "visit" })).toMatchObject({
      code: "APP_REMOVING",
    });
    expect(await refusalOf(reinstallApp(ctx, app))).toBe("OPERATION_PENDING");
    expect(await refusalOf(startApp(ctx, app))).toBe("OPERATION_PENDING");
  });

  test("is over at once where no host will ever do it", async () => {
    const gone = (await enrollMachine(ctx, { name: "cellar" })).hostId;
    const app = await runningManaged(ctx, gone);
    await revokeHost(ctx, { hostId: gone });
    expect(await uninstallApp(ctx, app)).toEqual({ operationId: null });
    expect(await statusOf(app)).toBeNull();
  });

  test("is how an app that a host runs is removed", async () => {
    const app = await runningManaged(ctx, hostId);
    expect(await refusalOf(removeApp(ctx, app))).toBe("APP_MANAGED");
  });
});

test("an app is made anew in one operation, and runs afterwards", async () => {
  const app = await runningManaged(ctx, hostId);
  await app.report("missing", { code: "MISSING" });
  expect(await statusOf(app)).toBe("failed, running wanted");
  await reinstallApp(ctx, app);
  expect(await statusOf(app)).toBe("queued, running wanted");
  await app.report("running");
  expect(await newest(app)).toBe("reinstall done");
});

describe("an idle app", () => {
  const minute = 60_000;

  async function idle(manifest: object = {}, agedMs = 2 * minute + 1_000): Promise<ManagedApp> {
    const app = await runningManaged(ctx, hostId, {
      manifest: { idleStopMs: minute, ...manifest },
    });
    await app.age("last_access_at", agedMs);
    return app;
  }

  test("is stopped a minute after its time, since its row is a minute late", async () => {
    const [fresh, old] = [await idle({}, 2 * minute - 2_000), await idle()];
    expect(await stopIdleApps(ctx)).toBe(1);
    expect(await statusOf(fresh)).toBe("running, running wanted");
    expect(await statusOf(old)).toBe("stopping, stopped wanted");
    expect(await readDesiredApp(ctx, old)).toMatchObject({ kind: "stop", isIdle: true });
    expect((await old.operations())[0]).toMatchObject({ cause: "idle", requestedBy: null });
  });

  test("that is always on, or has no idle time, is never stopped", async () => {
    const apps = [
      await idle({ idleStopMs: null }),
      await runningManaged(ctx, hostId, { manifest: { alwaysOn: true } }),
    ];
    for (const app of apps) await app.age("last_access_at", 400 * 24 * 60 * minute);
    expect(await stopIdleApps(ctx)).toBe(0);
  });

  test("that is visited between the look and the write is kept", async () => {
    const app = await idle();
    const { findIdle, lockIfIdle } = await import("./lifecycle-store.ts");
    const [seen] = (await findIdle(ctx.db.orm, minute, 10)).filter(
      ({ appId }) => appId === app.appId,
    );
    if (seen === undefined) throw new Error("it is not idle");
    expect(await ctx.db.system("test", (tx) => lockIfIdle(tx, seen))).not.toBeNull();
    await recordAppAccess(ctx, app);
    expect(await ctx.db.system("test", (tx) => lockIfIdle(tx, seen))).toBeNull();
    expect(await stopIdleApps(ctx)).toBe(0);
  });

  test("whose agent comes back counts as visited", async () => {
    const app = await idle();
    await noteAgentReturn(ctx, { hostId });
    expect(await stopIdleApps(ctx)).toBe(0);
    expect(await statusOf(app)).toBe("running, running wanted");
  });

  test("that turns out to be in use goes on, and is left alone for its time", async () => {
    const app = await idle();
    await stopIdleApps(ctx);
    const { moved, finished } = await app.report("busy");
    expect(moved).toEqual({ from: "stopping", to: "running" });
    expect(finished).toMatchObject({ kind: "stop", outcome: "failed", code: "BUSY" });
    expect(await statusOf(app)).toBe("running, running wanted");
    expect(await stopIdleApps(ctx)).toBe(0);
  });

  test("that a person stops is stopped, in use or not", async () => {
    const app = await runningManaged(ctx, hostId);
    await stopApp(ctx, app);
    expect((await app.report("busy")).isIgnored).toBe(true);
    expect(await statusOf(app)).toBe("stopping, stopped wanted");
  });
});

describe("an app that is always on", () => {
  test("is started when it is seen stopped, and waits out the back-off when it fails", async () => {
    const app = await runningManaged(ctx, hostId, { manifest: { alwaysOn: true } });
    await app.report("stopped");
    expect(await keepAlwaysOn(ctx)).toBe(1);
    expect(await keepAlwaysOn(ctx)).toBe(0);
    await app.report("failed", { code: "START_TIMEOUT" });
    expect(await keepAlwaysOn(ctx)).toBe(0);
    await ctx.db.orm
      .update(schema.appOperations)
      .set({ finishedAt: sql`now() - interval '6 seconds'` })
      .where(eq(schema.appOperations.appId, app.appId));
    expect(await keepAlwaysOn(ctx)).toBe(1);
  });

  test("stays stopped when a person stopped it", async () => {
    const app = await runningManaged(ctx, hostId, { manifest: { alwaysOn: true } });
    await stopApp(ctx, app);
    await app.report("stopped");
    expect(await keepAlwaysOn(ctx)).toBe(0);
  });
});

describe("settings", () => {
  test("change when an app runs, and are told to its agent's relay", async () => {
    const app = await runningManaged(ctx, hostId);
    fixture.announced.length = 0;
    await updateAppSettings(ctx, { appId: app.appId, idleStopMs: 120_000, autostart: false });
    expect(await getApp(ctx, app)).toMatchObject({ idleStopMs: 120_000, autostart: false });
    expect(fixture.announced).toContain(`app.desired ${app.appId}`);
    expect(await requestStart(ctx, { appId: app.appId, cause: "visit" })).toMatchObject({
      code: "APP_STOPPED",
    });
  });

  test("that contradict each other are refused, and so are those of an app that no host runs", async () => {
    const app = await runningManaged(ctx, hostId);
    const change = (settings: object) =>
      refusalOf(updateAppSettings(ctx, { appId: app.appId, ...settings }));
    expect(await change({ alwaysOn: true })).toBe("SETTINGS_CONTRADICT");
    expect(await change({ alwaysOn: true, idleStopMs: null })).toBeNull();
    expect(await change({ idleStopMs: 60_000 })).toBe("SETTINGS_CONTRADICT");
    expect(await change({ autostart: false })).toBe("SETTINGS_CONTRADICT");
    await ctx.db.orm.execute(sql`update apps set runtime = 'none' where id = ${app.appId}`);
    expect(await change({ idleStopMs: 60_000 })).toBe("NOT_MANAGED");
    expect(await change({ title: "Other" })).toBeNull();
  });
});

test("the state that visitors wait for tells since when, and is none for an app that no host runs", async () => {
  const app = await installManaged(ctx, hostId);
  expect(await readAppState(ctx, app)).toMatchObject({
    status: "queued",
    code: null,
    generation: 1,
  });
  expect((await readAppState(ctx, app))?.sinceMs).toBeGreaterThanOrEqual(0);
  await ctx.db.orm.execute(sql`update apps set runtime = 'none' where id = ${app.appId}`);
  expect(await readAppState(ctx, app)).toBeNull();
});
