import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSqlPort, migrate, openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import { expect, test } from "vitest";
import { stillWaits } from "./bind-contracts.ts";

const migrations = fileURLToPath(new URL("../../../../packages/db/migrations", import.meta.url));

test("a contract file that waited is applied by a worker once the last older replica is gone", async () => {
  await using database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), "homeport-contract-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(migrations, folder, { recursive: true });
  const { url } = database;
  await migrate({ url, log: silentLog, folder });
  await writeFile(join(folder, "9000_drop.sql"), "-- requires: 1.1.0\nDROP TABLE app_targets;");
  const parts = {
    ...{ clock: systemClock, random: systemRandom, log: silentLog },
    metrics: createMetrics({ app: "test", version: "0" }),
  };
  const db = stack.use(openDb({ url, app: "test", ...parts }));
  await db.sql.query(
    `INSERT INTO replicas (id, app, version, hostname, pid, state, capacity, pool_max, schema_version, seen_at)
     VALUES ('old', 'web', '1.0.0', 'attic', 7, 'ready', 1, 20, '', now() + interval '1 h')`,
  );
  const tryAgain = () => migrate({ url, log: silentLog, folder, version: "1.1.0" });
  const context = {
    ...parts,
    ...{ sql: createSqlPort(db, db.sql), replicaId: "worker-1" },
    contracts: { waits: (await tryAgain()).deferred.length > 0, tryAgain },
  };
  const { signal } = new AbortController();
  expect(await stillWaits(context, signal)).toBe(true);
  await db.sql.query("UPDATE replicas SET state = 'stopped'");
  expect(await stillWaits(context, signal)).toBe(false);
  const [row] = await db.sql.query("SELECT to_regclass('app_targets') IS NULL AS gone");
  expect(row).toEqual({ gone: true });
});
