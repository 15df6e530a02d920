import { newId } from "@homeport/platform";
import type { GalleryDeps } from "../context.ts";
import { settleRuns } from "../task/settle.ts";
import { countRuns } from "../task/store.ts";
import { finishUpload } from "../upload/finish.ts";
import { findFinishing, findUpload } from "../upload/store.ts";
import { endPass, takePass } from "./pass-store.ts";
import { setProcessing } from "./result-store.ts";
import { countWork, expireHolds, findDueWork, type WorkCounts } from "./store.ts";
import { queuesOfWork, showsFailure, type WorkKey } from "./work-key.ts";

export interface PassCounts {
  readonly due: number;
  readonly enqueued: number;
  readonly expired: number;
  readonly quarantined: number;
  readonly finishedUploads: number;
}

export type Pass =
  | ({ readonly ran: true; readonly tookMs: number } & PassCounts)
  /** Another process runs one, or one has just ended. */
  | { readonly ran: false; readonly reason: "running" | "recent" };

/** Rows that a pass puts into one queue: Redis stays small whatever waits. */
export const filledMost = 1_000;
const limits = { expired: 1_000, finishing: 100 };
const passLeaseMs = 30_000;

/**
 * One pass over all work: rows whose worker is gone are due again, uploads that were cut off at their very end are
 * finished, runs of which nothing is left are ended, and queues are filled from the rows. One process of all runs it at a time; `idleForMs` is how long the last
 * one has to have been over.
 */
export async function reconcileWork(
  deps: GalleryDeps,
  options: { holder: string; idleForMs?: number },
): Promise<Pass> {
  const startedMs = deps.clock.monotonicMs();
  const { holder, idleForMs = 0 } = options;
  const taken = await takePass(deps.db.orm, { holder, leaseMs: passLeaseMs, idleForMs });
  if (taken.kind !== "taken") return { ran: false, reason: taken.kind };
  try {
    const counts = await runPass(deps);
    const tookMs = deps.clock.monotonicMs() - startedMs;
    deps.events.reconciled({ ...counts }, tookMs);
    return { ran: true, ...counts, tookMs: Math.round(tookMs) };
  } finally {
    await endPass(deps.db.orm, taken.fence);
  }
}

async function runPass(deps: GalleryDeps): Promise<PassCounts> {
  const expired = await expireWork(deps);
  const finishedUploads = await finishUploads(deps);
  let enqueued = 0;
  await settleRuns(deps);
  for (const kinds of queuesOfWork) {
    const due = await findDueWork(deps.db.orm, kinds, filledMost);
    await deps.wakeWork(due);
    enqueued += due.length;
  }
  const work = await countWork(deps.db.orm);
  deps.events.counted({ work, runs: await countRuns(deps.db.orm) });
  const sumOf = (state: keyof WorkCounts) =>
    [...work.values()].reduce((sum, counts) => sum + counts[state], 0);
  return {
    ...{ due: sumOf("due"), quarantined: sumOf("quarantined") },
    ...{ enqueued, expired: expired.length, finishedUploads },
  };
}

/** Rows whose worker has not renewed them in time. Answers those that are due again. */
export async function expireWork(deps: Pick<GalleryDeps, "db">): Promise<readonly WorkKey[]> {
  return await deps.db.system("gallery.expire", async (tx) => {
    const ended = await expireHolds(tx, limits.expired);
    for (const { imageId, kind, state } of ended) {
      if (state === "quarantined" && showsFailure(kind))
        await setProcessing(tx, imageId, "quarantined");
    }
    return ended.map(({ kind, imageId }) => ({ kind, imageId }));
  });
}

/** Every byte of these has come, and the replica that took the last one was killed before it said so. */
async function finishUploads(deps: GalleryDeps): Promise<number> {
  let finished = 0;
  for (const id of await findFinishing(deps.db.orm, limits.finishing)) {
    const row = await findUpload(deps.db.orm, id);
    if (row === null) continue;
    const request = {
      actor: { kind: "system", name: "gallery" },
      address: null,
      requestId: newId(deps.clock.nowMs(), deps.random),
      organizationId: row.organizationId,
    } as const;
    try {
      await finishUpload(deps, request, id);
      finished += 1;
    } catch (error) {
      deps.events.finishFailed(id, error);
    }
  }
  return finished;
}
