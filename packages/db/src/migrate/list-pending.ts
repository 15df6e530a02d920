import { sql } from "drizzle-orm";
import type { Reader } from "../pool/orm.ts";
import { migrationsFolder, readMigrations } from "./files.ts";
import { type AppliedMigration, listMigrations } from "./list-migrations.ts";

/** Files of this build that the database does not have, in the order in which they would be applied. */
export async function listPendingMigrations(
  reader: Reader,
): Promise<Pick<AppliedMigration, "id" | "phase" | "requires">[]> {
  const [found] = await reader.execute(sql`select to_regclass('schema_migrations') as table`);
  // An empty database has no record of any.
  const applied = found?.["table"] ? await listMigrations(reader) : [];
  const known = new Set(applied.map(({ id }) => id));
  return (await readMigrations(migrationsFolder))
    .filter(({ id }) => !known.has(id))
    .map(({ id, phase, requires }) => ({ id, phase, requires }));
}
