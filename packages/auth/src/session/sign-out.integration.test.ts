import { isDeepStrictEqual } from "node:util";
import { type Db, migrate } from "@homeport/db";
import { createLog, isHomeportError, silentLog } from "@homeport/platform";
import { type OwnStore, openShim, ownPostgres } from "@homeport/testkit";
import { expect, test } from "vitest";
import {
  ada,
  Browser,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";

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

/** What keeps a store from answering while it runs on, and what ends that. */
const troubles = {
  frozen: { begin: ({ store }) => store.freeze(), end: ({ store }) => store.thaw() },
  "cut off": { begin: ({ shim }) => shim.cut(), end: ({ shim }) => shim.heal() },
} satisfies Record<string, Record<"begin" | "end", (parts: Parts) => void>>;

interface Parts {
  readonly store: OwnStore;
  /** Between the store and the replica that the trouble happens to. */
  readonly shim: Awaited<ReturnType<typeof openShim>>;
}

/** Does all three at once, and answers what of it does not fail closed. */
async function misdeedsOf(replica: TestReplica, browser: Browser): Promise<string[]> {
  const before = new Map(browser.cookies);
  const [signIn, signOut, reading] = await Promise.all([
    new Browser().send(replica, "POST", "/sign-in/email", ada),
    browser.send(replica, "POST", "/sign-out"),
    replica.auth.readSession(browser.headers(), { fresh: true }).catch((error: unknown) => error),
  ]);
  const keepsCookies = isDeepStrictEqual(browser.cookies, before);
  const isRefused = isHomeportError(reading) && reading.status === 503;
  return [
    ...(signIn.status === 503 ? [] : [`sign-in answers ${signIn.status}`]),
    ...(signOut.status === 503 ? [] : [`sign-out answers ${signOut.status}`]),
    ...(keepsCookies ? [] : ["sign-out takes the cookie away"]),
    ...(isRefused ? [] : ["a private read is answered"]),
  ];
}

test.each(["frozen", "cut off"] as const)(
  "with the store %s sign-in, sign-out and private reads are 503, never 2xx, and all work when it is back",
  async (how) => {
    await using store = await ownMigratedStore();
    await using shim = await openShim(store.url);
    await using calm = await startReplica(store.url);
    const browser = await signedUp(calm);
    // Of a statement's time it depends after how long a store that says nothing is given up.
    const limits = { acquireMs: 500, statementTimeoutMs: 500 };
    await using replica = await startReplica(shim.url, limits);
    troubles[how].begin({ store, shim });
    expect(await misdeedsOf(replica, browser)).toEqual([]);
    troubles[how].end({ store, shim });
    const read = () => replica.auth.readSession(browser.headers(), { fresh: true });
    await expect.poll(async () => (await read())?.email, { timeout: 10_000 }).toBe(ada.email);
    const signIn = () => new Browser().send(replica, "POST", "/sign-in/email", ada);
    await expect.poll(async () => (await signIn()).status, { timeout: 10_000 }).toBe(200);
    expect((await browser.send(calm, "POST", "/sign-out")).status).toBe(200);
    await expect.poll(read, { timeout: 10_000 }).toBeNull();
  },
  60_000,
);

test("control: a sign-out that swallows what its revocation failed of takes the cookie and leaves the session", async () => {
  await using store = await ownMigratedStore();
  await using shim = await openShim(store.url);
  await using calm = await startReplica(store.url);
  const browser = await signedUp(calm);
  const copy = new Browser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  await using careless = await startReplica(shim.url, {
    acquireMs: 500,
    spoil: (db) => swallowing(db, calm.db),
  });
  shim.cut();
  const misdeeds = await misdeedsOf(careless, browser);
  expect(misdeeds).toContain("sign-out answers 200");
  expect(misdeeds).toContain("sign-out takes the cookie away");
  expect(await calm.auth.readSession(copy.headers(), { fresh: true })).not.toBeNull();
});

/** The planted fault: who is signed in is read past the trouble, and of a write that fails nothing is said. */
function swallowing(db: Db, calm: Db): Db {
  const write = (...given: Parameters<Db["write"]>) => db.write(...given).catch(() => undefined);
  return new Proxy(db, {
    get(target, name, receiver) {
      if (name === "write") return write;
      return Reflect.get(name === "orm" ? calm : target, name, receiver);
    },
  });
}
