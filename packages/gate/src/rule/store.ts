import { accessRules, type Reader, type Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { eq } from "drizzle-orm";
import type { AccessRule } from "./rule.ts";

export type RuleRow = typeof accessRules.$inferSelect;

export async function insertRules(
  tx: Tx,
  appId: string,
  rules: readonly AccessRule[],
): Promise<void> {
  await tx.insert(accessRules).values(rules.map((rule) => ({ id: newId(), appId, ...rule })));
}

export async function deleteRules(tx: Tx, appId: string): Promise<void> {
  await tx.delete(accessRules).where(eq(accessRules.appId, appId));
}

export async function readRules(db: Reader, appId: string): Promise<RuleRow[]> {
  return await db.select().from(accessRules).where(eq(accessRules.appId, appId));
}
