import type { Keys, SealedColumn } from "@homeport/platform";
import type { SqlRunner } from "../sql-port.ts";
import { type SealedCount, selectCounts } from "./store.ts";

/** Whose secret seals a row: the one that signs, the one before it, or one that is not set. */
export const secretUses = ["current", "previous", "unknown"] as const;

export type SecretUse = (typeof secretUses)[number];

export interface SealedUse extends SealedCount {
  readonly secret: SecretUse;
}

/** How many rows of each column are sealed under which secret. */
export async function countSealed(
  sql: SqlRunner,
  columns: readonly SealedColumn[],
  keys: Keys,
): Promise<SealedUse[]> {
  const counts = await selectCounts(sql, columns);
  return counts.map((count) => ({ ...count, secret: useOf(count.kid, keys) }));
}

export function sumOf(counts: readonly SealedUse[], secret: SecretUse): number {
  return counts.reduce((sum, count) => sum + (count.secret === secret ? count.rows : 0), 0);
}

function useOf(kid: string, { kid: current, previous }: Keys): SecretUse {
  if (kid === current) return "current";
  return kid === previous?.kid ? "previous" : "unknown";
}
