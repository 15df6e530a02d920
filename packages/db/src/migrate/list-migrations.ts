import { asc } from "drizzle-orm";
import type { Reader } from "../pool/orm.ts";
import { schemaMigrations } from "../schema/fleet.ts";

export interface AppliedMigration {
  readonly id: string;
  readonly phase: "expand" | "contract";
  /** The least version that a contract file asks of every live replica. */
  readonly requires: string | null;
  readonly appliedAt: Date;
  readonly appliedBy: string;
}

/** What has been applied, in order. */
export async function listMigrations(reader: Reader): Promise<AppliedMigration[]> {
  const { id, phase, requires, appliedAt, appliedBy } = schemaMigrations;
  return await reader
    .select({ id, phase, requires, appliedAt, appliedBy })
    .from(schemaMigrations)
    .orderBy(asc(id));
}
