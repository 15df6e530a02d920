import { schema } from "@homeport/db";
import { type KeyScopes, readKeyPrincipal } from "@homeport/gate";
import { sha256, systemRandom } from "@homeport/platform";
import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migratedDatabase, signedUp, startReplica, type TestReplica } from "../../test/fixture.ts";
import { actorOf } from "../session/actor.ts";
import { sweepAuth } from "../session/sweep-auth.ts";
import { type CreateKeyContext, createKey } from "./create-key.ts";
import { maxKeys } from "./key-view.ts";
import { listKeys } from "./list-keys.ts";
import { revokeKey } from "./revoke-key.ts";

let stack: AsyncDisposableStack;
let replica: TestReplica;
let ctx: CreateKeyContext;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  replica = stack.use(await startReplica(database.url));
  const browser = await signedUp(replica);
  const { db, feed } = replica;
  const [organization] = await db.orm.select().from(schema.organizations);
  ctx = {
    actor: actorOf(await browser.readSession(replica)),
    organizationId: organization?.id ?? "",
    random: systemRandom,
    ...{ db, feed, address: "192.0.2.7", requestId: "r1" },
  };
});
afterAll(() => stack.disposeAsync());

const all: KeyScopes = { apps: "all", api: true };

function make(name: string, more: { scopes?: KeyScopes; lifeMs?: number | null } = {}) {
  return createKey(ctx, { name, scopes: all, lifeMs: null, ...more });
}

async function auditOf(keyId: string) {
  const rows = await replica.db.orm
    .select()
    .from(schema.auditEntries)
    .where(eq(schema.auditEntries.targetId, keyId));
  return rows.map(({ action, detail }) => ({ action, detail }));
}

function ask(key: string, address = "192.0.2.7") {
  return replica.auth.readKey(new Headers({ "x-homeport-key": key }), { address });
}

test("a key is told once, and the store and the audit hold nothing that opens anything", async () => {
  const { key, keyId, prefix } = await make("ci");
  expect(key).toMatch(/^hpk_[A-Za-z0-9]{10}_[A-Za-z0-9_-]{43}$/);
  expect(key.startsWith(`${prefix}_`)).toBe(true);
  const [row] = await replica.db.orm
    .select()
    .from(schema.apiKeys)
    .where(eq(schema.apiKeys.id, keyId));
  expect(row?.secretHash).toEqual(sha256(key));
  const secret = key.slice(prefix.length + 1);
  const listed = await listKeys(ctx);
  const audited = await auditOf(keyId);
  expect(audited).toMatchObject([{ action: "key.create", detail: { name: "ci", prefix } }]);
  expect(JSON.stringify([row?.prefix, listed, audited])).not.toContain(secret);
});

test("a key that was revoked is refused, is told of no more, and its end is audited", async () => {
  const { key, keyId } = await make("to be revoked");
  expect(await ask(key)).toMatchObject({ kind: "key", keyId, organizationId: ctx.organizationId });
  await revokeKey(ctx, { keyId });
  await expect(ask(key)).rejects.toMatchObject({ code: "KEY_INVALID" });
  expect((await listKeys(ctx)).map((one) => one.keyId)).not.toContain(keyId);
  expect((await auditOf(keyId)).map((one) => one.action)).toEqual(["key.create", "key.revoke"]);
  await expect(revokeKey(ctx, { keyId })).rejects.toMatchObject({ code: "KEY_NOT_FOUND" });
});

test("a key ends when its life is over, by the store's clock", async () => {
  const { key, keyId, expired } = await make("short", { lifeMs: 60_000 });
  expect(expired).toBe(false);
  await replica.db.orm
    .update(schema.apiKeys)
    .set({ expiresAt: new Date(0) })
    .where(eq(schema.apiKeys.id, keyId));
  await expect(ask(key)).rejects.toMatchObject({ code: "KEY_INVALID" });
  expect(await listKeys(ctx)).toContainEqual(expect.objectContaining({ keyId, expired: true }));
});

test("a key that may not call the API is refused there and said to be of too small a scope", async () => {
  const { key } = await make("apps only", { scopes: { apps: "all", api: false } });
  await expect(ask(key)).rejects.toMatchObject({ code: "KEY_SCOPE" });
});

test("an app of strangers in a key's scope is one that does not exist", async () => {
  const scopes: KeyScopes = { apps: ["no-such-app"], api: false };
  await expect(make("wide", { scopes })).rejects.toMatchObject({ code: "APP_NOT_FOUND" });
});

test("whoever makes a key was authenticated a short while ago", async () => {
  const { orm } = replica.db;
  await orm.execute("UPDATE sessions SET authenticated_at = now() - interval '16 minutes'");
  try {
    await expect(make("late")).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
  } finally {
    await orm.execute("UPDATE sessions SET authenticated_at = now()");
  }
});

test("no key makes another, lists keys or revokes one", async () => {
  const { keyId } = await make("parent");
  const { actor } = ctx;
  if (actor.kind !== "user") throw new Error("Nobody is signed in");
  const byKey = { ...ctx, actor: { ...actor, sessionId: "", keyId } };
  const refused = { code: "KEY_REFUSED" };
  const wanted = { name: "child", scopes: all, lifeMs: null };
  await expect(createKey(byKey, wanted)).rejects.toMatchObject(refused);
  await expect(listKeys(byKey)).rejects.toMatchObject(refused);
  await expect(revokeKey(byKey, { keyId })).rejects.toMatchObject(refused);
});

test("an address that guesses keys is stopped after sixty, and the store is not asked for more", async () => {
  const guess = (n: number) => `hpk_guess${String(n).padStart(5, "0")}_${"s".repeat(43)}`;
  const address = "192.0.2.99";
  for (let n = 0; n < 60; n += 1) {
    await expect(ask(guess(n), address)).rejects.toMatchObject({ code: "KEY_INVALID" });
  }
  const before = await replica.queries();
  await expect(ask(guess(60), address)).rejects.toMatchObject({ code: "TOO_MANY_TRIES" });
  await expect(ask("hpk_malformed", "192.0.2.98")).rejects.toMatchObject({ code: "KEY_INVALID" });
  expect(await replica.queries()).toBe(before);
});

test("a person has so many keys and no more, however many they ask for at once", async () => {
  const { orm } = replica.db;
  const have = (await listKeys(ctx)).length;
  const row = { organizationId: ctx.organizationId, name: "full", prefix: "hpk_full000000" };
  const { actor } = ctx;
  const userId = actor.kind === "user" ? actor.userId : "";
  const rows = Array.from({ length: maxKeys - have - 1 }, (_, at) => ({
    ...{ ...row, userId, id: `full-${at}`, scopes: all, secretHash: sha256(`full ${at}`) },
  }));
  await orm.insert(schema.apiKeys).values(rows);
  const asked = await Promise.allSettled([make("last"), make("one too many")]);
  expect(asked.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(asked).toContainEqual(
    expect.objectContaining({ reason: expect.objectContaining({ code: "KEY_LIMIT" }) }),
  );
  await orm.delete(schema.apiKeys).where(eq(schema.apiKeys.name, "full"));
  await expect(make("room again")).resolves.toMatchObject({ name: "room again" });
});

test("the gate reads what the console wrote", async () => {
  const { key } = await make("gate", { scopes: { apps: "all", api: false } });
  const found = await readKeyPrincipal(replica.db.orm, { kind: "key", keyHash: sha256(key) });
  expect(found?.principal.roles.get(ctx.organizationId)).toEqual(["owner"]);
});

test("a key that was revoked or ran out is kept for thirty days, a live one for ever", async () => {
  const aged = async (name: string, column: "revokedAt" | "expiresAt", days: number) => {
    const { keyId } = await make(name);
    const at = sql`now() - make_interval(days => ${days})`;
    await replica.db.orm
      .update(schema.apiKeys)
      .set({ [column]: at })
      .where(eq(schema.apiKeys.id, keyId));
    return keyId;
  };
  const gone = [await aged("revoked", "revokedAt", 31), await aged("run out", "expiresAt", 31)];
  const kept = [await aged("just revoked", "revokedAt", 29), (await make("live")).keyId];
  const swept = await Promise.all([sweepAuth(replica), sweepAuth(replica)]);
  const count = swept.reduce((sum, { apiKeys }) => sum + apiKeys, 0);
  expect(count).toBeGreaterThanOrEqual(gone.length);
  const rows = await replica.db.orm
    .select({ id: schema.apiKeys.id })
    .from(schema.apiKeys)
    .where(inArray(schema.apiKeys.id, [...gone, ...kept]));
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(kept));
});
