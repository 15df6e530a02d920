import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "@homeport/platform";

/** One migration file. */
export interface Migration {
  /** Its name without `.sql`; the order of the names is the order in which they are applied. */
  id: string;
  sql: string;
  sha256: string;
  /** An expand file only adds; a contract file says what it requires, and takes away. */
  phase: "expand" | "contract";
  /** `-- requires: <version>`: the least version that every live replica must have. */
  requires: string | null;
  /** `-- no-transaction`: one statement that cannot run in one, and may be run again. */
  transactional: boolean;
}

const fileName = /^\d{4}_[a-z0-9_]+\.sql$/;

export const migrationsFolder: string = fileURLToPath(new URL("../../migrations", import.meta.url));

/** The migrations of a folder, in order. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => fileName.test(name)).sort();
  return Promise.all(
    names.map(async (name) => parseMigration(name, await readFile(join(folder, name), "utf8"))),
  );
}

function parseMigration(name: string, sql: string): Migration {
  const requires = /^-- requires: *(\S+) *$/m.exec(sql)?.[1] ?? null;
  return {
    id: name.replace(/\.sql$/, ""),
    sql,
    sha256: sha256(sql).toString("hex"),
    phase: requires === null ? "expand" : "contract",
    requires,
    transactional: !/^-- no-transaction *$/m.test(sql),
  };
}
