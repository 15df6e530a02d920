import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { turnOnTwoFactor } from "../../test/authenticator.ts";
import {
  ada,
  ageAuthentication,
  Browser,
  codeOf,
  factorContext,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";
import { createSecurityKey, type KeyUse } from "../../test/security-key.ts";
import { readSecurity } from "../security/read-security.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { stepUp } from "../step-up/step-up.ts";
import { addPasskey } from "./add-passkey.ts";
import { askPasskey } from "./ask-passkey.ts";
import { beginPasskey } from "./begin-passkey.ts";
import { removePasskey } from "./remove-passkey.ts";
import { renamePasskey } from "./rename-passkey.ts";

type SecurityKey = ReturnType<typeof createSecurityKey>;

/** A replica whose first person has a passkey. */
async function withPasskey(url: string) {
  const replica = await startReplica(url);
  const browser = await signedUp(replica);
  const context = await factorContext(replica, browser);
  const key = createSecurityKey();
  const response = key.create(await beginPasskey(context));
  const { passkeyId } = await addPasskey(context, { name: "Blue key", response });
  const dispose = () => replica[Symbol.asyncDispose]();
  return { replica, browser, context, key, passkeyId, [Symbol.asyncDispose]: dispose };
}

async function challengeOf(replica: TestReplica): Promise<{ challenge: string }> {
  const asked = await new Browser().send(replica, "GET", "/passkey/generate-authenticate-options");
  return (await asked.json()) as { challenge: string };
}

async function signIn(replica: TestReplica, key: SecurityKey, use: KeyUse = {}) {
  const browser = new Browser();
  const response = key.get(await challengeOf(replica), use);
  const answer = await browser.send(replica, "POST", "/passkey/verify-authentication", {
    response,
  });
  const body = (await answer.json()) as { error?: { code: string } };
  return { browser, response, code: body.error?.code ?? null };
}

test("a browser is asked for a passkey that it finds by itself and that checks who holds it", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  expect(await beginPasskey(one.context)).toMatchObject({
    rp: { id: "localhost" },
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: [{ type: "public-key" }],
  });
  const asked = await new Browser().send(
    one.replica,
    "GET",
    "/passkey/generate-authenticate-options",
  );
  expect(await asked.json()).toMatchObject({ rpId: "localhost", userVerification: "required" });
});

test("a passkey signs in on any replica, with the assurance of two factors and no code asked", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  await using second = await startReplica(database.url);
  await turnOnTwoFactor(one.replica, one.browser);
  const browser = new Browser();
  const response = one.key.get(await challengeOf(one.replica));
  const answer = await browser.send(second, "POST", "/passkey/verify-authentication", { response });
  expect(await answer.json()).toMatchObject({ user: { email: ada.email } });
  expect(await browser.readSession(one.replica)).toMatchObject({ assurance: 2, kind: "browser" });
  const [row] = await one.replica.db.orm.execute(sql`
    SELECT detail FROM audit_entries WHERE action = 'user.sign-in' ORDER BY at DESC LIMIT 1`);
  expect(row).toEqual({ detail: { method: "passkey" } });
});

test("a passkey still works while the password of its person is locked", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  const wrong = { ...ada, password: "wrong horse battery" };
  for (let tries = 0; tries < 5; tries += 1) {
    await new Browser(`198.51.100.${tries}`).send(one.replica, "POST", "/sign-in/email", wrong);
  }
  const locked = await new Browser().send(one.replica, "POST", "/sign-in/email", ada);
  expect(locked.status).toBe(429);
  expect((await signIn(one.replica, one.key)).code).toBeNull();
});

test("a passkey whose holder was not checked, or that is for another site or host, signs nobody in", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  const refused = async (use: KeyUse) => {
    const { code, browser } = await signIn(one.replica, one.key, use);
    expect(await browser.readSession(one.replica)).toBeNull();
    return code;
  };
  expect(await refused({ verified: false })).toBe("PASSKEY_UNVERIFIED");
  expect(await refused({ origin: "https://evil.example.org" })).toBe("PASSKEY_REFUSED");
  expect(await refused({ rpId: "evil.example.org" })).toBe("PASSKEY_REFUSED");
  expect((await signIn(one.replica, one.key)).code).toBeNull();
});

test("an answer is good once, for a challenge that was given, by the key that is known", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  const { replica, key } = one;
  const { response } = await signIn(replica, key);
  const send = async (body: unknown) => {
    const answer = await new Browser().send(
      replica,
      "POST",
      "/passkey/verify-authentication",
      body,
    );
    return ((await answer.json()) as { error: { code: string } }).error.code;
  };
  expect(await send({ response })).toBe("PASSKEY_REFUSED");
  expect(await send({ response: key.get({ challenge: "AAAA" }) })).toBe("PASSKEY_REFUSED");
  const stranger = createSecurityKey().get(await challengeOf(replica));
  expect(await send({ response: stranger })).toBe("PASSKEY_REFUSED");
  const forged = { ...stranger, id: response.id, rawId: response.id };
  expect(await send({ response: forged })).toBe("PASSKEY_REFUSED");
  expect(await send({ response: "x" })).toBe("PASSKEY_REFUSED");
  const late = key.get(await challengeOf(replica));
  await replica.db.orm.execute(sql`UPDATE verifications SET expires_at = now()`);
  expect(await send({ response: late })).toBe("PASSKEY_REFUSED");
});

test("a counter that falls shows a copy: it is refused and audited", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  expect((await signIn(one.replica, one.key, { counter: 10 })).code).toBeNull();
  expect((await signIn(one.replica, one.key, { counter: 10 })).code).toBe("PASSKEY_REFUSED");
  expect((await signIn(one.replica, one.key, { counter: 0 })).code).toBe("PASSKEY_REFUSED");
  const rows = await one.replica.db.orm.execute(sql`
    SELECT target_id, outcome FROM audit_entries WHERE action = 'passkey.counter-fell'`);
  const fell = { target_id: one.passkeyId, outcome: "denied" };
  expect([...rows]).toEqual([fell, fell]);
  expect((await signIn(one.replica, one.key, { counter: 11 })).code).toBeNull();
});

test("an authenticator that does not count is believed", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  await one.replica.db.orm.execute(sql`UPDATE passkeys SET counter = 0`);
  expect((await signIn(one.replica, one.key, { counter: 0 })).code).toBeNull();
  expect((await signIn(one.replica, one.key, { counter: 0 })).code).toBeNull();
});

test("adding one wants a recent factor, a checked holder, and a credential that nobody has", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  const { context, key, replica } = one;
  const add = async (made: SecurityKey, use: KeyUse = {}) => {
    const response = made.create(await beginPasskey(context), use);
    return await codeOf(addPasskey(context, { name: "Another", response }));
  };
  expect(await add(createSecurityKey(), { verified: false })).toBe("PASSKEY_UNVERIFIED");
  expect(await add(createSecurityKey(), { origin: "https://evil.example.org" })).toBe(
    "PASSKEY_REFUSED",
  );
  expect(await add(key)).toBe("PASSKEY_TAKEN");
  const options = await beginPasskey(context);
  const first = createSecurityKey().create(options);
  const second = createSecurityKey().create(options);
  expect(await codeOf(addPasskey(context, { name: "One", response: first }))).toBeNull();
  expect(await codeOf(addPasskey(context, { name: "Two", response: second }))).toBe(
    "PASSKEY_REFUSED",
  );
  await ageAuthentication(replica);
  expect(await codeOf(beginPasskey(context))).toBe("STEP_UP_REQUIRED");
  expect(await codeOf(addPasskey(context, { name: "One", response: first }))).toBe(
    "STEP_UP_REQUIRED",
  );
});

test("a passkey is renamed and removed by its person alone, and then signs nobody in", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  const { context, passkeyId, replica, key } = one;
  await renamePasskey(context, { passkeyId, name: "Red key" });
  expect((await readSecurity(context)).passkeys).toMatchObject([{ passkeyId, name: "Red key" }]);
  const other = { ...context, actor: { ...context.actor, userId: "somebody-else" } } as const;
  expect(await codeOf(renamePasskey(other, { passkeyId, name: "Mine" }))).toBe("PASSKEY_NOT_FOUND");
  expect(await codeOf(removePasskey(other, { passkeyId }))).toBe("PASSKEY_NOT_FOUND");
  await removePasskey(context, { passkeyId });
  expect((await readSecurity(context)).passkeys).toEqual([]);
  expect((await signIn(replica, key)).code).toBe("PASSKEY_REFUSED");
  const rows = await replica.db.orm.execute(sql`
    SELECT action FROM audit_entries WHERE action LIKE 'passkey.%' ORDER BY at`);
  expect([...rows].map((row) => row["action"])).toEqual([
    "passkey.add",
    "passkey.rename",
    "passkey.remove",
  ]);
});

test("the only way to sign in stays", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  const { context, passkeyId, replica } = one;
  await replica.db.orm.execute(sql`DELETE FROM accounts`);
  expect(await codeOf(removePasskey(context, { passkeyId }))).toBe("LAST_WAY_IN");
  expect((await readSecurity(context)).passkeys).toHaveLength(1);
});

test("a passkey makes what is privileged allowed again, for its own person's challenge", async () => {
  await using database = await migratedDatabase();
  await using one = await withPasskey(database.url);
  const { context, key, replica } = one;
  await ageAuthentication(replica);
  const atSignIn = key.get(await challengeOf(replica));
  expect(await codeOf(stepUp(context, { passkey: atSignIn }))).toBe("PASSKEY_REFUSED");
  await stepUp(context, { passkey: key.get(await askPasskey(context)) });
  expect(await codeOf(requireRecent(context))).toBeNull();
  const [row] = await replica.db.orm.execute(sql`SELECT assurance FROM sessions`);
  expect(row).toEqual({ assurance: 2 });
});
