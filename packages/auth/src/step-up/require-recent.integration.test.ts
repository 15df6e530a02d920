import { expect, test } from "vitest";
import { migratedDatabase, signedUp, startReplica } from "../../test/fixture.ts";
import { actorOf } from "../session/actor.ts";
import { requireRecent } from "./require-recent.ts";

test.each([
  ["14 minutes ago may do what is privileged", "interval '14 minutes'", null],
  [
    "16 minutes ago has to show once more that it is them",
    "interval '16 minutes'",
    "STEP_UP_REQUIRED",
  ],
])("who authenticated %s", async (_what, ago, code) => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const actor = actorOf(await browser.readSession(replica));
  const { db } = replica;
  await db.orm.execute(`UPDATE sessions SET authenticated_at = now() - ${ago}`);
  const asked = await requireRecent({ actor, db }).catch((error) => error.code);
  expect(asked ?? null).toBe(code);
});

test("a session that has ended is not recent, and a stranger has none", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const browser = await signedUp(replica);
  const actor = actorOf(await browser.readSession(replica));
  const { db } = replica;
  await db.orm.execute("UPDATE sessions SET expires_at = now()");
  await expect(requireRecent({ actor, db })).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
  await expect(requireRecent({ actor: { kind: "anonymous" }, db })).rejects.toMatchObject({
    code: "SIGN_IN_REQUIRED",
  });
});
