import { systemClock } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { enrollMachine, type HostsFixture, openFixture } from "../../test/fixture.ts";
import { bringOnline, type ManagedApp, runningManaged } from "../../test/managed-app.ts";
import type { HostsContext } from "../context.ts";
import { requestOperation } from "../operation/request.ts";
import { findPending } from "../operation/store.ts";
import { createEnsureRunning, requestStart, type StartOutcome } from "./ensure-running.ts";
import { lockApp } from "./lifecycle-store.ts";
import { uninstallApp } from "./operate.ts";

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

async function stoppedApp(): Promise<ManagedApp> {
  const app = await runningManaged(ctx, hostId);
  await app.report("stopped");
  return app;
}

async function startsOf(app: ManagedApp): Promise<number> {
  return (await app.operations()).filter(({ kind }) => kind === "start").length;
}

const visits = 30;

describe("thirty visits at once, on replicas that know nothing of each other", () => {
  test("begin one start, and every one of them learns of it", async () => {
    const app = await stoppedApp();
    const outcomes = await Promise.all(
      Array.from({ length: visits }, () => requestStart(ctx, { appId: app.appId, cause: "visit" })),
    );
    const generation = (await app.row())?.generation;
    expect(outcomes.filter((one) => one.kind === "starting" && one.isNew)).toHaveLength(1);
    expect(new Set(outcomes.map((one) => one.kind === "starting" && one.generation))).toEqual(
      new Set([generation]),
    );
    expect(await startsOf(app)).toBe(1);
  });

  test("control: looking first and claiming then begins one generation after the other", async () => {
    const app = await stoppedApp();
    let arrived = 0;
    const allLooked = Promise.withResolvers<void>();
    const claims = Array.from({ length: 8 }, () =>
      fixture.db.system("test", async (tx, after) => {
        const seen = await findPending(tx, app.appId);
        arrived += 1;
        if (arrived === 8) allLooked.resolve();
        await allLooked.promise;
        const row = await lockApp(tx, app.appId);
        if (row === null || seen !== null) return;
        const pending = await findPending(tx, app.appId);
        const asStop = pending === null ? null : { ...pending, kind: "stop" as const };
        await requestOperation(ctx, { tx, after }, row, asStop, {
          kind: "start",
          cause: "visit",
          desired: "running",
        });
      }),
    );
    await Promise.all(claims);
    expect(await startsOf(app)).toBe(8);
  });
});

describe("thirty visits at once in one process", () => {
  function starter(before: () => Promise<void> | undefined) {
    let asked = 0;
    const ensureRunning = createEnsureRunning({
      clock: systemClock,
      async request(): Promise<StartOutcome> {
        asked += 1;
        await before();
        return { kind: "starting", generation: 2, isNew: true };
      },
    });
    return { ensureRunning, asked: () => asked };
  }

  test("ask the store once, and none is dropped", async () => {
    const { ensureRunning, asked } = starter(() => undefined);
    const outcomes = await Promise.all(Array.from({ length: visits }, () => ensureRunning("a")));
    expect(outcomes).toHaveLength(visits);
    expect(new Set(outcomes).size).toBe(1);
    expect(asked()).toBe(1);
  });

  test("control: a claim after the first await asks it thirty times", async () => {
    const { ensureRunning, asked } = starter(() => undefined);
    const known = new Map<string, Promise<StartOutcome>>();
    async function claimLate(appId: string): Promise<StartOutcome> {
      const found = known.get(appId);
      await Promise.resolve();
      if (found !== undefined) return await found;
      const outcome = ensureRunning(`${appId} ${known.size} ${asked()}`);
      known.set(appId, outcome);
      return await outcome;
    }
    await Promise.all(Array.from({ length: visits }, () => claimLate("a")));
    expect(asked()).toBe(visits);
  });
});

test("of a start and an uninstallation at once the uninstallation wins, whichever comes first", async () => {
  for (let round = 0; round < 10; round += 1) {
    const app = await stoppedApp();
    const wishes = [
      () => requestStart(ctx, { appId: app.appId, cause: "visit" }),
      () => uninstallApp(ctx, app),
    ];
    if (round % 2 === 1) wishes.reverse();
    await Promise.all(wishes.map((wish) => wish()));
    expect(await app.row()).toMatchObject({ desired: "uninstalled", status: "uninstalling" });
    expect((await app.operations())[0]).toMatchObject({ kind: "uninstall", state: "queued" });
  }
});
