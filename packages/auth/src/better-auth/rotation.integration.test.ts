import { rewrapSealed } from "@homeport/db";
import { createCursorCodec, deriveKeys, systemRandom } from "@homeport/platform";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { forgetUsedStep, turnOnTwoFactor } from "../../test/authenticator.ts";
import {
  ada,
  Browser,
  migratedDatabase,
  signedUp,
  startReplica,
  type TestReplica,
} from "../../test/fixture.ts";
import { authSealedColumns } from "../sealed-columns.ts";

const old = "the secret of last year, 0123456789abcdef";
const fresh = "the secret of this year, 0123456789abcdef";

test("whoever signed in under the previous secret stays signed in, and may sign out", async () => {
  await using database = await migratedDatabase();
  await using before = await startReplica(database.url, { keys: deriveKeys(old) });
  const browser = await signedUp(before);
  await using after = await startReplica(database.url, { keys: deriveKeys(fresh, old) });
  expect(await browser.readSession(after)).toMatchObject({ kind: "browser" });
  expect((await browser.send(after, "POST", "/sign-out")).status).toBe(200);
  expect(await browser.readSession(before)).toBeNull();
});

const days = sql`UPDATE sessions SET expires_at = now() + interval '5 days'`;
const cursor = { kind: "audit.list", scope: "3f2a", position: ["42"] };

/** Signs in with password and authenticator, then with password and a backup code. */
async function signInTwice(
  replica: TestReplica,
  app: { code(): string },
  backupCode: string,
): Promise<number[]> {
  const answers: number[] = [];
  for (const [path, code] of [
    ["/two-factor/verify-totp", app.code()],
    ["/two-factor/verify-backup-code", backupCode],
  ] as const) {
    const browser = new Browser();
    await browser.send(replica, "POST", "/sign-in/email", ada);
    answers.push((await browser.send(replica, "POST", path, { code })).status);
  }
  await forgetUsedStep(replica);
  return answers;
}

test("sessions, cursors, authenticators and backup codes survive both steps of a rotation", async () => {
  await using database = await migratedDatabase();
  await using before = await startReplica(database.url, { keys: deriveKeys(old) });
  const browser = await signedUp(before);
  const { app, backupCodes } = await turnOnTwoFactor(before, browser);
  const [first = "", second = ""] = backupCodes;

  const both = deriveKeys(fresh, old);
  await using during = await startReplica(database.url, { keys: both });
  const page = createCursorCodec(deriveKeys(old)).encode(cursor);
  expect(createCursorCodec(both).decode(page, cursor)).toEqual(cursor.position);
  expect(await signInTwice(during, app, first)).toEqual([200, 200]);
  // A browser that comes back after a day is given its cookie anew.
  await during.db.orm.execute(days);
  browser.cookies.delete("homeport.session_data");
  expect(await browser.readSession(during)).not.toBeNull();
  const { signal } = new AbortController();
  const sealed = await rewrapSealed(
    {
      ...{ keys: both, random: systemRandom, signal },
      write: (fn) => during.db.system("rewrap", (tx) => fn(during.db.within(tx))),
    },
    authSealedColumns,
  );
  // The backup codes were sealed anew when one of them was used.
  expect(sealed).toMatchObject({ rewrapped: 1, damaged: 0 });

  const alone = deriveKeys(fresh);
  await using afterwards = await startReplica(database.url, { keys: alone });
  const later = createCursorCodec(both).encode(cursor);
  expect(createCursorCodec(alone).decode(later, cursor)).toEqual(cursor.position);
  expect(await signInTwice(afterwards, app, second)).toEqual([200, 200]);
  expect(await browser.readSession(afterwards)).not.toBeNull();
});

test("a secret that is no longer named signs nobody in", async () => {
  await using database = await migratedDatabase();
  await using before = await startReplica(database.url, { keys: deriveKeys(old) });
  const browser = await signedUp(before);
  await using after = await startReplica(database.url, { keys: deriveKeys(fresh) });
  expect(await browser.readSession(after)).toBeNull();
});

test("what was signed under a secret of nobody is not signed anew", async () => {
  await using database = await migratedDatabase();
  await using stranger = await startReplica(database.url, {
    keys: deriveKeys("a secret of nobody, 0123456789abcdef"),
  });
  const browser = await signedUp(stranger);
  await using after = await startReplica(database.url, { keys: deriveKeys(fresh, old) });
  expect(await browser.readSession(after)).toBeNull();
});
