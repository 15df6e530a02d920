import { migrate } from "@homeport/db";
import { createLog, silentLog } from "@homeport/platform";
import { ownPostgres } from "@homeport/testkit";
import { expect, test } from "vitest";
import { ada, Browser, migratedDatabase, signedUp, startReplica } from "../../test/fixture.ts";

test("a sign-out on one replica is refused on another that holds the same cookies", async () => {
  await using database = await migratedDatabase();
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const log = createLog({
    ...{ app: "test", version: "0", replica: "first", stage: "test", format: "json", stream },
  });
  await using first = await startReplica(database.url, { log });
  await using second = await startReplica(database.url);
  const browser = await signedUp(first);
  const copy = new Browser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  expect(await copy.readSession(second)).not.toBeNull();
  const answer = await browser.send(first, "POST", "/sign-out");
  expect(answer.status).toBe(200);
  expect(browser.cookies.size).toBe(0);
  await expect.poll(() => copy.readSession(second), { timeout: 1_000 }).toBeNull();
  const told = lines.filter((line) => line.includes("auth.session-revoked"));
  expect(told).toEqual([expect.stringMatching(/"sessionId":"[\w-]+"/)]);
});

async function ownMigratedStore() {
  const store = await ownPostgres();
  await migrate({ url: store.url, log: silentLog });
  return store;
}

test("a sign-out that cannot be stored keeps the cookie and says so", async () => {
  await using store = await ownMigratedStore();
  await using replica = await startReplica(store.url, { acquireMs: 200 });
  const browser = await signedUp(replica);
  const before = new Map(browser.cookies);
  await store.stop("kill");
  const answer = await browser.send(replica, "POST", "/sign-out");
  expect(answer.status).toBe(503);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({
    error: {
      code: "REVOKE_FAILED",
      message: "You are still signed in. Try again.",
      retryable: true,
    },
  });
  expect(browser.cookies).toEqual(before);
});

test("with the store gone sign-in and private reads fail as STORE_DOWN, and work again after its return", async () => {
  await using store = await ownMigratedStore();
  await using replica = await startReplica(store.url, { acquireMs: 200 });
  const browser = await signedUp(replica);
  await store.stop();
  const answer = await new Browser().send(replica, "POST", "/sign-in/email", ada);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: { code: "STORE_DOWN", retryable: true } });
  const read = () => replica.auth.readSession(browser.headers(), { fresh: true });
  await expect(read()).rejects.toMatchObject({ code: "STORE_DOWN" });
  await store.start();
  await expect.poll(async () => (await read())?.email, { timeout: 10_000 }).toBe(ada.email);
});

test("with the store frozen sign-in, sign-out and private reads are 503, never 2xx, and all work when it thaws", async () => {
  await using store = await ownMigratedStore();
  await using calm = await startReplica(store.url);
  const browser = await signedUp(calm);
  // Of a statement's time it depends after how long a store that says nothing is given up.
  await using replica = await startReplica(store.url, { acquireMs: 500, statementTimeoutMs: 500 });
  const before = new Map(browser.cookies);
  const read = () => replica.auth.readSession(browser.headers(), { fresh: true });
  const signInStatus = async () =>
    (await new Browser().send(replica, "POST", "/sign-in/email", ada)).status;
  store.freeze();
  const [signIn, signOut, reading] = await Promise.all([
    signInStatus(),
    browser.send(replica, "POST", "/sign-out"),
    read().catch((error: unknown) => error),
  ]);
  expect([signIn, signOut.status]).toEqual([503, 503]);
  expect(signOut.headers.getSetCookie()).toEqual([]);
  expect(browser.cookies).toEqual(before);
  expect(reading).toMatchObject({ status: 503 });
  store.thaw();
  await expect.poll(async () => (await read())?.email, { timeout: 10_000 }).toBe(ada.email);
  await expect.poll(signInStatus, { timeout: 10_000 }).toBe(200);
  expect((await browser.send(calm, "POST", "/sign-out")).status).toBe(200);
  await expect.poll(read, { timeout: 10_000 }).toBeNull();
}, 60_000);
