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
