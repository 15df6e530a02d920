import { type Db, schema } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  codeOf,
  factorContext,
  migratedDatabase,
  signedUp,
  startReplica,
} from "../../test/fixture.ts";
import { removePasskey } from "../passkey/remove-passkey.ts";
import { deletePasskey } from "../passkey/store.ts";
import { countWaysIn } from "./store.ts";

/** A person whose two passkeys are their only ways in. */
async function withTwoPasskeys(db: Db, userId: string): Promise<void> {
  await db.orm.execute(sql`DELETE FROM accounts`);
  for (const id of ["one", "two"]) {
    const shared = { publicKey: "", counter: 0, deviceType: "singleDevice", backedUp: false };
    await db.orm.insert(schema.passkeys).values({ id, credentialID: id, userId, ...shared });
  }
}

async function left(db: Db, userId: string): Promise<string[]> {
  const rows = await db.orm
    .select({ id: schema.passkeys.id })
    .from(schema.passkeys)
    .where(eq(schema.passkeys.userId, userId));
  return rows.map((row) => row.id);
}

/** Lets two pass, once both have come. */
function barrierOfTwo(): () => Promise<void> {
  const both = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    come += 1;
    if (come === 2) both.resolve();
    return both.promise;
  };
}

test("of two removals at once, on two replicas, one leaves the last way in", async () => {
  await using database = await migratedDatabase();
  await using first = await startReplica(database.url);
  await using second = await startReplica(database.url);
  const context = await factorContext(first, await signedUp(first));
  const { userId } = context.actor.kind === "user" ? context.actor : { userId: "" };
  await withTwoPasskeys(first.db, userId);
  const codes = await Promise.all([
    codeOf(removePasskey(context, { passkeyId: "one" })),
    codeOf(removePasskey({ ...context, db: second.db }, { passkeyId: "two" })),
  ]);
  expect(codes.filter((code) => code === "LAST_WAY_IN")).toHaveLength(1);
  expect(await left(first.db, userId)).toHaveLength(1);
});

test("control: without taking turns each counts on the other's, and none is left", async () => {
  await using database = await migratedDatabase();
  await using replica = await startReplica(database.url);
  const { actor } = await factorContext(replica, await signedUp(replica));
  const { userId } = actor.kind === "user" ? actor : { userId: "" };
  await withTwoPasskeys(replica.db, userId);
  const bothTaken = barrierOfTwo();
  const bothCounted = barrierOfTwo();
  const ways = await Promise.all(
    ["one", "two"].map((passkeyId) =>
      replica.db.system("test", async (tx) => {
        await deletePasskey(tx, { userId, passkeyId });
        await bothTaken();
        const counted = await countWaysIn(tx, userId);
        await bothCounted();
        return counted;
      }),
    ),
  );
  expect(ways).toEqual([1, 1]);
  expect(await left(replica.db, userId)).toEqual([]);
});
