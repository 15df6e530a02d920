import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { migratedDatabase, plainSql } from "../../test/fixture.ts";

const forBob =
  "INSERT INTO wallet_addresses (id, user_id, address, chain_id) VALUES ('w2', 'bob', '0xabc', 10)";

/** Two people who link one wallet, the second before the first has committed. Answers whose it is then. */
async function linkAtOnce(url: string): Promise<string[]> {
  await using admin = plainSql(url);
  await using ada = plainSql(url);
  await using bob = plainSql(url);
  await admin.unsafe(
    "INSERT INTO users (id, name, email) VALUES ('ada', 'A', 'a@x.org'), ('bob', 'B', 'b@x.org')",
  );
  const linked = Promise.withResolvers<void>();
  const first = ada.begin(async (tx) => {
    await tx`INSERT INTO wallet_addresses (id, user_id, address, chain_id) VALUES ('w1', 'ada', '0xABC', 1)`;
    linked.resolve();
    await waitForStatement(admin, forBob);
  });
  await linked.promise;
  await Promise.allSettled([first, bob.unsafe(forBob)]);
  const rows = await admin<{ user_id: string }[]>`SELECT user_id FROM wallet_addresses ORDER BY 1`;
  return rows.map((row) => row.user_id);
}

/** Resolves when the statement has ended, or waits for a lock. */
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

test("of two people who link one wallet at once, it is the first one's alone", async () => {
  await using database = await migratedDatabase();
  expect(await linkAtOnce(database.url)).toEqual(["ada"]);
});

test("control: without the lock it belongs to both", async () => {
  await using database = await migratedDatabase();
  await using admin = plainSql(database.url);
  const [definition] =
    await admin`SELECT pg_get_functiondef('keep_wallet_of_one()'::regprocedure) AS text`;
  const text = String(definition?.["text"]);
  await admin.unsafe(text.replace(/PERFORM pg_advisory_xact_lock.*;/, ""));
  expect(await linkAtOnce(database.url)).toEqual(["ada", "bob"]);
});
