import { systemRandom } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  addPerson,
  answerOf,
  fieldsOf,
  keys,
  navigation,
  openApp,
  openWorld,
  signIn,
  startRelay,
  type TestRelay,
} from "../../test/fixture.ts";
import { mintAppCookie } from "./app-cookie.ts";

function page(relay: TestRelay, hostname: string, headers: readonly string[], assets = 30) {
  return Promise.all(
    Array.from({ length: assets }, (_, at) =>
      relay.visit(hostname, `/asset/${at}.js`, { headers }),
    ),
  );
}

test("with every connection held a check fails in time with 503, and a public path passes", async () => {
  await using world = await openWorld({ poolMax: 2, acquireMs: 400 });
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  const open = await openApp(world, "open", "public");
  const headers = await signIn(relay, app, world.owner);
  const release = Promise.withResolvers<void>();
  const held = [1, 2].map(() => relay.db.system("hold", () => release.promise));
  const startedAtMs = performance.now();
  const answer = answerOf(await relay.visit(app.hostname, "/", { headers }));
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  expect([answer.status, answer.code]).toEqual([503, "STORE_BUSY"]);
  expect(fieldsOf(answer, "retry-after")).toEqual(["1"]);
  expect((await relay.visit(open.hostname, "/")).kind).toBe("pass");
  release.resolve();
  await Promise.all(held);
  expect((await relay.visit(app.hostname, "/", { headers })).kind).toBe("pass");
});

test("a fill that the store never answers ends at its own deadline with 503", async () => {
  // The control of the test above: the pool would wait for a minute, the fill does not.
  await using world = await openWorld({
    poolMax: 1,
    acquireMs: 60_000,
    limits: { fillDeadlineMs: 300 },
  });
  const { relay } = world;
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(relay, app, world.owner);
  const release = Promise.withResolvers<void>();
  const held = relay.db.system("hold", () => release.promise);
  expect((await relay.visit(app.hostname, "/", { headers })).code).toBe("STORE_BUSY");
  release.resolve();
  await held;
});

test("a revocation committed by a process that died before announcing is seen in a second", async () => {
  await using world = await openWorld();
  await using second = await startRelay(world.url);
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(world.relay, app, world.owner);
  const code = async (relay: TestRelay) => (await relay.visit(app.hostname, "/", { headers })).code;
  await expect.poll(() => code(second)).toBe("MEMBER");
  expect(await code(world.relay)).toBe("MEMBER");
  await world.relay.db.orm.execute(sql`delete from sessions where id = ${world.owner.sessionId}`);
  await expect.poll(() => code(world.relay), { timeout: 1_000 }).toBe("SESSION_ENDED");
  await expect.poll(() => code(second), { timeout: 1_000 }).toBe("SESSION_ENDED");
});

test.for([
  ["a membership that ended", sql`delete from members where role = 'member'`],
  ["a session that was shortened", sql`update sessions set expires_at = now()`],
  [
    "a person who was removed",
    sql`delete from users u using members m where m.user_id = u.id and m.role = 'member'`,
  ],
] as const)("%s is refused within a second", async ([, statement]) => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const member = await addPerson(world.relay.db, world.organizationId, "member");
  const headers = await signIn(world.relay, app, member);
  expect((await world.relay.visit(app.hostname, "/", { headers })).kind).toBe("pass");
  await world.relay.db.orm.execute(statement);
  await expect
    .poll(async () => (await world.relay.visit(app.hostname, "/", { headers })).kind, {
      timeout: 1_000,
    })
    .toBe("answer");
});

test("garbage for a cookie reaches no store", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const before = await world.relay.queries();
  for (const value of ["", "x", `v1.${"A".repeat(43)}.${"B".repeat(22)}`, "v1..", "%00", "a=b"]) {
    const headers = [...navigation, "Cookie", `homeport_app=${value}`];
    expect((await world.relay.visit(app.hostname, "/", { headers })).code).toBe("SIGN_IN_REQUIRED");
  }
  expect(await world.relay.queries()).toBe(before);
});

test("unknown credentials are remembered, and a source that tries many is stopped before the store", async () => {
  await using world = await openWorld();
  const app = await openApp(world, "notes", "members");
  const unknown = () => {
    const { value } = mintAppCookie(keys, app.appId, systemRandom);
    return [...navigation, "Cookie", `homeport_app=${value}`];
  };
  const once = unknown();
  const visit = (headers: readonly string[], address: string) =>
    world.relay.visit(app.hostname, "/", { headers, address });
  expect((await visit(once, "2001:db8::1")).code).toBe("SESSION_ENDED");
  const known = await world.relay.queries();
  await visit(once, "2001:db8::1");
  expect(await world.relay.queries()).toBe(known);
  for (let at = 1; at < 60; at += 1) await visit(unknown(), `2001:db8::${at}`);
  const before = await world.relay.queries();
  const stopped = answerOf(await visit(unknown(), "2001:db8::ffff"));
  expect([stopped.status, stopped.code]).toEqual([429, "TOO_MANY_TRIES"]);
  expect(await world.relay.queries()).toBe(before);
  expect((await visit(unknown(), "2001:db8:0:1::1")).code).toBe("SESSION_ENDED");
});

test("visits are written as last seen in one statement, and extend a session that used up a day", async () => {
  await using world = await openWorld({ limits: { useFlushMs: 100 } });
  const { relay, owner } = world;
  const app = await openApp(world, "notes", "members");
  const headers = await signIn(relay, app, owner);
  await relay.db.orm.execute(sql`
    update sessions set last_seen_at = now() - interval '1 hour', expires_at = now() + interval '5 days'`);
  await page(relay, app.hostname, headers);
  await expect
    .poll(async () => {
      const [row] = await relay.db.orm.execute(sql`
        select s.last_seen_at > now() - interval '1 minute' as seen,
          s.expires_at > now() + interval '6 days 23 hours' as extended
        from sessions s where id = ${owner.sessionId}`);
      return row;
    })
    .toEqual({ seen: true, extended: true });
});
