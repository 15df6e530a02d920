import { migrate, schema } from "@homeport/db";
import { newId, silentLog, systemRandom } from "@homeport/platform";
import { type OwnStore, ownPostgres, ownRedis } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { watchStores } from "../../test/at-the-stores.ts";
import {
  afterTail,
  keys,
  navigation,
  openApp,
  openWorld,
  signIn,
  type TestRelay,
} from "../../test/fixture.ts";
import type { GateLimits } from "../index.ts";
import { mintAppCookie } from "../session-cache/app-cookie.ts";

let redis: OwnStore;
/** With transactions of nobody else: while one is open, the feed reads what is newer than it again and again. */
let postgres: OwnStore;

beforeAll(async () => {
  [redis, postgres] = await Promise.all([ownRedis(), ownPostgres()]);
  await migrate({ url: postgres.url, log: silentLog });
});
afterAll(() => Promise.all([redis[Symbol.asyncDispose](), postgres[Symbol.asyncDispose]()]));

async function loadPage(relay: TestRelay, hostname: string, headers: readonly string[]) {
  const admissions = await Promise.all(
    Array.from({ length: 30 }, (_, at) => relay.visit(hostname, `/asset/${at}.js`, { headers })),
  );
  expect(admissions.every((one) => one.kind === "pass")).toBe(true);
  // A process that never turned to its sockets would lose touch with the feed, and forget what it knows.
  await new Promise((turn) => setImmediate(turn));
}

/** What both stores were asked while somebody who is signed in loads pages of 30 assets. */
async function askedBy(pages: number, limits: Partial<GateLimits> = {}) {
  await using world = await openWorld({ url: postgres.url, redisUrl: redis.url, limits });
  await using stores = watchStores({ databaseUrl: world.url, redis });
  const app = await openApp(world, `notes-${newId()}`, "members");
  const headers = await signIn(world.relay, app, world.owner);
  // What was done to get here is read first, so that nothing of it falls into the count.
  await afterTail(world.relay);
  await world.relay.gate.whenReady();
  await loadPage(world.relay, app.hostname, headers);
  const before = [await stores.statements(), await stores.commands()];
  for (let page = 0; page < pages; page += 1) {
    await loadPage(world.relay, app.hostname, headers);
  }
  const after = [await stores.statements(), await stores.commands()];
  return { before, after };
}

test("a steady page of 30 assets runs no query and no Redis command", async () => {
  const { before, after } = await askedBy(1);
  expect(before[0]).toContain("query_start");
  expect(before[1]).toContain("evalsha");
  expect(after).toEqual(before);
});

test("control: with principals that are kept for no time at all the same page runs queries", async () => {
  const { before, after } = await askedBy(1, { maxAgeMs: 0 });
  expect(after[0]).not.toEqual(before[0]);
});

test("100,000 steady checks run neither", { timeout: 60_000 }, async () => {
  // What is written or read anew once a minute is no check; on a slow machine this takes longer than that.
  const minute = { useFlushMs: 600_000, decisionFlushMs: 600_000 };
  const life = { maxAgeMs: 600_000, refreshAfterMs: 500_000 };
  const { before, after } = await askedBy(3_334, { ...minute, ...life });
  expect(after).toEqual(before);
});

test("a thousand cold checks of one cookie are one query, and none of them builds the snapshot", async () => {
  await using world = await openWorld({ url: postgres.url });
  const { relay } = world;
  const app = await openApp(world, `notes-${newId()}`, "members");
  const headers = await signIn(relay, app, world.owner);
  await afterTail(relay);
  await relay.gate.whenReady();
  const before = [await relay.queries(), relay.gate.current().generation];
  const visits = Array.from({ length: 1_000 }, () => relay.visit(app.hostname, "/", { headers }));
  expect((await Promise.all(visits)).every((one) => one.kind === "pass")).toBe(true);
  const [queries = 0, generation] = before;
  expect([await relay.queries(), relay.gate.current().generation]).toEqual([
    queries + 1,
    generation,
  ]);
});

test("a thousand cold checks of a thousand cookies hold at most sixteen connections, and all pass", async () => {
  await using world = await openWorld();
  await using stores = watchStores({ databaseUrl: world.url, redis: null });
  const app = await openApp(world, "notes", "members");
  const cookies = Array.from({ length: 1_000 }, () => mintAppCookie(keys, app.appId, systemRandom));
  await world.relay.db.orm.insert(schema.appSessions).values(
    cookies.map(({ tokenHash }) => ({
      ...{ id: newId(), appId: app.appId, sessionId: world.owner.sessionId, tokenHash },
      expiresAt: sql`now() + interval '1 hour'` as unknown as Date,
    })),
  );
  await afterTail(world.relay);
  await world.relay.gate.whenReady();
  await expect.poll(() => world.relay.db.poolUse().inUse).toBe(0);
  let most = 0;
  const visits = Promise.all(
    cookies.map(({ value }) => {
      const headers = [...navigation, "Cookie", `homeport_app=${value}`];
      return world.relay.visit(app.hostname, "/", { headers });
    }),
  );
  const done = visits.then(() => true);
  while (!(await Promise.race([done, new Promise<false>((turn) => setImmediate(turn, false))]))) {
    most = Math.max(most, world.relay.db.poolUse().inUse);
  }
  expect((await visits).every((one) => one.kind === "pass")).toBe(true);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(16);
  expect(await stores.connections()).toBeLessThanOrEqual(20);
});

test("control: with both deadlines removed a check whose connections are held goes on waiting", async () => {
  const never = 3_600_000;
  await using world = await openWorld({
    ...{ poolMax: 1, acquireMs: never, limits: { fillDeadlineMs: never } },
  });
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(relay, app, world.owner);
  const release = Promise.withResolvers<void>();
  const held = relay.db.system("hold", () => release.promise);
  const visited = relay.visit(app.hostname, "/", { headers });
  // The tests of the deadlines have their 503 after less than half of this.
  const waited = new Promise<"waiting">((resolve) => setTimeout(resolve, 1_000, "waiting"));
  expect(await Promise.race([visited, waited])).toBe("waiting");
  release.resolve();
  await held;
  expect((await visited).kind).toBe("pass");
});
