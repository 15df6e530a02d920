import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { instant } from "./columns.ts";

/** Who operates the installation beside those whom the configuration names. A revoked row stays, for the record. */
export const operators = pgTable(
  "operators",
  {
    id: text("id").primaryKey(),
    kind: text("kind", { enum: ["user", "key"] }).notNull(),
    userId: text("user_id").references(() => users.id, { onDelete: "cascade" }),
    /** `ed25519:` and the 64 hexadecimal digits of a public key. */
    keyId: text("key_id"),
    label: text("label").notNull(),
    permissions: text("permissions").array().notNull(),
    /** A person's id, a key's, or the name of the program that did it. */
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().default(sql`clock_timestamp()`),
    revokedAt: instant("revoked_at"),
  },
  (table) => [
    uniqueIndex("operators_live_user").on(table.userId).where(sql`${table.revokedAt} is null`),
    uniqueIndex("operators_live_key").on(table.keyId).where(sql`${table.revokedAt} is null`),
    index("operators_user_id").on(table.userId),
    check(
      "operators_one_of_both",
      sql`(${table.kind} = 'user' and ${table.userId} is not null and ${table.keyId} is null)
        or (${table.kind} = 'key' and ${table.keyId} is not null and ${table.userId} is null)`,
    ),
    check("operators_key_id", sql`${table.keyId} ~ '^ed25519:[0-9a-f]{64}$'`),
    check(
      "operators_permissions",
      sql`cardinality(${table.permissions}) > 0 and ${table.permissions} <@ array['fleet.read', 'fleet.operate', 'queue.operate', 'audit.read', 'vault.operate', 'catalog.edit', 'catalog.operate']`,
    ),
  ],
);
