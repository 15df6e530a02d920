import { readFile } from "node:fs/promises";
import { migrate, openDb, watchSecret } from "@homeport/db";
import { createMetrics, deriveKeys, silentLog, systemClock } from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import { expect, test } from "vitest";
import { sealedColumns } from "../sealed-columns.ts";

const page = new URL("../../../../docs/runbooks/rotate-secret.md", import.meta.url);

test("what the runbook has done about a lost secret lets the processes start again, and touches nothing else", async () => {
  await using database = await freshDatabase();
  await migrate({ url: database.url, log: silentLog });
  const parts = {
    ...{ clock: systemClock, log: silentLog },
    metrics: createMetrics({ app: "test", version: "0" }),
  };
  await using db = openDb({ url: database.url, app: "test", ...parts });
  const keys = deriveKeys("a secret of this year, 0123456789abcdef");
  const text = await readFile(page, "utf8");
  const [, remedy = ""] = /```sql\n([\s\S]*?)```/.exec(text) ?? [];
  const statements = remedy
    .split(";")
    .filter((statement) => !/^\s*(BEGIN|COMMIT)?\s*$/.test(statement));
  for (const [id, kid] of [
    ["lost", "0badc0de"],
    ["kept", keys.kid],
  ] as const) {
    const sealed = `${kid}.sealed`;
    await db.sql.query(
      "INSERT INTO users (id, name, email, two_factor_enabled) VALUES ($1, $1, $1, true)",
      [id],
    );
    await db.sql.query("INSERT INTO organizations (id, name, slug) VALUES ($1, $1, $1)", [id]);
    await db.sql.query(
      "INSERT INTO two_factors (id, user_id, secret, backup_codes) VALUES ($1, $1, $2, '')",
      [id, sealed],
    );
    await db.sql.query(
      `INSERT INTO identities (id, organization_id, name, public_key, private_key_encrypted, fingerprint, is_default)
       VALUES ($1, $1, $1, decode(repeat('00', 32), 'hex'), convert_to($2, 'UTF8'), $1, true)`,
      [id, sealed],
    );
    await db.sql.query(
      `INSERT INTO vault_server_keys (id, public_key, private_sealed, created_at_ms, retired_at)
       VALUES ($1, decode(repeat('00', 32), 'hex'), convert_to($2, 'UTF8'), 0, now())`,
      [id, sealed],
    );
  }
  const start = () => watchSecret({ sql: db.sql, keys, columns: sealedColumns, ...parts });
  await expect(start()).rejects.toMatchObject({ code: "SECRET_IN_USE" });
  for (const statement of statements) await db.sql.query(statement);
  using _watch = await start();
  const left = await db.sql.query(
    `SELECT users.id, two_factor_enabled AS asked, octet_length(private_key_encrypted) > 0 AS key
     FROM users JOIN identities USING (id) ORDER BY id`,
  );
  expect(left).toEqual([
    { id: "kept", asked: true, key: true },
    { id: "lost", asked: false, key: false },
  ]);
});
