import { text } from "drizzle-orm/pg-core";
import { organizations } from "./auth.ts";

/** Whose a row is; it goes with its organization. */
export function organizationId() {
  return text("organization_id")
    .notNull()
    .references(() => organizations.id, { onDelete: "cascade" });
}
