import { schema } from "@homeport/db";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createAuthenticator, turnOnTwoFactor } from "../../test/authenticator.ts";
import {
  ada,
  ageAuthentication,
  Browser,
  codeOf,
  factorContext,
  migratedDatabase,
  signedUp,
  startReplica,
} from "../../test/fixture.ts";
import { changePassword } from "../password/change-password.ts";
import { readSecurity } from "../security/read-security.ts";
import { beginTwoFactor } from "./begin-two-factor.ts";
import { checkTotp } from "./check-totp.ts";
import { disableTwoFactor } from "./disable-two-factor.ts";
import { enableTwoFactor } from "./enable-two-factor.ts";
import { renewBackupCodes } from "./renew-backup-codes.ts";

async function signedUpReplica(url: string) {
  const replica = await startReplica(url);
  const browser = await signedUp(replica);
  return { replica, browser, [Symbol.asyncDispose]: () => replica[Symbol.asyncDispose]() };
}

test("nothing is on before a first correct code", async () => {
  await using database = await migratedDatabase();
  await using one = await signedUpReplica(database.url);
  const { replica, browser } = one;
  const context = await factorContext(replica, browser);
  expect(await codeOf(enableTwoFactor(context, { code: "000000" }))).toBe("TWO_FACTOR_OFF");
  const { uri } = await beginTwoFactor(context);
  const app = createAuthenticator(uri);
  expect(await codeOf(enableTwoFactor(context, { code: app.code(5) }))).toBe("CODE_WRONG");
  expect((await readSecurity(context)).twoFactor).toBeNull();
  const again = await new Browser().send(replica, "POST", "/sign-in/email", ada);
  expect(await again.json()).toMatchObject({ user: { email: ada.email } });
  const { backupCodes } = await enableTwoFactor(context, { code: app.code() });
  expect(backupCodes).toHaveLength(10);
  expect((await readSecurity(context)).twoFactor).toEqual({ backupCodesLeft: 10 });
  expect(await codeOf(beginTwoFactor(context))).toBe("TWO_FACTOR_ON");
});

test("neither the secret nor a backup code stands in the table or in the audit", async () => {
  await using database = await migratedDatabase();
  await using one = await signedUpReplica(database.url);
  const { replica, browser } = one;
  const context = await factorContext(replica, browser);
  const { uri, secret } = await beginTwoFactor(context);
  const { backupCodes } = await enableTwoFactor(context, { code: createAuthenticator(uri).code() });
  const [all] = await replica.db.orm.execute(sql`
    SELECT (SELECT string_agg(t::text, ' ') FROM two_factors t)
      || (SELECT string_agg(a::text, ' ') FROM audit_entries a) AS text`);
  for (const text of [secret, ...backupCodes]) expect(String(all?.["text"])).not.toContain(text);
});

test("a code works once, and an older one not at all after it", async () => {
  await using database = await migratedDatabase();
  await using one = await signedUpReplica(database.url);
  const { replica, browser } = one;
  const { keys } = replica.auth.factors;
  const { app } = await turnOnTwoFactor(replica, browser);
  const actor = (await browser.readSession(replica))?.userId ?? "";
  const check = (code: string) => checkTotp({ db: replica.db, keys }, actor, code);
  const [older, code] = [app.code(-1), app.code()];
  expect(await check(code)).toBe(true);
  expect(await check(code)).toBe(false);
  expect(await check(older)).toBe(false);
});

const changes = {
  "turning the second factor on": async (context) => {
    const { uri } = await beginTwoFactor(context);
    await enableTwoFactor(context, { code: createAuthenticator(uri).code() });
  },
  "turning the second factor off": async (context) => await disableTwoFactor(context),
  "renewing backup codes": async (context) => void (await renewBackupCodes(context)),
  "changing the password": async (context) =>
    await changePassword(context, { password: "another horse battery" }),
} satisfies Record<string, (context: Awaited<ReturnType<typeof factorContext>>) => Promise<void>>;

test.each(Object.entries(changes))(
  "%s ends every other session, and wants a recent factor",
  async (name, change) => {
    await using database = await migratedDatabase();
    await using one = await signedUpReplica(database.url);
    const { replica, browser } = one;
    if (name.includes("off") || name.includes("renewing")) await turnOnTwoFactor(replica, browser);
    const { sessionId = "", userId = "" } = (await browser.readSession(replica)) ?? {};
    await replica.db.orm.insert(schema.sessions).values({
      id: "other",
      token: "other",
      userId,
      expiresAt: new Date(Date.now() + 60_000),
    });
    const context = await factorContext(replica, browser);
    await ageAuthentication(replica);
    expect(await codeOf(change(context))).toBe("STEP_UP_REQUIRED");
    await ageAuthentication(replica, "1 minute");
    await change(context);
    const left = await replica.db.orm.execute(sql`SELECT id FROM sessions`);
    expect([...left]).toEqual([{ id: sessionId }]);
    expect(await browser.readSession(replica)).not.toBeNull();
  },
);

test("a person whose second factor is off has none to turn off or renew", async () => {
  await using database = await migratedDatabase();
  await using one = await signedUpReplica(database.url);
  const context = await factorContext(one.replica, one.browser);
  expect(await codeOf(disableTwoFactor(context))).toBe("TWO_FACTOR_OFF");
  expect(await codeOf(renewBackupCodes(context))).toBe("TWO_FACTOR_OFF");
});

test("a changed password signs in, and the one before does not", async () => {
  await using database = await migratedDatabase();
  await using one = await signedUpReplica(database.url);
  const { replica, browser } = one;
  const password = "another horse battery";
  await changePassword(await factorContext(replica, browser), { password });
  const signIn = async (body: object) =>
    (await new Browser().send(replica, "POST", "/sign-in/email", body)).status;
  expect(await signIn(ada)).toBe(401);
  expect(await signIn({ ...ada, password })).toBe(200);
});
