import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { openShim } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migratedDatabase, plainSql, testDb } from "../../test/fixture.ts";
import { organizations } from "../schema/auth.ts";
import { openConnection, sessionSettings } from "./connection.ts";

let database: Awaited<ReturnType<typeof migratedDatabase>>;

beforeAll(async () => {
  database = await migratedDatabase();
});

afterAll(() => database[Symbol.asyncDispose]());

test("a transaction whose connection died writes nothing, not even by another connection", async () => {
  await using db = testDb(database.url, { poolMax: 1 });
  await using admin = plainSql(database.url);
  const write = db.system("doomed", async (tx) => {
    const [row] = await tx.execute(sql`SELECT pg_backend_pid() AS pid`);
    await admin`SELECT pg_terminate_backend(${Number(row?.["pid"])}, 1000)`;
    // Whatever a caller does after the loss, nothing of it may reach the database.
    await tx
      .insert(organizations)
      .values({ id: "x1", name: "x", slug: "x1" })
      .catch(() => undefined);
    await tx
      .insert(organizations)
      .values({ id: "x2", name: "x", slug: "x2" })
      .catch(() => undefined);
  });
  await expect(write).rejects.toMatchObject({
    code: expect.stringMatching(/STORE_DOWN|OUTCOME_UNKNOWN/),
  });
  const rows = await db.sql.query("SELECT id FROM organizations WHERE id IN ('x1', 'x2')");
  expect(rows).toEqual([]);
});

test("after every connection was cut the pool serves again at once, and no error of theirs comes back", async () => {
  await using db = testDb(database.url, { poolMax: 4 });
  await using admin = plainSql(database.url);
  await Promise.all(Array.from({ length: 4 }, () => db.sql.query("SELECT pg_sleep(0.05)")));
  await admin`SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
    WHERE application_name = 'homeport-test-pool' AND datname = current_database()`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => db.sql.query("SELECT 1 AS one")),
  );
  expect(answers.flat()).toEqual(Array.from({ length: 20 }, () => ({ one: 1 })));
});

test("a statement that failed and was ignored takes its transaction with it", async () => {
  await using db = testDb(database.url);
  const write = db.system("ignorant", async (tx) => {
    await tx.insert(organizations).values({ id: "x3", name: "x", slug: "x3" });
    await tx.execute(sql`SELECT 1/0`).catch(() => undefined);
  });
  await expect(write).rejects.toMatchObject({ code: "22012" });
  expect(await db.sql.query("SELECT 1 FROM organizations WHERE id = 'x3'")).toEqual([]);
});

test("a statement that comes after its transaction is refused", async () => {
  await using db = testDb(database.url);
  let late: () => Promise<unknown> = () => Promise.resolve();
  await db.system("leaky", async (tx) => {
    late = async () => tx.insert(organizations).values({ id: "x4", name: "x", slug: "x4" });
  });
  await expect(late()).rejects.toThrow("after the end of its transaction");
});

test("a server that goes silent ends the statement, and the connection with it", async () => {
  await using shim = await openShim(database.url);
  // Silence is counted from the statement timeout on: 5 s less 4.5 s.
  const settings = { ...sessionSettings(15_000), statementTimeoutMs: -4_500 };
  const connection = openConnection({
    url: shim.url,
    applicationName: "test",
    settings,
    pooled: true,
  });
  await connection.run("SELECT 1");
  shim.freeze();
  await expect(connection.run("SELECT 1")).rejects.toMatchObject({ code: "ETIMEDOUT" });
  expect(connection.broken).toBe(true);
});

test("a connection that ends as soon as it is made fails its statement, and nothing that nobody waits for", async () => {
  const greeting = Buffer.concat([
    Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]),
    Buffer.from([0x5a, 0, 0, 0, 5, 0x49]),
  ]);
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(greeting));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const unheard: unknown[] = [];
  const hear = (error: unknown) => void unheard.push(error);
  process.on("unhandledRejection", hear);
  const connection = openConnection({
    url: `postgres://x@127.0.0.1:${port}/x`,
    applicationName: "test",
  });
  await expect(connection.run("SELECT 1")).rejects.toThrow();
  await connection.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", hear);
  server.close();
  expect(unheard).toEqual([]);
});

test("arrays come and go as they are, whatever is in them", async () => {
  const connection = openConnection({ url: database.url, applicationName: "test" });
  const texts = ["plain", 'with "quotes"', "back\\slash", "{,}", "", "NULL", null];
  const asked = "SELECT $1::text[] AS texts, $2::int[] AS numbers, 3 = any($2::int[]) AS found";
  expect(await connection.query(asked, [texts, [1, 2, 3]])).toEqual([
    { texts, numbers: [1, 2, 3], found: true },
  ]);
  const made =
    "SELECT array[]::text[] AS none, array['{1,2}'::int[], '{3,4}'] AS pairs, array[true, null] AS flags";
  expect(await connection.query(made)).toEqual([
    {
      none: [],
      pairs: [
        [1, 2],
        [3, 4],
      ],
      flags: [true, null],
    },
  ]);
  await connection.close();
});

test("a connection prepares a bounded number of statements", async () => {
  const settings = sessionSettings(15_000);
  const connection = openConnection({ url: database.url, applicationName: "test", settings });
  for (let columns = 1; columns <= 250; columns++) {
    await connection.run(`SELECT ${"1, ".repeat(columns)} $1::int`, [columns]);
  }
  const [row] = await connection.query("SELECT count(*)::int AS n FROM pg_prepared_statements");
  expect(row).toEqual({ n: 200 });
  await connection.close();
});
