import { schema } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  addPerson,
  openApp,
  openWorld,
  ownerContext,
  signIn,
  startRelay,
  type TestApp,
  type TestRelay,
} from "../../test/fixture.ts";
import { getAppGate, replaceRules } from "../index.ts";

/** An open stream: the reason of its cut, once there is one. */
async function openStream(
  relay: TestRelay,
  app: TestApp,
  headers: readonly string[],
  path = "/ws",
) {
  const admission = await relay.visit(app.hostname, path, { headers });
  if (admission.kind !== "pass") throw new Error(`refused: ${admission.code}`);
  const seen: { cut: string | null; times: number } = { cut: null, times: 0 };
  const end = admission.watch((reason) => {
    seen.cut = reason;
    seen.times += 1;
  });
  return { end, reason: () => seen.cut, times: () => seen.times };
}

test("a revoked session's open streams are cut within a second, on every relay, and nobody else's", async () => {
  await using world = await openWorld();
  await using second = await startRelay(world.url);
  const app = await openApp(world, "notes", "members");
  await expect.poll(() => second.gate.current().byHostname.has(app.hostname)).toBe(true);
  const member = await addPerson(world.relay.db, world.organizationId, "member");
  const mine = await signIn(world.relay, app, member);
  const other = await signIn(world.relay, app, world.owner);
  const streams = [await openStream(world.relay, app, mine), await openStream(second, app, mine)];
  const kept = await openStream(world.relay, app, other);
  await world.relay.db.orm.delete(schema.sessions).where(eq(schema.sessions.id, member.sessionId));
  await expect
    .poll(() => streams.map((one) => one.reason()), { timeout: 1_000 })
    .toEqual(["session-ended", "session-ended"]);
  expect(streams.map((one) => one.times())).toEqual([1, 1]);
  expect(kept.reason()).toBeNull();
});

test("a stream is cut when the membership behind it ends", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const member = await addPerson(world.relay.db, world.organizationId, "member");
  const stream = await openStream(world.relay, app, await signIn(world.relay, app, member));
  await world.relay.db.orm.delete(schema.members).where(eq(schema.members.userId, member.userId));
  await expect.poll(() => stream.reason(), { timeout: 1_000 }).toBe("not-allowed");
});

test("changed rules cut exactly the streams that no longer pass", async () => {
  await using world = await openWorld();
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  const member = await addPerson(relay.db, world.organizationId, "member");
  const headers = await signIn(relay, app, member);
  const closed = await openStream(relay, app, headers, "/private/ws");
  const open = await openStream(relay, app, headers, "/ws");
  const ctx = ownerContext(relay.deps, world.organizationId);
  const { version } = await getAppGate(ctx, { appId: app.appId });
  const rules = [
    { path: "/", match: "prefix", level: "members" },
    { path: "/private", match: "prefix", level: "owner" },
  ] as const;
  await replaceRules(ctx, { appId: app.appId, version, rules: [...rules] });
  await expect.poll(() => closed.reason(), { timeout: 1_000 }).toBe("not-allowed");
  expect(open.reason()).toBeNull();
});

test("a stream of a removed app is cut, a public one too", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "public");
  const stream = await openStream(world.relay, app, []);
  await world.relay.db.orm.delete(schema.apps).where(eq(schema.apps.id, app.appId));
  await expect.poll(() => stream.reason(), { timeout: 1_000 }).toBe("app-removed");
});

test("a revocation between the decision and the watch still cuts", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(world.relay, app, world.owner);
  const admission = await world.relay.visit(app.hostname, "/ws", { headers });
  if (admission.kind !== "pass") throw new Error("refused");
  const before = world.relay.gate.status().principals;
  await world.relay.db.orm.execute(sql`delete from sessions where id = ${world.owner.sessionId}`);
  await expect.poll(() => world.relay.gate.status().principals).toBeLessThan(before);
  let cut: string | null = null;
  admission.watch((reason) => {
    cut = reason;
  });
  await expect.poll(() => cut, { timeout: 1_000 }).toBe("session-ended");
});

test("a stream that has ended is watched no more", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const stream = await openStream(world.relay, app, await signIn(world.relay, app, world.owner));
  expect(world.relay.gate.status().watched).toBe(1);
  stream.end();
  stream.end();
  expect(world.relay.gate.status().watched).toBe(0);
  await world.relay.db.orm.delete(schema.sessions);
  await expect.poll(() => world.relay.gate.status().principals, { timeout: 2_000 }).toBe(0);
  expect(stream.reason()).toBeNull();
});

test("a flush cuts nobody who still passes", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const stream = await openStream(world.relay, app, await signIn(world.relay, app, world.owner));
  const generation = world.relay.gate.current().generation;
  await world.relay.db.orm.execute(sql`
    insert into changes (topic, key) select 'identity', organization_id from app_gates
    union all select 'user', ${world.owner.userId}`);
  await expect.poll(() => world.relay.gate.current().generation).toBeGreaterThan(generation);
  expect(stream.reason()).toBeNull();
  expect(world.relay.gate.status().watched).toBe(1);
});
