import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Everything that a worker's look is made of. */
const sources = globSync("*.ts", { cwd: here })
  .filter((path) => !path.includes(".test."))
  .map((path) => ({ path, text: readFileSync(`${here}${path}`, "utf8") }));

const writes = /^\s*(?:with [\s\S]*?)?(?:insert into|update|delete from) \w+/im;
const otherDoors = /\bdb\s*\.\s*(?:write|system|orm|audit)\b|\.within\(/;

/** What in a file writes, or could, past the fence. */
function findUnfenced({ path, text }: { path: string; text: string }): string[] {
  const found: string[] = [];
  if (path !== "fenced.ts" && otherDoors.test(text)) found.push("opens another door to the store");
  if (path === "write-store.ts") {
    const functions = text.match(/^export async function \w+\(\s*\w+: \w+/gm) ?? [];
    found.push(...functions.filter((head) => !head.endsWith("sql: FencedSql")));
    return found;
  }
  const statements = text.match(/(?:`[^`]*`|"[^"\n]*")/g) ?? [];
  found.push(...statements.filter((statement) => writes.test(statement.slice(1))));
  return found;
}

test("nothing of a look is written but through a transaction that has proved the lease", () => {
  expect(sources.map(({ path }) => path)).toContain("write-store.ts");
  for (const source of sources)
    expect([source.path, findUnfenced(source)]).toEqual([source.path, []]);
});

test.each([
  ["check.ts", "await deps.db.sql.query(`update vault_deltas set retry_count = 1`)"],
  ["check.ts", "await deps.db.sql.query(`\nwith a as (select 1)\ndelete from vault_deltas`)"],
  ["check.ts", "await deps.db.system('x', async () => undefined)"],
  ["write-store.ts", "export async function noteLook(\n  sql: SqlRunner,\n) {}"],
])("a write past it would be found (%s)", (path, text) => {
  expect(findUnfenced({ path, text })).not.toEqual([]);
});
