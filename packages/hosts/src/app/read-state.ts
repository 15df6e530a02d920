import type { HostsDeps } from "../context.ts";
import { type AppStateRow, countByStatus, findState } from "./lifecycle-store.ts";

export type { AppStateRow as AppState } from "./lifecycle-store.ts";

/** How an app is that a host runs, by its row; null for one that nobody here runs. */
export async function readAppState(
  deps: Pick<HostsDeps, "db">,
  input: { appId: string },
): Promise<AppStateRow | null> {
  return await findState(deps.db.orm, input.appId);
}

/** How many apps are in each status, in the whole installation. */
export async function countAppStatuses(
  deps: Pick<HostsDeps, "db">,
): Promise<{ status: string; count: number }[]> {
  return await countByStatus(deps.db.orm);
}
