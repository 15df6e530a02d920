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

/** Where the store itself may be handed to: what `facts-store.ts` exports, which is looked through for writes like all else. */
const readers = [
  ...readFileSync(`${here}facts-store.ts`, "utf8").matchAll(/^export async function (\w+)/gm),
].map(([, name]) => name);
const handedToReader = new RegExp(`\\b(?:${readers.join("|")})\\(\\s*deps\\.db\\.sql\\b`, "g");
const store = /(?<!["'\w])db\b(?!["'])/;

/** What may have all that a look stands on, the store included, though it stands elsewhere: neither writes. */
const trusted = new Set(["announceVault", "newEvent"]);
const importedFromElsewhere = /^import \{([^}]*)\} from "(?!\.\/)/gm;

/** Names from elsewhere that are handed everything, so that they could write through it. */
function findHandedAll(text: string): string[] {
  const names = [...text.matchAll(importedFromElsewhere)].flatMap(([, list = ""]) =>
    list.split(",").map((name) => name.trim().split(" as ").at(-1) ?? ""),
  );
  return names.filter(
    (name) =>
      /^\w+$/.test(name) &&
      !trusted.has(name) &&
      new RegExp(`\\b${name}\\(\\s*deps\\b(?!\\.)`).test(text),
  );
}

/** What in a file writes, or could, past the fence. */
function findUnfenced({ path, text }: { path: string; text: string }): string[] {
  const found: string[] = [];
  if (path !== "fenced.ts" && otherDoors.test(text)) found.push("opens another door to the store");
  if (path !== "fenced.ts" && store.test(text.replaceAll(handedToReader, ""))) {
    found.push("hands the store to what is no reader");
  }
  found.push(...findHandedAll(text).map((name) => `hands everything to ${name}`));
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
  ["check.ts", "await appendEvents(deps.db.sql, vaultId, happened)"],
  ["check.ts", "const { db } = deps;\nawait appendEvents(db.sql, vaultId, happened)"],
  ["check.ts", "const { sql } = deps.db;\nawait appendEvents(sql, vaultId, happened)"],
  [
    "check.ts",
    'import { pauseVault } from "../vault/change-vault.ts";\nawait pauseVault(deps, { vaultId })',
  ],
  ["write-store.ts", "export async function noteLook(\n  sql: SqlRunner,\n) {}"],
])("a write past it would be found (%s: %j)", (path, text) => {
  expect(findUnfenced({ path, text })).not.toEqual([]);
});
