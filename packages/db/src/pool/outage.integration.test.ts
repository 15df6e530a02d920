import { openShim, ownPostgres, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { migratedDatabase, plainSql, testDb } from "../../test/fixture.ts";

test("a Postgres that was stopped and comes back serves again without a restart of ours", async () => {
  await using store = await ownPostgres();
  await using db = testDb(store.url, { poolMax: 4 });
  await Promise.all(Array.from({ length: 4 }, () => db.sql.query("SELECT pg_sleep(0.05)")));
  await store.stop("kill");
  const refused = await Promise.allSettled(Array.from({ length: 20 }, () => db.ping()));
  expect(refused.map((result) => result.status === "rejected" && result.reason.code)).toEqual(
    Array.from({ length: 20 }, () => "STORE_DOWN"),
  );
  await store.start();
  await waitFor(() => db.ping().then(() => true), { deadlineMs: 10_000 });
  await Promise.all(Array.from({ length: 20 }, () => db.ping()));
});

test("a Postgres that goes silent keeps nobody waiting for ever, and is used again when it speaks", async () => {
  await using database = await migratedDatabase();
  await using shim = await openShim(database.url);
  await using db = testDb(shim.url, { poolMax: 2, acquireMs: 300, statementTimeoutMs: 500 });
  await Promise.all([db.ping(), db.ping()]);
  shim.freeze();
  const startedMs = performance.now();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 6 }, () => db.system("write", async () => 1)),
  );
  const codes = outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.code);
  const refused = Array.from({ length: 4 }, () => "STORE_BUSY");
  expect(codes.sort()).toEqual([...refused, "STORE_DOWN", "STORE_DOWN"]);
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  shim.thaw();
  await waitFor(() => db.ping().then(() => true), { deadlineMs: 10_000 });
});

test("a Postgres with no connection to spare is STORE_BUSY", async () => {
  await using database = await migratedDatabase();
  await using admin = plainSql(database.url);
  const role = `${database.name}_limited`;
  await admin.unsafe(`CREATE ROLE ${role} LOGIN PASSWORD 'limited' CONNECTION LIMIT 0`);
  const url = new URL(database.url);
  url.username = role;
  url.password = "limited";
  const db = testDb(url.href);
  await expect(db.ping()).rejects.toMatchObject({ code: "STORE_BUSY", retryAfterMs: 1_000 });
  await db[Symbol.asyncDispose]();
  await admin.unsafe(`DROP ROLE ${role}`);
});
