import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { turnOnTwoFactor } from "../../test/authenticator.ts";
import {
  ada,
  ageAuthentication,
  codeOf,
  factorContext,
  migratedDatabase,
  signedUp,
  startReplica,
} from "../../test/fixture.ts";
import { requireRecent } from "./require-recent.ts";
import { stepUp } from "./step-up.ts";

test("a password makes what is privileged allowed again, and is audited", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const context = await factorContext(replica, await signedUp(replica));
  await ageAuthentication(replica);
  expect(await codeOf(requireRecent(context))).toBe("STEP_UP_REQUIRED");
  await stepUp(context, { password: ada.password });
  expect(await codeOf(requireRecent(context))).toBeNull();
  const [row] = await replica.db.orm.execute(sql`
    SELECT detail, actor_id IS NOT NULL AS known FROM audit_entries WHERE action = 'session.step-up'`);
  expect(row).toEqual({ detail: { method: "password" }, known: true });
});

test("a wrong password changes nothing, and counts with those of the sign-in page", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const context = await factorContext(replica, browser);
  await ageAuthentication(replica);
  const wrong = () => codeOf(stepUp(context, { password: "wrong horse battery" }));
  expect(await wrong()).toBe("PASSWORD_WRONG");
  expect(await codeOf(requireRecent(context))).toBe("STEP_UP_REQUIRED");
  for (let tries = 0; tries < 3; tries += 1) await wrong();
  const signIn = await browser.send(replica, "POST", "/sign-in/email", {
    ...ada,
    password: "wrong horse battery",
  });
  expect(signIn.status).toBe(401);
  expect(await codeOf(stepUp(context, { password: ada.password }))).toBe("LOCKED");
});

test("a code of the authenticator app counts as the second factor, once", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const { app } = await turnOnTwoFactor(replica, browser);
  const context = await factorContext(replica, browser);
  await replica.db.orm.execute(sql`UPDATE sessions SET assurance = 1`);
  await ageAuthentication(replica);
  const code = app.code();
  await stepUp(context, { code });
  expect(await codeOf(requireRecent(context))).toBeNull();
  const [row] = await replica.db.orm.execute(sql`SELECT assurance FROM sessions`);
  expect(row).toEqual({ assurance: 2 });
  expect(await codeOf(stepUp(context, { code }))).toBe("CODE_WRONG");
});

test("a password takes no assurance away", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const context = await factorContext(replica, browser);
  await replica.db.orm.execute(sql`UPDATE sessions SET assurance = 2`);
  await stepUp(context, { password: ada.password });
  const [row] = await replica.db.orm.execute(sql`SELECT assurance FROM sessions`);
  expect(row).toEqual({ assurance: 2 });
});

test("a session that has ended is not renewed, and a stranger has none", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const context = await factorContext(replica, await signedUp(replica));
  const stranger = { ...context, actor: { kind: "anonymous" } as const };
  expect(await codeOf(stepUp(stranger, { password: ada.password }))).toBe("SIGN_IN_REQUIRED");
  await replica.db.orm.execute(sql`DELETE FROM sessions`);
  expect(await codeOf(stepUp(context, { password: ada.password }))).toBe("SESSION_NOT_FOUND");
});
