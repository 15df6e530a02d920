import { countReady } from "@homeport/db";
import { newId } from "@homeport/platform";
import type { GalleryDeps } from "../context.ts";
import { settleRuns } from "../task/settle.ts";
import { countRuns } from "../task/store.ts";
import { finishUpload } from "../upload/finish.ts";
import { findFinishing, findUpload, postponeFinish } from "../upload/store.ts";
import { expireWork } from "./expire.ts";
import { endPass, renewPass, takePass } from "./pass-store.ts";
import { countWork, findDueWork, type WorkCounts } from "./store.ts";
import { queuesOfWork } from "./work-key.ts";

export interface PassCounts {
  readonly due: number;
  readonly enqueued: number;
  readonly expired: number;
  readonly quarantined: number;
  readonly finishedUploads: number;
  /** That are ready to do it. */
  readonly workers: number;
}

export type Pass =
  | ({ readonly ran: true; readonly tookMs: number } & PassCounts)
  /** Another process runs one, or one has just ended. */
  | { readonly ran: false; readonly reason: "running" | "recent" };

/** Rows that a pass puts into one queue: Redis stays small whatever waits. */
export const filledMost = 1_000;
const finishedMost = 100;
/** After so long the uploads that are left wait for the next pass, and this one goes on to fill the queues. */
const finishForMs = 10_000;
const passLeaseMs = 30_000;

/** Holds the lease on passes for another while; false when somebody else has it by now. */
type Hold = () => Promise<boolean>;

/**
 * One pass over all work: rows whose worker is gone are due again, uploads that were cut off at their very end are
 * finished, runs of which nothing is left are ended, and queues are filled from the rows. One process of all runs it at a
 * time; `idleForMs` is how long the last one has to have been over.
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
    const hold = () => renewPass(deps.db.orm, taken.fence, passLeaseMs);
    const counts = await runPass(deps, hold);
    const tookMs = deps.clock.monotonicMs() - startedMs;
    deps.events.reconciled({ ...counts }, tookMs);
    return { ran: true, ...counts, tookMs: Math.round(tookMs) };
  } finally {
    await endPass(deps.db.orm, taken.fence);
  }
}

async function runPass(deps: GalleryDeps, hold: Hold): Promise<PassCounts> {
  const expired = await expireWork(deps);
  const finishedUploads = await finishUploads(deps, hold);
  let enqueued = 0;
  await settleRuns(deps);
  for (const kinds of queuesOfWork) {
    const due = await findDueWork(deps.db.orm, kinds, filledMost);
    await deps.wakeWork(due);
    await deps.wakeStale?.(due);
    enqueued += due.length;
  }
  const work = await countWork(deps.db.orm);
  deps.events.counted({ work, runs: await countRuns(deps.db.orm) });
  const sumOf = (state: keyof WorkCounts) =>
    [...work.values()].reduce((sum, counts) => sum + counts[state], 0);
  return {
    ...{ due: sumOf("due"), quarantined: sumOf("quarantined") },
    ...{ enqueued, expired: expired.length, finishedUploads },
    workers: await countReady(deps.db.orm, "worker"),
  };
}

/**
 * Every byte of these has come, and the replica that took the last one was killed before it said so. One that cannot be
 * finished waits behind all others, and its row ends as that of any upload of which nothing has come for a week.
 */
async function finishUploads(deps: GalleryDeps, hold: Hold): Promise<number> {
  const untilMs = deps.clock.monotonicMs() + finishForMs;
  let finished = 0;
  for (const id of await findFinishing(deps.db.orm, finishedMost)) {
    // Large files are read anew where their hash was lost: each may take as long as a pass usually does.
    if (deps.clock.monotonicMs() >= untilMs || !(await hold())) break;
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
      await postponeFinish(deps.db.orm, id);
    }
  }
  return finished;
}
