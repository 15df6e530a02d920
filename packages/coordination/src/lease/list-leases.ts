import type { SqlRunner } from "../sql-port.ts";
import { selectLeases } from "./store.ts";

/** A lease as an operator sees it. Times are by the store's clock. */
export interface LeaseView {
  readonly name: string;
  /** `<replica>:<64 random bits>`; null while nobody holds it. */
  readonly holder: string | null;
  /** Decimal digits: it passes JavaScript's exact integers. */
  readonly fence: string;
  /** What is left of its time; null while nobody holds it. */
  readonly leftMs: number | null;
  readonly heldMs: number | null;
  /** Since the last run of upkeep under it ended well; null where none has. */
  readonly doneAgoMs: number | null;
}

/** Every named lease, held or not, by name. */
export async function listLeases(sql: SqlRunner): Promise<LeaseView[]> {
  const rows = await selectLeases(sql);
  return rows.map(({ name, holder, fence, left_ms, held_ms, done_ago_ms }) => ({
    name,
    holder: left_ms === null ? null : holder,
    fence,
    leftMs: left_ms,
    heldMs: held_ms,
    doneAgoMs: done_ago_ms,
  }));
}
