import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asAda, migratedDatabase, plainSql, recordingLog, testDb } from "../test/fixture.ts";
import type { Db } from "./open-db.ts";
import { auditEntries } from "./schema/audit.ts";
import { organizations } from "./schema/auth.ts";

let database: Awaited<ReturnType<typeof migratedDatabase>>;
let db: Db;

beforeAll(async () => {
  database = await migratedDatabase();
  db = testDb(database.url, { replicaId: "web-1" });
});

afterAll(async () => {
  await db[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

function act(id: string) {
  return { action: "organization.create", target: { kind: "organization", id } };
}

function insert(id: string) {
  return { id, name: id, slug: id };
}

async function countAudited(id: string): Promise<number> {
  const rows = await db.orm.select().from(auditEntries).where(eq(auditEntries.targetId, id));
  return rows.length;
}

test("an act and its audit row commit together", async () => {
  await db.write(
    asAda,
    { ...act("o1"), organizationId: "o1", detail: { from: "console" } },
    async (tx, scope) => {
      await tx.insert(organizations).values(insert("o1"));
      scope.note({ slug: "o1" });
    },
  );
  const [row] = await db.orm.select().from(auditEntries).where(eq(auditEntries.targetId, "o1"));
  expect(row).toMatchObject({
    organizationId: "o1",
    actorKind: "user",
    actorId: "u1",
    action: "organization.create",
    targetKind: "organization",
    outcome: "success",
    errorCode: null,
    detail: { from: "console", slug: "o1" },
    address: "192.0.2.7",
    requestId: "r1",
    replicaId: "web-1",
  });
});

test("an act that fails leaves neither a fact nor an audit row, and announces nothing", async () => {
  const announced: string[] = [];
  const write = db.write(asAda, act("o2"), async (tx, scope) => {
    await tx.insert(organizations).values(insert("o2"));
    scope.commit(() => void announced.push("o2"));
    throw new Error("changed my mind");
  });
  await expect(write).rejects.toThrow("changed my mind");
  expect(await countAudited("o2")).toBe(0);
  expect(await db.orm.select().from(organizations).where(eq(organizations.id, "o2"))).toEqual([]);
  expect(announced).toEqual([]);
});

test("an audit row that cannot be written takes its act with it", async () => {
  await using other = await migratedDatabase();
  await using admin = plainSql(other.url);
  await using broken = testDb(other.url);
  await admin`ALTER TABLE audit_entries ADD CONSTRAINT never CHECK (action <> 'organization.create')`;
  const write = broken.write(asAda, act("o3"), (tx) =>
    tx.insert(organizations).values(insert("o3")),
  );
  await expect(write).rejects.toMatchObject({ code: "23514" });
  expect(await broken.orm.select().from(organizations)).toEqual([]);
});

test("what is collected leaves after the commit, when others can see the fact", async () => {
  let seen: unknown[] = [];
  await db.write(asAda, act("o4"), async (tx, scope) => {
    await tx.insert(organizations).values(insert("o4"));
    scope.commit(async () => {
      seen = await db.orm.select().from(organizations).where(eq(organizations.id, "o4"));
    });
  });
  expect(seen).toHaveLength(1);
});

test("an announcement that fails or hangs fails nobody", async () => {
  const log = recordingLog();
  await using noisy = testDb(database.url, { log });
  const value = await noisy.system("upkeep", async (_tx, after) => {
    after.commit(() => Promise.reject(new Error("Redis is away")));
    after.commit(() => new Promise(() => undefined));
    return "done";
  });
  expect(value).toBe("done");
  expect(log.records).toMatchObject([{ message: "db.after-commit-failed" }]);
});

test("housekeeping leaves no audit row", async () => {
  await db.system("upkeep", (tx) => tx.insert(organizations).values(insert("o5")));
  expect(await countAudited("o5")).toBe(0);
});

test("a denial is recorded on its own", async () => {
  const stranger = { actor: { kind: "anonymous" as const }, address: null, requestId: "r2" };
  await db.audit(stranger, {
    action: "host.revoke",
    target: { kind: "host", id: "h9" },
    outcome: "denied",
    errorCode: "FORBIDDEN",
  });
  const [row] = await db.orm.select().from(auditEntries).where(eq(auditEntries.targetId, "h9"));
  expect(row).toMatchObject({ outcome: "denied", errorCode: "FORBIDDEN", actorId: null });
});

test("a repeatable function runs again after a serialization failure, with its effects collected anew", async () => {
  let runs = 0;
  const announced: number[] = [];
  await db.write(asAda, { ...act("o6"), repeatable: true }, async (tx, scope) => {
    runs++;
    const run = runs;
    scope.commit(() => void announced.push(run));
    if (run < 3) await tx.execute(sql`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`);
  });
  expect({ runs, announced }).toEqual({ runs: 3, announced: [3] });
  expect(await countAudited("o6")).toBe(1);
});

test("a repeatable function runs at most three times, and another only once", async () => {
  let runs = 0;
  const fail = async (tx: Parameters<Parameters<Db["system"]>[1]>[0]) => {
    runs++;
    await tx.execute(sql`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`);
  };
  await expect(db.system("a", fail, { repeatable: true })).rejects.toMatchObject({ code: "40P01" });
  expect(runs).toBe(3);
  await expect(db.system("b", fail)).rejects.toMatchObject({ code: "40P01" });
  expect(runs).toBe(4);
});

test("a transaction hands back lists and nothing as they are", async () => {
  expect(await db.system("list", async () => [1, [2], null])).toEqual([1, [2], null]);
  expect(await db.system("nothing", async () => undefined)).toBeUndefined();
});
