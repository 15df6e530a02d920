import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { migratedDatabase, plainSql } from "../../test/fixture.ts";

/** Two owners, each of whom removes the other in a transaction that commits when told. */
async function removeEachOther(url: string): Promise<PromiseSettledResult<unknown>[]> {
  await using admin = plainSql(url);
  await using ada = plainSql(url);
  await using bob = plainSql(url);
  await admin.unsafe(`
    INSERT INTO users (id, name, email) VALUES ('ada', 'A', 'a@x.org'), ('bob', 'B', 'b@x.org');
    INSERT INTO organizations (id, name, slug) VALUES ('home', 'Home', 'home');
    INSERT INTO members (id, organization_id, user_id, role)
      VALUES ('m1', 'home', 'ada', 'owner'), ('m2', 'home', 'bob', 'owner');`);
  const removed = Promise.withResolvers<void>();
  const first = ada.begin(async (tx) => {
    await tx`DELETE FROM members WHERE user_id = 'bob'`;
    removed.resolve();
    // The other one's statement has ended, or waits for a lock, before this commits.
    await waitForStatement(admin, "DELETE FROM members WHERE user_id = 'ada'");
  });
  await removed.promise;
  return await Promise.allSettled([first, bob`DELETE FROM members WHERE user_id = 'ada'`]);
}

async function waitForStatement(sql: ReturnType<typeof plainSql>, query: string): Promise<void> {
  await waitFor(
    async () => {
      const seen = await sql`SELECT 1 FROM pg_stat_activity
        WHERE query = ${query} AND (state <> 'active' OR wait_event_type = 'Lock')`;
      return seen.length > 0;
    },
    { deadlineMs: 20_000, what: query },
  );
}

async function owners(url: string): Promise<number> {
  await using sql = plainSql(url);
  return (await sql`SELECT 1 FROM members`).length;
}

test("two owners who remove each other leave one", async () => {
  await using database = await migratedDatabase();
  const [, second] = await removeEachOther(database.url);
  expect(second).toMatchObject({ reason: { constraint_name: "members_last_owner" } });
  expect(await owners(database.url)).toBe(1);
});

test("control: without the organization's lock both go", async () => {
  await using database = await migratedDatabase();
  await using admin = plainSql(database.url);
  const [definition] = await admin`SELECT pg_get_functiondef('keep_last_owner'::regproc) AS text`;
  await admin.unsafe(String(definition?.["text"]).replace("FOR NO KEY UPDATE", ""));
  await removeEachOther(database.url);
  expect(await owners(database.url)).toBe(0);
});
