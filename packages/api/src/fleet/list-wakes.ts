import type { FleetContext, WakeReading } from "./context.ts";

/** What is due of one contract, by its rows in Postgres. */
export interface WakeView {
  readonly name: string;
  readonly queue: string;
  readonly sweepEveryMs: number;
  readonly due: number;
  /** Whether more is due than was counted. */
  readonly isMore: boolean;
  /** For how long the oldest has been due; null when nothing is, or its query does not say. */
  readonly oldestMs: number | null;
}

const mostCounted = 500;

export async function listFleetWakes({ wakes }: Pick<FleetContext, "wakes">): Promise<WakeView[]> {
  return await Promise.all(wakes.map(viewWake));
}

async function viewWake({ contract, due }: WakeReading): Promise<WakeView> {
  const rows = await due(mostCounted + 1);
  const ages = rows.flatMap(({ dueForMs }) => (dueForMs === undefined ? [] : [dueForMs]));
  return {
    name: contract.name,
    queue: contract.queue,
    sweepEveryMs: contract.sweepEveryMs,
    due: Math.min(rows.length, mostCounted),
    isMore: rows.length > mostCounted,
    oldestMs: ages.length === 0 ? null : Math.max(...ages),
  };
}
