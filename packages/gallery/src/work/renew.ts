import type { GalleryDeps } from "../context.ts";
import { leaseMs } from "./claim.ts";
import { type Hold, renewHolds, returnHold } from "./store.ts";

/** Extends everything that this worker holds, in one statement; answers what it still holds. */
export async function renewWork(
  deps: Pick<GalleryDeps, "db">,
  holder: string,
  holds: readonly Hold[],
): Promise<readonly Hold[]> {
  return await renewHolds(deps.db.orm, holder, holds, leaseMs);
}

/** Gives work back uncounted, because the process stops: another worker may have it at once. */
export async function returnWork(
  deps: Pick<GalleryDeps, "db" | "wakeWork">,
  hold: Hold,
): Promise<void> {
  const { kind, imageId } = hold;
  if (await returnHold(deps.db.orm, hold)) await deps.wakeWork([{ kind, imageId }]);
}
