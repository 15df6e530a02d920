import { moveDate } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  ada,
  Browser,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";
import { actorOf, listSessions, revokeOtherSessions, revokeSession } from "../index.ts";

async function contextOf(replica: TestReplica, browser: Browser) {
  const session = await browser.readSession(replica);
  return {
    db: replica.db,
    feed: replica.feed,
    log: replica.log,
    actor: actorOf(session),
    address: null,
    requestId: "r1",
  };
}

test("while the cookie cache lives a session is read without a query", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const before = await replica.queries();
  for (let times = 0; times < 30; times += 1) {
    expect(await browser.readSession(replica)).not.toBeNull();
  }
  expect(await replica.queries()).toBe(before);
});

test("the cookie cache of a revoked session is refused by every replica within a second", async () => {
  await using database = await migratedDatabase();
  await using first = await startReplica(database.url);
  await using second = await startReplica(database.url);
  const browser = await signedUp(first);
  const other = new Browser();
  await other.send(second, "POST", "/sign-in/email", ada);
  const held = await other.readSession(second);
  expect(held).not.toBeNull();
  await revokeSession(await contextOf(first, browser), { sessionId: held?.sessionId ?? "" });
  await expect.poll(() => other.readSession(first), { timeout: 1_000 }).toBeNull();
  await expect.poll(() => other.readSession(second), { timeout: 1_000 }).toBeNull();
  expect(await browser.readSession(second)).not.toBeNull();
});

test("without the revocation set the cached session would pass for a minute", async () => {
  // The control of the test above: the row is gone, and a feed that never hears of it believes the cookie.
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  await replica.db.orm.execute(sql`alter table sessions disable trigger user`);
  await replica.db.orm.execute(sql`delete from sessions`);
  expect(await browser.readSession(replica)).not.toBeNull();
  expect(await replica.auth.readSession(browser.headers(), { fresh: true })).toBeNull();
});

test("a session deleted by plain SQL is refused within a second", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  expect(await browser.readSession(replica)).not.toBeNull();
  await replica.db.orm.execute(sql`delete from sessions`);
  await expect.poll(() => browser.readSession(replica), { timeout: 1_000 }).toBeNull();
});

test("sessions are listed with the current one first, and all others end at once", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  for (let more = 0; more < 2; more += 1) {
    await new Browser().send(replica, "POST", "/sign-in/email", ada);
  }
  const ctx = await contextOf(replica, browser);
  const listed = await listSessions(ctx);
  expect(listed.map((row) => row.current)).toEqual([true, false, false]);
  expect(listed[0]).toMatchObject({
    kind: "browser",
    address: "192.0.2.7",
    userAgent: "test browser",
  });
  expect(await revokeOtherSessions(ctx)).toEqual({ revoked: 2 });
  expect(await listSessions(ctx)).toHaveLength(1);
});

test("nobody can end a session of somebody else", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url, { signUp: "open" });
  const browser = await signedUp(replica);
  const eve = new Browser();
  await eve.send(replica, "POST", "/sign-up/email", { ...ada, email: "eve@example.org" });
  const held = await browser.readSession(replica);
  await expect(
    revokeSession(await contextOf(replica, eve), { sessionId: held?.sessionId ?? "" }),
  ).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
  expect(await replica.auth.readSession(browser.headers(), { fresh: true })).not.toBeNull();
});

const hourMs = 3_600_000;

test.each([
  ["ahead", hourMs],
  ["behind", -hourMs],
])(
  "a machine whose clock is an hour %s believes no cookie cache, and what it writes is believed nowhere",
  async (_, clockOffsetMs) => {
    await using database = await migratedDatabase();
    await using right = await startReplica(database.url);
    await using wrong = await startReplica(database.url, { clockOffsetMs });
    const browser = await signedUp(right);
    await expect(queriesOf(right, browser)).resolves.toBe(0);
    await expect(queriesOf(wrong, browser)).resolves.toBeGreaterThan(0);
    const other = new Browser();
    await other.send(wrong, "POST", "/sign-in/email", ada);
    await expect(queriesOf(wrong, other)).resolves.toBeGreaterThan(0);
    await expect(queriesOf(right, other)).resolves.toBeGreaterThan(0);
    // The right machine has written one of its own in its place.
    await expect(queriesOf(right, other)).resolves.toBe(0);
  },
);

test("a session is made to last by the store's clock, though its machine is an hour behind", async () => {
  await using database = await migratedDatabase();
  await using behind = await startReplica(database.url, { clockOffsetMs: -hourMs });
  await signedUp(behind);
  const lives = sql`SELECT extract(epoch FROM expires_at - now())::float8 AS life_s FROM sessions`;
  const [made] = await behind.db.orm.execute(lives);
  expect(Math.abs(Number(made?.["life_s"]) - 7 * 24 * 3_600)).toBeLessThan(60);
});

test("a machine that is an hour behind neither honours nor renews a session that is over", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  await replica.db.orm.execute(sql`UPDATE sessions SET expires_at = now() - interval '30 minutes'`);
  using _moved = moveDate(-hourMs);
  await expect
    .poll(() => replica.feed.clockOffsetMs(), { timeout: 5_000 })
    .toBeLessThan(-3_000_000);
  const headers = browser.headers();
  for (let times = 0; times < 2; times += 1) {
    expect(await replica.auth.readSession(headers, { fresh: true })).toBeNull();
  }
});

/** How many statements it takes this replica to say whose session a browser has. */
async function queriesOf(replica: TestReplica, browser: Browser): Promise<number> {
  const before = await replica.queries();
  expect(await browser.readSession(replica)).not.toBeNull();
  return (await replica.queries()) - before;
}
