import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { asAda, migratedDatabase, plainSql, testDb } from "../../test/fixture.ts";
import type { Db } from "../index.ts";
import { type AuditArchive, pruneAudit } from "./prune-audit.ts";

const dayMs = 86_400_000;
const stack = new AsyncDisposableStack();
let sql: ReturnType<typeof plainSql>;
let db: Db;

beforeAll(async () => {
  const { url } = stack.use(await migratedDatabase());
  sql = stack.use(plainSql(url));
  db = stack.use(testDb(url));
});
afterAll(() => stack.disposeAsync());

/** More rows than go out at a time, all of them older than any is kept. */
const oldRows = 1_500;
beforeEach(async () => {
  await sql`ALTER TABLE audit_entries DISABLE TRIGGER ALL`;
  await sql`DELETE FROM audit_entries`;
  await sql`ALTER TABLE audit_entries ENABLE TRIGGER ALL`;
  await sql`
    INSERT INTO audit_entries (id, at, actor_kind, action, target_kind, target_id, outcome)
    SELECT 'old-' || lpad(n::text, 5, '0'), now() - interval '500 days', 'system', 'host.enroll', 'host', 'h', 'success'
    FROM generate_series(1, ${oldRows}) n`;
  await sql`
    INSERT INTO audit_entries (id, actor_kind, action, target_kind, target_id, outcome)
    VALUES ('young', 'system', 'host.enroll', 'host', 'h', 'success')`;
});

function listArchive(finish: AuditArchive["finish"] = async () => "5e".repeat(32)) {
  const ids: string[] = [];
  const add: AuditArchive["add"] = async (rows) => void ids.push(...rows.map(({ id }) => id));
  return { ids, archive: { add, finish } };
}

const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);
const count = async () => Number((await sql`SELECT count(*) FROM audit_entries`)[0]?.["count"]);

test("old rows go once each of them is written out, and that is a row of its own", async () => {
  const { ids, archive } = listArchive();
  expect(await pruneAudit(db, asAda, { before: daysAgo(450), archive })).toBe(oldRows);
  expect(new Set(ids).size).toBe(oldRows);
  expect(await sql`SELECT id, action, detail FROM audit_entries ORDER BY at`).toMatchObject([
    { id: "young", action: "host.enroll" },
    { action: "audit.prune", detail: { rows: oldRows, sha256: "5e".repeat(32) } },
  ]);
});

test("nothing goes that is younger than 400 days, and the refusal says so", async () => {
  const { ids, archive } = listArchive();
  const asked = pruneAudit(db, asAda, { before: daysAgo(399), archive });
  await expect(asked).rejects.toMatchObject({ code: "AUDIT_KEPT" });
  expect(ids).toEqual([]);
  expect(await count()).toBeGreaterThan(oldRows);
});

test("nothing goes when the archive is not safe", async () => {
  const { archive } = listArchive(() => Promise.reject(new Error("the disk is full")));
  await expect(pruneAudit(db, asAda, { before: daysAgo(450), archive })).rejects.toThrow(
    "the disk is full",
  );
  expect(await count()).toBe(oldRows + 1);
});

test("nothing goes that came to light between writing out and deleting", async () => {
  const { archive } = listArchive(async () => {
    await sql`
      INSERT INTO audit_entries (id, at, actor_kind, action, target_kind, target_id, outcome)
      VALUES ('late', now() - interval '500 days', 'system', 'host.enroll', 'host', 'h', 'success')`;
    return "";
  });
  await expect(pruneAudit(db, asAda, { before: daysAgo(450), archive })).rejects.toThrow(
    `${oldRows + 1} rows would go, and ${oldRows} were written out`,
  );
  expect(await count()).toBe(oldRows + 2);
});

test("an act by a program's key says by which", async () => {
  const asProgram = { ...asAda, actor: { ...asAda.actor, keyId: "k1" } } as const;
  const { archive } = listArchive();
  await pruneAudit(db, asProgram, { before: daysAgo(450), archive });
  const [row] = await sql`SELECT detail FROM audit_entries WHERE action = 'audit.prune'`;
  expect(row?.["detail"]).toMatchObject({ byKeyId: "k1" });
});

test("a refusal is kept with its code, and one without a code without", async () => {
  const act = { action: "host.remove", target: { kind: "host", id: "h9" } };
  await db.audit(asAda, { ...act, outcome: "denied", errorCode: "FORBIDDEN" });
  await db.audit(asAda, { ...act, outcome: "failed" });
  const rows =
    await sql`SELECT outcome, error_code FROM audit_entries WHERE target_id = 'h9' ORDER BY at`;
  expect(rows).toEqual([
    { outcome: "denied", error_code: "FORBIDDEN" },
    { outcome: "failed", error_code: null },
  ]);
});
