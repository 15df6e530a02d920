import type { DoorDeps } from "./deps.ts";

/**
 * Whether what this process knows is young enough for a private decision: it asks the feed to catch up when it
 * is not, and then waits until the snapshot holds what was caught up with. So a process that was frozen never
 * answers from before the freeze.
 */
export async function isSynced(deps: DoorDeps): Promise<boolean> {
  return isSyncedNow(deps, false) || (await catchUp(deps));
}

/**
 * The same without waiting: false means that `catchUp` must tell. For what anybody may see (`forAll`) an outage of
 * the feed alone closes it only after a while.
 */
export function isSyncedNow(deps: DoorDeps, forAll: boolean): boolean {
  const { maxFeedAgeMs, publicGraceMs } = deps.limits;
  const enoughMs = forAll ? publicGraceMs : maxFeedAgeMs;
  return deps.snapshots.isReady() && deps.options.feed.ageMs() <= enoughMs;
}

/** Waits for the feed, at most as long as a decision may wait; false when it did not come. */
export async function catchUp(deps: DoorDeps): Promise<boolean> {
  const { maxFeedAgeMs, feedWaitMs } = deps.limits;
  const deadline = AbortSignal.timeout(feedWaitMs);
  if (!(await deps.options.feed.ensureFresh(maxFeedAgeMs, feedWaitMs))) return false;
  return await isSettledBefore(deps, deadline);
}

async function isSettledBefore(deps: DoorDeps, deadline: AbortSignal): Promise<boolean> {
  try {
    await deps.snapshots.whenSettled(deadline);
    return true;
  } catch {
    return false;
  }
}
