import { schema } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  addOrganization,
  openApp,
  openWorld,
  ownerContext,
  signIn,
  startRelay,
} from "../../test/fixture.ts";
import { listDecisions, sweepGate } from "../index.ts";
import { addCounts } from "./store.ts";

test("a check writes nothing; what relays decided is added up, shown, and gone after 30 days", async () => {
  await using world = await openWorld();
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  const ctx = ownerContext(relay.deps, world.organizationId);
  expect((await listDecisions(ctx, { appId: app.appId })).total).toEqual([]);
  const headers = await signIn(relay, app, world.owner);
  await relay.visit(app.hostname, "/", { headers });
  const before = await relay.queries();
  for (let at = 0; at < 30; at += 1) await relay.visit(app.hostname, "/", { headers });
  await relay.visit(app.hostname, "/");
  expect(await relay.queries()).toBe(before);
  {
    // At its end a relay writes what it has not written yet.
    await using other = await startRelay(world.url);
    await other.visit(app.hostname, "/", { headers });
    await other.visit(app.hostname, "/%zz");
    await other.visit("nobody.localhost", "/");
  }
  const shown = await listDecisions(ctx, { appId: app.appId, range: "1h" });
  expect(shown.total).toEqual([{ code: "MEMBER", pass: true, count: 1 }]);
  expect(shown.points).toHaveLength(60);
  expect(shown.points.at(-1)?.at.getTime()).toBe(shown.to.getTime() - shown.stepMs);

  await relay.db.orm
    .update(schema.gateDecisionCounts)
    .set({ minute: sql`now() - interval '31 days'` })
    .where(eq(schema.gateDecisionCounts.appId, app.appId));
  expect(await sweepGate(relay)).toMatchObject({ counts: 1 });
});

test("counts of one minute from two relays become one row, and those of an app that is gone none", async () => {
  await using world = await openWorld();
  const { db, deps } = world.relay;
  const app = await openApp(world, "notes", "members");
  const minuteMs = Math.floor(Date.now() / 60_000) * 60_000;
  const one = { appId: app.appId, minuteMs, code: 103, count: 2 };
  const gone = { ...one, appId: "gone" };
  await Promise.all([addCounts(db.orm, [one, one, gone]), addCounts(db.orm, [one])]);
  const rows = await db.orm.select().from(schema.gateDecisionCounts);
  expect(rows.map((row) => [row.code, row.count])).toEqual([[103, 6]]);
  const ctx = ownerContext(deps, world.organizationId);
  // A code of a newer version is left out, and does no harm.
  await addCounts(db.orm, [{ ...one, code: 999 }]);
  await addCounts(db.orm, [{ ...one, code: 201, count: 9 }]);
  expect((await listDecisions(ctx, { appId: app.appId, range: "30d" })).total).toEqual([
    { code: "SIGN_IN_REQUIRED", pass: false, count: 9 },
    { code: "MEMBER", pass: true, count: 6 },
  ]);
  const foreign = ownerContext(deps, await addOrganization(deps));
  await expect(listDecisions(foreign, { appId: app.appId })).rejects.toMatchObject({
    code: "APP_NOT_FOUND",
  });
});
