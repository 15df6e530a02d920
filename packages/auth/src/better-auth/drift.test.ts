import { schema } from "@homeport/db";
import { getAuthTables } from "better-auth/db";
import { getTableColumns } from "drizzle-orm";
import { expect, test } from "vitest";
import { startPureParts } from "../../test/pure-parts.ts";
import { betterAuthOptions } from "./options.ts";

const tables = getAuthTables(betterAuthOptions(startPureParts()));
const ours = new Map<string, object>(Object.entries(schema));

test.for(Object.entries(tables).map(([model, table]) => [`${model}s`, table] as const))(
  "the table %s has every column that better-auth uses, and no other",
  ([name, table]) => {
    const found = ours.get(name);
    expect(found, `schema.${name}`).toBeDefined();
    const columns = getTableColumns(found as (typeof schema)["users"]);
    const wanted = ["id", ...Object.keys(table.fields)];
    expect(Object.keys(columns).sort()).toEqual(wanted.sort());
  },
);
