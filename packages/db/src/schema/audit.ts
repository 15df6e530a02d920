import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Who did what to what. Triggers refuse UPDATE, DELETE and TRUNCATE. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id"),
    at: instant("at").notNull().default(sql`clock_timestamp()`),
    actorKind: text("actor_kind", {
      enum: ["user", "host", "operator-key", "system", "anonymous"],
    }).notNull(),
    actorId: text("actor_id"),
    action: text("action").notNull(),
    targetKind: text("target_kind").notNull(),
    targetId: text("target_id").notNull(),
    outcome: text("outcome", { enum: ["success", "denied", "failed"] }).notNull(),
    errorCode: text("error_code"),
    detail: jsonb("detail").notNull().default(sql`'{}'::jsonb`),
    address: text("address"),
    requestId: text("request_id"),
    replicaId: text("replica_id"),
  },
  (table) => [
    index("audit_entries_at").on(table.at),
    index("audit_entries_actor").on(table.actorId, table.at),
    index("audit_entries_target").on(table.targetKind, table.targetId, table.at),
    index("audit_entries_organization").on(table.organizationId, table.at),
    check("audit_entries_outcome", sql`${table.outcome} in ('success', 'denied', 'failed')`),
  ],
);
