import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { forgetUsedStep, turnOnTwoFactor } from "../../test/authenticator.ts";
import {
  ada,
  Browser,
  factorContext,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";
import { disableTwoFactor } from "./disable-two-factor.ts";

/** A replica whose first person has an authenticator app and backup codes. */
async function withTwoFactor(url: string) {
  const replica = await startReplica(url);
  const browser = await signedUp(replica);
  const factor = await turnOnTwoFactor(replica, browser);
  return {
    replica,
    browser,
    ...factor,
    [Symbol.asyncDispose]: () => replica[Symbol.asyncDispose](),
  };
}

async function passwordShown(replica: TestReplica, browser = new Browser()): Promise<Browser> {
  const answer = await browser.send(replica, "POST", "/sign-in/email", ada);
  expect(await answer.json()).toEqual({
    twoFactorRedirect: true,
    twoFactorMethods: ["totp", "backup-code"],
  });
  return browser;
}

async function show(replica: TestReplica, browser: Browser, code: string, more: object = {}) {
  const kind = code.length > 6 ? "backup-code" : "totp";
  const answer = await browser.send(replica, "POST", `/two-factor/verify-${kind}`, {
    code,
    ...more,
  });
  const body = (await answer.json()) as { error?: { code: string } };
  return { status: answer.status, code: body.error?.code ?? null, body };
}

test("a right password is no session before the code, which another replica may be shown", async () => {
  await using database = await migratedDatabase();
  await using one = await withTwoFactor(database.url);
  await using second = await startReplica(database.url);
  const browser = await passwordShown(one.replica);
  expect(await browser.readSession(one.replica)).toBeNull();
  const rows = await one.replica.db.orm.execute(sql`SELECT 1 FROM sessions`);
  expect(rows).toHaveLength(1);
  const shown = await show(second, browser, one.app.code());
  expect(shown).toMatchObject({ status: 200, body: { user: { email: ada.email } } });
  expect(await browser.readSession(one.replica)).toMatchObject({ assurance: 2 });
  const [row] = await one.replica.db.orm.execute(sql`
    SELECT detail FROM audit_entries WHERE action = 'user.sign-in' ORDER BY at DESC LIMIT 1`);
  expect(row).toEqual({ detail: { method: "totp" } });
});

test("nothing in the answers of either step is a session token", async () => {
  await using database = await migratedDatabase();
  await using one = await withTwoFactor(database.url);
  const browser = new Browser();
  const first = await browser.send(one.replica, "POST", "/sign-in/email", ada);
  const second = await browser.send(one.replica, "POST", "/two-factor/verify-totp", {
    code: one.app.code(),
  });
  const rows = await one.replica.db.orm.execute(sql`SELECT token FROM sessions`);
  const headers = [first, second].map((answer) => answer.headers.get("set-auth-token"));
  const text = JSON.stringify([await first.json(), await second.json(), headers]);
  for (const row of rows) expect(text).not.toContain(String(row["token"]));
  expect(first.headers.getSetCookie().filter((one) => /session_token=[^;]/.test(one))).toEqual([]);
});

test("one sign-in gives one session, and a code that was used gives none", async () => {
  await using database = await migratedDatabase();
  await using one = await withTwoFactor(database.url);
  const { replica, app } = one;
  const browser = await passwordShown(replica);
  const copy = new Browser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  const code = app.code();
  expect((await show(replica, browser, code)).status).toBe(200);
  expect(await show(replica, await passwordShown(replica), code)).toMatchObject({
    status: 401,
    code: "CODE_WRONG",
  });
  await forgetUsedStep(replica);
  expect(await show(replica, copy, code)).toMatchObject({
    status: 401,
    code: "SECOND_FACTOR_EXPIRED",
  });
});

test("who has shown no first factor, or waited over ten minutes, starts again", async () => {
  await using database = await migratedDatabase();
  await using one = await withTwoFactor(database.url);
  const { replica, app } = one;
  const expired = { status: 401, code: "SECOND_FACTOR_EXPIRED" };
  expect(await show(replica, new Browser(), app.code())).toMatchObject(expired);
  const forged = new Browser();
  forged.cookies.set("homeport.two_factor", "2fa-x.AAAA");
  expect(await show(replica, forged, app.code())).toMatchObject(expired);
  const late = await passwordShown(replica);
  await replica.db.orm.execute(
    sql`UPDATE verifications SET expires_at = now() WHERE identifier LIKE '2fa-%'`,
  );
  expect(await show(replica, late, app.code())).toMatchObject(expired);
});

test("five wrong codes lock the code but neither the password nor backup codes", async () => {
  await using database = await migratedDatabase();
  await using one = await withTwoFactor(database.url);
  const { replica, app, backupCodes } = one;
  const codes: (string | null)[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    const browser = await passwordShown(replica, new Browser(`198.51.100.${tries}`));
    codes.push((await show(replica, browser, app.code(7 + tries))).code);
  }
  expect(codes).toEqual([...Array.from({ length: 5 }, () => "CODE_WRONG"), "LOCKED"]);
  const browser = await passwordShown(replica);
  expect((await show(replica, browser, app.code())).code).toBe("LOCKED");
  expect((await show(replica, browser, backupCodes[0] ?? "")).status).toBe(200);
});

test("a backup code works once, is audited, and is one less", async () => {
  await using database = await migratedDatabase();
  await using one = await withTwoFactor(database.url);
  const { replica, backupCodes } = one;
  const [code = ""] = backupCodes;
  const browser = await passwordShown(replica);
  expect((await show(replica, browser, code.toLowerCase().replace("-", " "))).status).toBe(200);
  expect(await browser.readSession(replica)).toMatchObject({ assurance: 2 });
  expect(await show(replica, await passwordShown(replica), code)).toMatchObject({
    status: 401,
    code: "CODE_WRONG",
  });
  const rows = await replica.db.orm.execute(sql`
    SELECT detail FROM audit_entries WHERE action = 'two-factor.backup-used'`);
  expect([...rows]).toEqual([{ detail: { left: 9 } }]);
});

test("a trusted browser is asked for no code for 30 days, and no longer than the second factor stays", async () => {
  await using database = await migratedDatabase();
  await using one = await withTwoFactor(database.url);
  const { replica, app } = one;
  const browser = await passwordShown(replica);
  await show(replica, browser, app.code(), { trustDevice: true });
  const again = await browser.send(replica, "POST", "/sign-in/email", ada);
  expect(await again.json()).toMatchObject({ user: { email: ada.email } });
  expect(await browser.readSession(replica)).toMatchObject({ assurance: 2 });
  const rows = await replica.db.orm.execute(sql`
    SELECT round(extract(epoch FROM expires_at - now()) / 86400)::int AS days FROM verifications
    WHERE identifier LIKE 'trust-device-%'`);
  expect([...rows]).toEqual([{ days: 30 }]);
  const stranger = new Browser();
  stranger.cookies.set("homeport.trust_device", browser.cookies.get("homeport.trust_device") ?? "");
  await disableTwoFactor(await factorContext(replica, browser));
  await turnOnTwoFactor(replica, browser);
  await passwordShown(replica, stranger);
});
