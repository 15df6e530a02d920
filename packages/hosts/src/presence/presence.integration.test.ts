import { connectRedis, type RedisLink } from "@homeport/coordination";
import { schema } from "@homeport/db";
import { createMetrics, type Metrics, silentLog, systemClock } from "@homeport/platform";
import { freshRedis, ownRedis } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { enrollMachine, type HostsFixture, openFixture } from "../../test/fixture.ts";
import type { HostsContext } from "../context.ts";
import { type Directory, openDirectory } from "../directory/directory.ts";
import type { OwnTunnel } from "../directory/records.ts";
import { getHost } from "../host/get.ts";
import { listHosts } from "../host/list.ts";
import { revokeHost } from "../host/revoke.ts";
import type { ReconcileDeps } from "./deps.ts";
import type { PresenceReport } from "./fold.ts";
import { readPresence } from "./read.ts";
import { reconcilePresence } from "./reconcile.ts";
import { recordRefusals } from "./record-refusals.ts";
import { reportPresence } from "./report.ts";

const minuteMs = 60_000;

let stack: AsyncDisposableStack;
let fixture: HostsFixture;
let ctx: HostsContext;
let redis: RedisLink;
let directory: Directory;
let metrics: Metrics;
let deps: ReconcileDeps;

async function connect(url: string): Promise<RedisLink> {
  return await connectRedis({ url, use: "directory", clock: systemClock, log: silentLog, metrics });
}

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  metrics = createMetrics({ app: "test", version: "0" });
  fixture = stack.use(await openFixture());
  const store = stack.use(await freshRedis());
  redis = stack.use(await connect(store.url));
});
afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  await redis.client.flushdb();
  await fixture.db.orm.delete(schema.hostPresence);
  ctx = await fixture.organization();
  metrics = createMetrics({ app: "test", version: "0" });
  directory = openDirectory({ redis, metrics });
  deps = { db: fixture.db, directory, metrics, log: silentLog };
  await startRelay();
  await growOld();
});

async function startRelay(relayId = "relay-1"): Promise<void> {
  await directory.publishRelay({
    relayId,
    lease: { boot: "boot", internalUrl: "http://127.0.0.1:1", draining: false, startedAtMs: 1 },
  });
}

/** As if the directory had been in use for ten minutes. */
async function growOld(): Promise<void> {
  await redis.client.set("homeport:directory:born", Date.now() - 10 * minuteMs);
}

function tunnel(hostId: string, epoch: number, relayId = "relay-1"): OwnTunnel {
  return {
    hostId,
    relayId,
    epoch,
    record: {
      boot: "boot",
      run: 1,
      slot: 0,
      wire: "websocket",
      connectedAtMs: 1,
      agentVersion: "1.0.0",
      draining: false,
    },
  };
}

function connected(hostId: string, epoch: number, relayId = "relay-1"): PresenceReport {
  return { kind: "connected", hostId, relayId, run: 1, epoch };
}

function ended(hostId: string, epoch: number, relayId = "relay-1"): PresenceReport {
  return { kind: "disconnected", hostId, relayId, run: 1, epoch, reason: "SILENT" };
}

async function dialIn(hostId: string, epoch: number, relayId = "relay-1"): Promise<void> {
  await directory.publishTunnel(tunnel(hostId, epoch, relayId));
  await reportPresence(deps, [connected(hostId, epoch, relayId)]);
}

async function hangUp(hostId: string, epoch: number, relayId = "relay-1"): Promise<void> {
  await directory.remove({ hostId, relayId, epoch, boot: "boot" });
  await reportPresence(deps, [ended(hostId, epoch, relayId)]);
}

async function seen(hostId: string) {
  const { online, reason, relayIds, since, lastSeenAt } = await getHost(ctx, { hostId });
  // A relay that has to say why a host does not answer says the same as the console.
  expect(await readPresence(deps, { hostId })).toEqual({ online, reason, lastSeenAt });
  return { online, reason, relayIds, since, lastSeenAt };
}

describe("a host", () => {
  test("is online from its first tunnel to the end of its last, then offline with the reason", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    expect(await seen(hostId)).toMatchObject({ online: true, reason: null, relayIds: ["relay-1"] });
    await hangUp(hostId, 5);
    const after = await seen(hostId);
    expect(after).toMatchObject({ online: false, reason: "SILENT", relayIds: [] });
    expect(after.since).toBeInstanceOf(Date);
  });

  test("stays online by its other tunnel, whichever of the two ends first", async () => {
    await startRelay("relay-2");
    for (const [first, second] of [
      [5, 6],
      [6, 5],
    ] as const) {
      const { hostId } = await enrollMachine(ctx);
      await dialIn(hostId, 5, "relay-1");
      await dialIn(hostId, 6, "relay-2");
      const relayOf = (epoch: number) => (epoch === 5 ? "relay-1" : "relay-2");
      await hangUp(hostId, first, relayOf(first));
      expect(await seen(hostId)).toMatchObject({ online: true });
      await hangUp(hostId, second, relayOf(second));
      expect(await seen(hostId)).toMatchObject({ online: false, reason: "SILENT" });
    }
  });

  test("keeps the moment since when it is online while tunnels come and go", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    const { since } = await seen(hostId);
    await dialIn(hostId, 6);
    await hangUp(hostId, 5);
    expect((await seen(hostId)).since).toEqual(since);
  });

  test("that came and went within one batch is offline", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await directory.remove({ hostId, relayId: "relay-1", epoch: 5, boot: "boot" });
    const batch = [ended(hostId, 5), connected(hostId, 6), ended(hostId, 6)];
    expect(await reportPresence(deps, batch)).toEqual({ online: 0, offline: 1 });
    expect(await seen(hostId)).toMatchObject({ online: false });
  });

  test("that nobody knows is passed over", async () => {
    expect(await reportPresence(deps, [connected("unknown", 1)])).toEqual({
      online: 0,
      offline: 0,
    });
  });
});

describe("an agent that is turned away", () => {
  test("leaves its reason at a host that is offline, also at one that was never online", async () => {
    const [stopped, fresh] = [await enrollMachine(ctx), await enrollMachine(ctx)];
    await dialIn(stopped.hostId, 5);
    await hangUp(stopped.hostId, 5);
    await recordRefusals(deps, [
      { hostId: stopped.hostId, reason: "FLAPPING" },
      { hostId: fresh.hostId, reason: "VERSION_TOO_OLD" },
      { hostId: "unknown", reason: "FLAPPING" },
    ]);
    expect(await seen(stopped.hostId)).toMatchObject({ online: false, reason: "FLAPPING" });
    expect(await seen(fresh.hostId)).toMatchObject({ online: false, reason: "VERSION_TOO_OLD" });
    await dialIn(fresh.hostId, 6);
    expect(await seen(fresh.hostId)).toMatchObject({ online: true, reason: null });
  });

  test("changes nothing of a host that is online by another tunnel", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await recordRefusals(deps, [{ hostId, reason: "REPLACED" }]);
    expect(await seen(hostId)).toMatchObject({ online: true, reason: null });
  });
});

describe("a late report", () => {
  test("an offline report of a dying tunnel never hides its successor", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await dialIn(hostId, 6);
    await directory.remove({ hostId, relayId: "relay-1", epoch: 5, boot: "boot" });
    await reportPresence(deps, [ended(hostId, 5)]);
    expect(await seen(hostId)).toMatchObject({ online: true });
  });

  test("hides no successor even when the directory was emptied in between", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await dialIn(hostId, 6);
    await redis.client.flushdb();
    await reportPresence(deps, [ended(hostId, 5)]);
    expect(await seen(hostId)).toMatchObject({ online: true });
  });

  test("an end that is told while an emptied directory fills up hides no tunnel at another relay", async () => {
    await startRelay("relay-2");
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5, "relay-1");
    await dialIn(hostId, 6, "relay-2");
    await redis.client.flushdb();
    await reportPresence(deps, [ended(hostId, 6, "relay-2")]);
    expect(await seen(hostId)).toMatchObject({ online: true });
  });

  test("control: a directory that was emptied and claims to be old hides it", async () => {
    await startRelay("relay-2");
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5, "relay-1");
    await dialIn(hostId, 6, "relay-2");
    await redis.client.flushdb();
    await growOld();
    await reportPresence(deps, [ended(hostId, 6, "relay-2")]);
    expect(await seen(hostId)).toMatchObject({ online: false });
  });

  test("a host that was at no other relay turns offline whatever the directory's age", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await redis.client.flushdb();
    await reportPresence(deps, [ended(hostId, 5)]);
    expect(await seen(hostId)).toMatchObject({ online: false, reason: "SILENT" });
  });

  test("control: a report that is written without looking at the epoch hides it", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await dialIn(hostId, 6);
    await fixture.db.orm
      .update(schema.hostPresence)
      .set({ online: false, reason: "SILENT" })
      .where(sql`host_id = ${hostId}`);
    expect(await seen(hostId)).toMatchObject({ online: false });
  });

  test("of an older connect changes nothing", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 6);
    await hangUp(hostId, 6);
    await reportPresence(deps, [connected(hostId, 5)]);
    expect(await seen(hostId)).toMatchObject({ online: false });
  });
});

describe("reconciling", () => {
  test("reconcile directory wins, in both directions", async () => {
    const here = (await enrollMachine(ctx)).hostId;
    const gone = (await enrollMachine(ctx)).hostId;
    await directory.publishTunnel(tunnel(here, 5));
    await dialIn(gone, 5);
    await directory.remove({ hostId: gone, relayId: "relay-1", epoch: 5, boot: "boot" });
    expect(await reconcilePresence(deps)).toMatchObject({
      turnedOn: 1,
      turnedOff: 1,
      trusted: true,
    });
    expect(await seen(here)).toMatchObject({ online: true });
    expect(await seen(gone)).toMatchObject({ online: false, reason: "CONNECTION_LOST" });
    expect(await reconcilePresence(deps)).toMatchObject({ turnedOn: 0, turnedOff: 0 });
    expect(await metrics.text()).toContain('homeport_presence_drift_total{direction="off"} 1');
  });

  test("a killed relay's hosts are offline once its lease has lapsed", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await redis.client.del("homeport:relay:relay-1");
    expect(await reconcilePresence(deps)).toMatchObject({ turnedOff: 1 });
    expect(await seen(hostId)).toMatchObject({ online: false });
  });

  test("a flushed directory turns nobody off until it is a minute old", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await redis.client.flushdb();
    expect(await reconcilePresence(deps)).toMatchObject({ turnedOff: 0, trusted: false });
    expect(await seen(hostId)).toMatchObject({ online: true });
    await growOld();
    expect(await reconcilePresence(deps)).toMatchObject({ turnedOff: 1, trusted: true });
  });

  test("a young directory turns hosts on all the same", async () => {
    const { hostId } = await enrollMachine(ctx);
    await redis.client.flushdb();
    await startRelay();
    await directory.publishTunnel(tunnel(hostId, 5));
    expect(await reconcilePresence(deps)).toMatchObject({ turnedOn: 1, trusted: false });
    expect(await seen(hostId)).toMatchObject({ online: true });
  });

  test("while Redis is away nobody turns off, by reconciling or by a report", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await using store = await ownRedis();
    await using link = await connect(store.url);
    const away: ReconcileDeps = { ...deps, directory: openDirectory({ redis: link, metrics }) };
    await store.stop("kill");
    expect(await reconcilePresence(away)).toMatchObject({ turnedOff: 0, trusted: false });
    expect(await reportPresence(away, [ended(hostId, 5)])).toEqual({ online: 0, offline: 0 });
    expect(await seen(hostId)).toMatchObject({ online: true });
    const other = (await enrollMachine(ctx)).hostId;
    await reportPresence(away, [connected(other, 5)]);
    expect(await seen(other)).toMatchObject({ online: true });
  });

  test("walks every active host in pages, and leaves revoked ones alone", async () => {
    const hostIds: string[] = [];
    for (let count = 0; count < 5; count++) hostIds.push((await enrollMachine(ctx)).hostId);
    const [revoked = ""] = hostIds;
    await revokeHost(ctx, { hostId: revoked });
    await directory.refresh(hostIds.map((hostId) => tunnel(hostId, 5)));
    await reconcilePresence(deps, { pageSize: 2 });
    const { items } = await listHosts(ctx, { online: true });
    expect(items.map((host) => host.hostId)).toEqual(hostIds.slice(1).sort());
  });

  test("does not undo a connect that was reported while it looked", async () => {
    const { hostId } = await enrollMachine(ctx);
    await dialIn(hostId, 5);
    await directory.remove({ hostId, relayId: "relay-1", epoch: 5, boot: "boot" });
    const looking: ReconcileDeps = {
      ...deps,
      directory: {
        readAgeMs: () => directory.readAgeMs(),
        async lookup(hostIds) {
          const owners = await directory.lookup(hostIds);
          await dialIn(hostId, 6);
          return owners;
        },
      },
    };
    expect(await reconcilePresence(looking)).toMatchObject({ turnedOff: 0 });
    expect(await seen(hostId)).toMatchObject({ online: true });
  });
});
