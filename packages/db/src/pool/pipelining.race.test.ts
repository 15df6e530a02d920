import postgres from "postgres";
import { expect, test } from "vitest";
import { migratedDatabase, testDb } from "../../test/fixture.ts";

/**
 * Ten statements sleep, and forty quick ones come while one of eleven connections is free. Answers how
 * many of the quick ones ended only after a slow one had.
 */
async function countDelayed(run: (text: string) => Promise<unknown>): Promise<number> {
  let slowEnded = false;
  const slow = Array.from({ length: 10 }, async () => {
    await run("SELECT pg_sleep(1)");
    slowEnded = true;
  });
  const quick = Array.from({ length: 40 }, async () => {
    await run("SELECT 1");
    return slowEnded;
  });
  const delayed = (await Promise.all(quick)).filter((late) => late).length;
  await Promise.all(slow);
  return delayed;
}

test("a quick statement never waits behind a slow one while a connection is free", async () => {
  await using database = await migratedDatabase();
  await using db = testDb(database.url, { poolMax: 11 });
  expect(await countDelayed((text) => db.sql.query(text))).toBe(0);
});

test("control: without the gate some wait", async () => {
  await using database = await migratedDatabase();
  const driver = postgres(database.url, { max: 11 });
  await Promise.all(Array.from({ length: 11 }, () => driver.unsafe("SELECT pg_sleep(0.05)")));
  const delayed = await countDelayed(async (text) => driver.unsafe(text));
  await driver.end();
  expect(delayed).toBeGreaterThan(0);
});
