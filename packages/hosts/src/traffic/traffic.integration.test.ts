import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  enrollMachine,
  type HostsFixture,
  holding,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import type { HostsContext } from "../context.ts";
import { sweepHosts } from "../sweep.ts";
import { latencyBucketOf, latencyBuckets } from "./latency.ts";
import { readTraffic } from "./read.ts";
import { recordTraffic } from "./record.ts";
import type { TrafficMinute } from "./store.ts";

let fixture: HostsFixture;
let ctx: HostsContext;
let hostId: string;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
  hostId = (await enrollMachine(ctx)).hostId;
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function addApp(): Promise<string> {
  const appId = newId();
  const organizationId = ctx.organizationId ?? "";
  await fixture.db.orm
    .insert(schema.apps)
    .values({ id: appId, organizationId, hostId, name: `t-${appId.slice(-12)}`, title: "T" });
  await fixture.db.orm.insert(schema.appDeliveries).values({ appId });
  return appId;
}

/** A minute in which each answer took so long. */
function minuteOf(appId: string, agoMs: number, times: readonly number[], statusClass = 2) {
  const buckets = new Array<number>(latencyBuckets).fill(0);
  for (const ms of times) buckets[latencyBucketOf(ms)] = (buckets[latencyBucketOf(ms)] ?? 0) + 1;
  const minute: TrafficMinute = {
    ...{ appId, statusClass, requests: times.length, bytesIn: 10, bytesOut: 1_000 },
    minuteMs: Math.floor((Date.now() - agoMs) / 60_000) * 60_000,
    durationMs: times.reduce((sum, ms) => sum + ms, 0),
    latencyBuckets: buckets,
  };
  return minute;
}

const hourMs = 3_600_000;

describe("traffic", () => {
  test("of several relays adds up to one minute, and of an app that is gone nothing is kept", async () => {
    const appId = await addApp();
    const gone = minuteOf(newId(), 0, [5]);
    await recordTraffic(ctx, [minuteOf(appId, hourMs, [5, 20]), gone]);
    await recordTraffic(ctx, [minuteOf(appId, hourMs, [5]), minuteOf(appId, hourMs, [7, 9], 5)]);
    const { total, points, stepMs } = await readTraffic(ctx, { appId });
    expect([points.length, stepMs]).toEqual([96, 15 * 60_000]);
    expect(total).toMatchObject({ requests: 5, bytesIn: 30, bytesOut: 3_000 });
    expect(total.byClass).toEqual({ none: 0, info: 0, ok: 3, redirect: 0, client: 0, server: 2 });
    expect(total.meanMs).toBeCloseTo(9.2);
    expect(points.filter((point) => point.requests > 0)).toHaveLength(1);
    const [row] = await fixture.db.orm.execute(
      sql`select count(*)::int as rows from app_traffic_minutes where app_id = ${gone.appId}`,
    );
    expect(row).toEqual({ rows: 0 });
  });

  test("stands at its step, the present one last, and an app without any has every step at zero", async () => {
    const appId = await addApp();
    const empty = await readTraffic(ctx, { appId, range: "1h" });
    expect(empty.points).toHaveLength(60);
    expect(empty.total).toMatchObject({ requests: 0, meanMs: null, p95Ms: null });
    await recordTraffic(ctx, [minuteOf(appId, 0, [1]), minuteOf(appId, 40 * 60_000, [2, 3])]);
    const { points, from, to } = await readTraffic(ctx, { appId, range: "6h", step: "1h" });
    expect(to.getTime() - from.getTime()).toBe(6 * hourMs);
    expect(points.reduce((sum, point) => sum + point.requests, 0)).toBe(3);
    const newest = points.slice(-2).map((point) => point.requests);
    expect(Math.max(...newest)).toBeGreaterThan(0);
    for (const point of points) expect(point.at.getTime() % hourMs).toBe(0);
  });

  test("is refused in more steps than anybody reads, without the word for it, and of another's app", async () => {
    const appId = await addApp();
    expect(await refusalOf(readTraffic(ctx, { appId, range: "30d", step: "1m" }))).toBe(
      "INPUT_INVALID",
    );
    expect(await refusalOf(readTraffic(holding(ctx, "host.read"), { appId }))).toBe(
      "NOT_PERMITTED",
    );
    const other = await fixture.organization();
    expect(await refusalOf(readTraffic(other, { appId }))).toBe("APP_NOT_FOUND");
  });

  test("over 30 days is swept, and nothing younger", async () => {
    const appId = await addApp();
    const dayMs = 24 * hourMs;
    await recordTraffic(ctx, [minuteOf(appId, 31 * dayMs, [1]), minuteOf(appId, 29 * dayMs, [1])]);
    expect(await sweepHosts(ctx)).toMatchObject({ minutes: 1 });
    expect(await sweepHosts(ctx)).toMatchObject({ minutes: 0 });
    expect((await readTraffic(ctx, { appId, range: "30d" })).total.requests).toBe(1);
  });
});
