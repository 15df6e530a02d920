import { schema } from "@homeport/db";
import { getAuthTables } from "better-auth/db";
import { getTableColumns } from "drizzle-orm";
import { expect, test } from "vitest";
import { startPureParts } from "../../test/pure-parts.ts";
import { betterAuthOptions } from "./options.ts";

const tables = getAuthTables(betterAuthOptions(startPureParts()));
const ours = new Map<string, object>(Object.entries(schema));

/** Where the plural is not the name and an `s`. */
const plurals: Readonly<Record<string, string>> = { walletAddress: "walletAddresses" };
/** Columns that better-auth knows nothing of. */
const own: Readonly<Record<string, readonly string[]>> = { twoFactors: ["lastUsedStep"] };

test.for(
  Object.entries(tables).map(([model, table]) => [plurals[model] ?? `${model}s`, table] as const),
)("the table %s has every column that better-auth uses, our own, and no other", ([name, table]) => {
  const found = ours.get(name);
  expect(found, `schema.${name}`).toBeDefined();
  const columns = getTableColumns(found as (typeof schema)["users"]);
  const wanted = ["id", ...Object.keys(table.fields), ...(own[name] ?? [])];
  expect(Object.keys(columns).sort()).toEqual(wanted.sort());
});
