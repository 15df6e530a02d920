import type { GalleryDeps } from "../context.ts";
import { settleRun } from "../task/settle.ts";
import { type Claim, leaseMs } from "./claim.ts";
import { type KeptHold, renewHolds, returnHold } from "./store.ts";

/** Extends everything that this worker holds, in one statement; answers what it still holds. */
export async function renewWork(
  deps: Pick<GalleryDeps, "db">,
  holder: string,
  holds: readonly Claim[],
): Promise<readonly KeptHold[]> {
  return await renewHolds(deps.db.orm, holder, holds, leaseMs);
}

/**
 * Gives work back uncounted, because the process stops or the work's run is cancelled: then another worker may have it at
 * once, or nobody is to do it.
 */
export async function returnWork(
  deps: Pick<GalleryDeps, "db" | "events" | "wakeWork">,
  claim: Claim,
): Promise<void> {
  const { kind, imageId, runId } = claim;
  const state = await returnHold(deps.db.orm, claim);
  if (state === "due") await deps.wakeWork([{ kind, imageId }]);
  if (state === "idle" && runId !== null) await settleRun(deps, runId);
}
