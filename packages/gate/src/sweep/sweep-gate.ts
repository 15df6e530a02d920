import type { GateDeps } from "../context.ts";
import { deleteEndedAppSessions, deleteEndedTickets } from "./store.ts";

/** Deletes what has ended; each statement states its condition again, so any number may run at once. */
export async function sweepGate(
  deps: Pick<GateDeps, "db">,
): Promise<{ readonly tickets: number; readonly appSessions: number }> {
  return await deps.db.system("gate.sweep", async (tx) => ({
    tickets: await deleteEndedTickets(tx),
    appSessions: await deleteEndedAppSessions(tx),
  }));
}
