import { type EnsureRunning, listOperations, readAppState, uninstallApp } from "@homeport/hosts";
import { newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import type { AppDesired } from "@homeport/tunnel";
import { expect, test } from "vitest";
import { openWaker } from "../src/wake/open-waker.ts";
import { ask } from "./ask.ts";
import { installTestApp } from "./managed-app.ts";
import { type ScriptedApps, scriptApps } from "./scripted-apps.ts";
import { openTestFleet, type TestFleet } from "./test-fleet.ts";
import { addHost, openTestStores, type TestStores } from "./test-stores.ts";

const deadlineMs = 15_000;

interface Stage extends AsyncDisposable {
  readonly fleet: TestFleet;
  readonly app: Awaited<ReturnType<typeof installTestApp>>;
  /** Generations for which the agent has run its command, in order. */
  readonly ups: number[];
  /** Thirty visits at once, every second one on each relay. */
  visit(): Promise<number[]>;
}

/** Two relays, and one agent with a tunnel to each, which has an app that is stopped. */
async function openStage(ensureRunning?: (own: EnsureRunning) => EnsureRunning): Promise<Stage> {
  const seams = ensureRunning === undefined ? {} : { ensureRunning };
  const running = new Set<string>();
  const fleet = await openTestFleet({
    ...{ relays: 2, relay: { seams, limits: { startHoldMs: 10_000 } } },
    target: (_request, response) => response.end("here"),
  });
  const ups: number[] = [];
  const done = new Map<string, number>();
  // One agent: what it has done it has done, whichever tunnel brought the word.
  const act = (desired: AppDesired, apps: ScriptedApps) => {
    if (desired.generation <= (done.get(desired.appId) ?? 0)) return;
    done.set(desired.appId, desired.generation);
    if (desired.operation?.kind === "install") apps.say(desired, "installed");
    if (desired.operation?.kind !== "start") return;
    ups.push(desired.generation);
    running.add(desired.appId);
    apps.say(desired, "running");
  };
  const runsAt = (appId: string) => (running.has(appId) ? fleet.target.url : null);
  for (const at of [0, 1]) scriptApps(await fleet.dial(at, { slot: at, runsAt }), act);
  const app = await installTestApp(fleet.stores, { hostId: fleet.host.hostId });
  for (const relay of fleet.relays) await relay.knows(app.appId);
  await waitFor(async () => (await readAppState(fleet.stores.hosts, app))?.status === "stopped", {
    deadlineMs,
  });
  return {
    ...{ fleet, app, ups },
    async visit() {
      const visits = Array.from({ length: 30 }, (_, at) =>
        ask(fleet.relay(at % 2).port, { host: app.host, path: `/asset-${at}` }),
      );
      return (await Promise.all(visits)).map(({ status }) => status);
    },
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}

test("thirty parallel visits on two relays to a stopped app run one start, and each gets 200", async () => {
  await using stage = await openStage();
  expect(await stage.visit()).toEqual(Array.from({ length: 30 }, () => 200));
  expect(stage.ups).toEqual([2]);
  const { items } = await listOperations(stage.fleet.stores.owner, stage.app);
  expect(items.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    "start done",
    "install done",
  ]);
});

test("control: where the claim comes after the look, the app is started more than once", async () => {
  const stores = Promise.withResolvers<TestStores>();
  const told = Promise.withResolvers<(generation: number) => Promise<unknown>>();
  const bothLooked = Promise.withResolvers<void>();
  let asked = 0;
  let looked = 0;
  let claims: Promise<number> = Promise.resolve(0);

  /** The first two look before either claims; everybody else comes when both have. */
  async function claimLate(appId: string): Promise<number> {
    asked += 1;
    if (asked > 2) {
      await bothLooked.promise;
      return await claims;
    }
    const { hosts } = await stores.promise;
    const seen = await readAppState(hosts, { appId });
    looked += 1;
    if (looked === 2) bothLooked.resolve();
    await bothLooked.promise;
    if (seen?.status !== "stopped") return seen?.generation ?? 0;
    // One after the other, so that the agent learns of each.
    claims = claims.then(async () => {
      const generation = await begin(appId);
      await (await told.promise)(generation);
      return generation;
    });
    return await claims;
  }

  async function begin(appId: string): Promise<number> {
    const { db, feed } = await stores.promise;
    await db.sql.query(
      `UPDATE app_operations SET state = 'failed', finished_at = now()
       WHERE app_id = $1 AND state IN ('queued', 'running')`,
      [appId],
    );
    const [row] = await db.sql.query(
      `UPDATE apps SET generation = generation + 1, desired = 'running', status = 'starting'
       WHERE id = $1 RETURNING generation`,
      [appId],
    );
    const generation = Number(row?.["generation"]);
    await db.sql.query(
      `INSERT INTO app_operations (id, app_id, kind, cause, generation, state)
       VALUES ($1, $2, 'start', 'visit', $3, 'queued')`,
      [newId(), appId, generation],
    );
    await feed.announce("app.desired", appId);
    return generation;
  }

  await using stage = await openStage(() => async (appId) => {
    return { kind: "starting", generation: await claimLate(appId), isNew: true };
  });
  stores.resolve(stage.fleet.stores);
  told.resolve((generation) => waitFor(() => stage.ups.includes(generation), { deadlineMs }));
  await stage.visit();
  expect(stage.ups).toEqual([2, 3]);
});

test("a start reads the real state: what is kept says stopped, the row is being removed, nothing starts", async () => {
  await using stores = await openTestStores();
  const host = await addHost(stores);
  const app = await installTestApp(stores, { hostId: host.hostId });
  await stores.db.sql.query(
    `WITH ended AS (UPDATE app_operations SET state = 'done', finished_at = now() WHERE app_id = $1)
     UPDATE apps SET status = 'stopped' WHERE id = $1`,
    [app.appId],
  );
  // A feed that tells of nothing, so that what is kept stays as it is.
  const feed = { ageMs: () => 0, ensureFresh: async () => true, subscribe: () => () => {} };
  using waker = openWaker({
    ...{ clock: stores.clock, metrics: stores.metrics, hosts: stores.hosts, feed },
    ...{ onHeld: () => {}, isDraining: () => false, events: { storeFailed: () => {} } },
    limits: { maxHeldAnApp: 9, maxHeldStarting: 9, heldLookMs: 500 },
  });
  expect((await waker.read(app.appId))?.status).toBe("stopped");
  await uninstallApp(stores.owner, app);
  const wish = { appId: app.appId, waitMs: 5_000, refused: null, whenGone: () => () => {} };
  await expect(waker.ready(wish)).rejects.toMatchObject({ code: "APP_REMOVING" });
  expect((await waker.read(app.appId))?.status).toBe("stopped");
  const { items } = await listOperations(stores.owner, app);
  expect(items.map(({ kind }) => kind)).toEqual(["uninstall", "install"]);
});
