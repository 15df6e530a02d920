import type { Feed } from "@homeport/coordination";
import { schema } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import {
  answerOf,
  openApp,
  openWorld,
  signIn,
  startRelay,
  type TestRelay,
  type World,
} from "../../test/fixture.ts";

const youngMs = 50;

/** A feed whose age this test says, and which stays where it is until it is asked to catch up. */
function heldFeed(held: { ageMs: number | null; catchesUp: boolean }) {
  return (feed: Feed): Feed => ({
    ...feed,
    ageMs: () => held.ageMs ?? feed.ageMs(),
    ensureFresh: async (maxAgeMs, waitMs) => {
      if (!held.catchesUp) return false;
      held.ageMs = null;
      // Only a tail read that begins now helps, as in a process that has just woken up.
      while (feed.ageMs() <= youngMs) await new Promise((turn) => setImmediate(turn));
      return (await feed.ensureFresh(youngMs, waitMs)) && feed.ageMs() <= maxAgeMs;
    },
  });
}

/** A feed that stops telling what it reads, and that says of its age what this test does. */
function deafFeed(held: { ageMs: number | null; hears: boolean }) {
  return (feed: Feed): Feed => ({
    ...feed,
    ageMs: () => held.ageMs ?? feed.ageMs(),
    ensureFresh: async (maxAgeMs) => (held.ageMs ?? feed.ageMs()) <= maxAgeMs,
    subscribe: (topics, subscriber) =>
      feed.subscribe(topics, {
        apply: (topic, key) => void (held.hears && subscriber.apply(topic, key)),
        flush: (reason) => void (held.hears && subscriber.flush(reason)),
      }),
  });
}

test("a private decision on old knowledge is refused as UNSYNCED, a public one goes on for a minute", async () => {
  const held = { ageMs: null as number | null, catchesUp: false };
  await using world = await openWorld({ throughFeed: heldFeed(held) });
  const app = await openApp(world, "notes", "members");
  const open = await openApp(world, "open", "public");
  const headers = await signIn(world.relay, app, world.owner);
  held.ageMs = 2_001;
  const answer = answerOf(await world.relay.visit(app.hostname, "/", { headers }));
  expect([answer.status, answer.code]).toEqual([503, "UNSYNCED"]);
  expect((await world.relay.visit(open.hostname, "/")).kind).toBe("pass");
  held.ageMs = 60_001;
  expect((await world.relay.visit(open.hostname, "/")).code).toBe("UNSYNCED");
  held.ageMs = null;
  expect((await world.relay.visit(app.hostname, "/", { headers })).kind).toBe("pass");
});

test("a relay that was frozen does not answer from before the freeze", async () => {
  const held = { ageMs: null as number | null, catchesUp: true };
  await using world = await openWorld({ throughFeed: heldFeed(held) });
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(world.relay, app, world.owner);
  expect((await world.relay.visit(app.hostname, "/", { headers })).kind).toBe("pass");
  // Committed between two tail reads: the gate has not heard of it yet, exactly as after a freeze.
  await world.relay.db.orm.execute(sql`delete from sessions where id = ${world.owner.sessionId}`);
  held.ageMs = 30_000;
  expect((await world.relay.visit(app.hostname, "/", { headers })).code).toBe("SESSION_ENDED");
});

test("a rule that was changed during the freeze counts for the first answer", async () => {
  const held = { ageMs: null as number | null, catchesUp: true };
  await using world = await openWorld({ throughFeed: heldFeed(held) });
  const app = await openApp(world, "notes", "signed-in");
  const headers = await signIn(world.relay, app, world.owner);
  await world.relay.db.orm
    .update(schema.accessRules)
    .set({ level: "members", audience: { userIds: [] } })
    .where(eq(schema.accessRules.appId, app.appId));
  held.ageMs = 30_000;
  expect((await world.relay.visit(app.hostname, "/", { headers })).code).toBe("NOT_ALLOWED");
});

describe("control: a relay that hears of no change", () => {
  /** Somebody is let in, the relay turns deaf, and their session ends; another relay tells when that was to be heard. */
  async function endUnheard(world: World, held: { hears: boolean }) {
    const app = await openApp(world, "notes", "members");
    const headers = await signIn(world.relay, app, world.owner);
    const visit = async (relay: TestRelay) =>
      (await relay.visit(app.hostname, "/", { headers })).code;
    expect(await visit(world.relay)).toBe("MEMBER");
    await using other = await startRelay(world.url);
    await expect.poll(() => visit(other)).toBe("MEMBER");
    held.hears = false;
    await world.relay.db.orm.execute(sql`delete from sessions where id = ${world.owner.sessionId}`);
    await expect.poll(() => visit(other), { timeout: 5_000 }).toBe("SESSION_ENDED");
    return () => visit(world.relay);
  }

  test("lets in for on who was revoked, so it is the tail that shuts them out", async () => {
    const held = { ageMs: null, hears: true };
    await using world = await openWorld({ throughFeed: deafFeed(held) });
    const visit = await endUnheard(world, held);
    expect(await visit()).toBe("MEMBER");
  });

  test("answers from before a freeze unless it looks at the age of what it knows", async () => {
    const held = { ageMs: 0 as number | null, hears: true };
    await using world = await openWorld({ throughFeed: deafFeed(held) });
    const visit = await endUnheard(world, held);
    expect(await visit()).toBe("MEMBER");
    held.ageMs = 2_001;
    expect(await visit()).toBe("UNSYNCED");
  });
});
