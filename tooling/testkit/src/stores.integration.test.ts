import { Redis } from "ioredis";
import postgres from "postgres";
import { expect, test } from "vitest";
import { freshDatabase } from "./fresh-database.ts";
import { freshRedis } from "./fresh-redis.ts";
import { ownRedis } from "./own-store.ts";
import { waitFor } from "./wait-for.ts";

async function query(url: string, statement: string): Promise<postgres.Row[]> {
  const sql = postgres(url, { max: 1 });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

test("two databases from one template share its content and nothing else", async () => {
  let preparations = 0;
  const template = {
    key: "stores test 1",
    async prepare(url: string) {
      preparations += 1;
      await query(url, "CREATE TABLE notes (text text)");
    },
  };
  await using one = await freshDatabase({ template });
  await using two = await freshDatabase({ template });
  await query(one.url, "INSERT INTO notes VALUES ('only here')");

  expect(await query(one.url, "SELECT text FROM notes")).toHaveLength(1);
  expect(await query(two.url, "SELECT text FROM notes")).toHaveLength(0);
  expect(preparations).toBe(1);
});

test("a template whose preparation fails is prepared again by the next one", async () => {
  const key = "stores test 2";
  const failing = { key, prepare: () => Promise.reject(new Error("half way")) };
  await expect(freshDatabase({ template: failing })).rejects.toThrow("half way");

  const prepare = async (url: string) => void (await query(url, "CREATE TABLE whole (id int)"));
  await using database = await freshDatabase({ template: { key, prepare } });
  expect(await query(database.url, "SELECT * FROM whole")).toEqual([]);
});

test("a database is gone after its test, even when a connection was left open", async () => {
  const database = await freshDatabase();
  const left = postgres(database.url, { max: 1, onclose: () => undefined });
  await left`SELECT 1`;
  await database[Symbol.asyncDispose]();
  await left.end({ timeout: 1 });

  await expect(query(database.url, "SELECT 1")).rejects.toThrow(/does not exist/);
});

test("two Redis databases do not see each other's keys", async () => {
  await using one = await freshRedis();
  await using two = await freshRedis();
  const [first, second] = [new Redis(one.url), new Redis(two.url)];
  await first.set("key", "value");
  expect(await second.get("key")).toBeNull();
  first.disconnect();
  second.disconnect();
});

test("an own Redis comes back empty on the same port after it was killed", async () => {
  await using store = await ownRedis();
  const redis = new Redis(store.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  redis.on("error", () => undefined);
  await redis.set("key", "value");
  await store.stop("kill");
  await store.start();

  const keys = await waitFor(async () => [await redis.dbsize()], { deadlineMs: 5_000 });
  expect(keys).toEqual([0]);
  redis.disconnect();
});
