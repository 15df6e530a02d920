import type { HostsDeps } from "../context.ts";
import type { MachineReport } from "./facts.ts";
import { updateFacts } from "./store.ts";

const everyMs = 60_000;

/**
 * Writes facts that differ, at most once a minute a machine, all in one statement; answers of how many machines it
 * wrote. Each machine stands among the reports once.
 */
export async function recordRegistrations(
  deps: Pick<HostsDeps, "db">,
  reports: readonly MachineReport[],
): Promise<number> {
  return await deps.db.system("machine.record-registration", (tx) =>
    updateFacts(tx, reports, everyMs),
  );
}
