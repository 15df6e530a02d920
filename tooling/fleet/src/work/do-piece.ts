import { type LeaseDeps, type LeaseScope, rowLease } from "@homeport/coordination";
import type { SqlRunner, Tx } from "@homeport/db";
import { defineWake, type HandlerContext, type Wake } from "@homeport/jobs";
import { isHomeportError } from "@homeport/platform";
import {
  beginRun,
  type Effect,
  endRun,
  findDue,
  isDone,
  isGateOpen,
  isHeld,
  writeEffect,
} from "./store.ts";
import type { WorkPlan } from "./work-plan.ts";

const pieces = rowLease({ table: "pieces", key: ["id"] });
const askEveryMs = 25;
/** A gate that nobody opens, or a store that does not come back, ends the run. */
const waitsMs = 60_000;

export function pieceWake(plan: WorkPlan): Wake<SqlRunner> {
  return defineWake<SqlRunner>({
    ...{ name: "fleet.piece", queue: "fleet-pieces", concurrency: plan.concurrency },
    ...{ sweepEveryMs: plan.sweepEveryMs, lockMs: plan.lockMs, stalledMs: plan.stalledMs },
    due: (sql, limit) => findDue(sql, limit, plan.hasFault),
  });
}

export interface WorkDeps extends LeaseDeps<Tx> {
  readonly plan: WorkPlan;
  readonly pid: number;
}

/** Does one piece of work as every handler of a wake does: takes the row, works, and writes the outcome fenced. */
export function createDoPiece(deps: WorkDeps) {
  const { plan, pid } = deps;
  const { pool } = deps.sql;
  const settle = plan.hasFault ? lookThenWrite : proveAndWrite;

  return async function doPiece(pieceId: string, { signal }: HandlerContext): Promise<void> {
    const { worker, ttlMs } = plan;
    const runId = await beginRun(pool, { pieceId, worker, pid });
    let outcome = "done";
    try {
      await pieces.hold(deps, { key: { id: pieceId }, ttlMs, signal }, async (scope) => {
        if (await isDone(pool, pieceId)) return;
        await settle(deps, scope, { pieceId, worker, fence: scope.fence });
      });
    } catch (error) {
      outcome = isHomeportError(error) ? error.code : String(error);
      throw error;
    } finally {
      // Also when Postgres restarts just then: the scenario waits for the end of each run.
      await untilTrue(deps, async () => {
        await endRun(pool, runId, outcome);
        return true;
      });
    }
  };
}

/** The gate stands between work and outcome: whoever is frozen before it writes when it wakes. */
async function proveAndWrite(deps: WorkDeps, { write }: LeaseScope<Tx>, effect: Effect) {
  await untilTrue(deps, () => isGateOpen(deps.sql.pool));
  await write((tx) => writeEffect(deps.sql.within(tx), effect));
}

/** The planted fault: what was true when it looked need not be when it writes. */
async function lookThenWrite(deps: WorkDeps, _scope: LeaseScope<Tx>, effect: Effect) {
  const { sql } = deps;
  if (!(await isHeld(sql.pool, effect.pieceId, effect.fence))) return;
  await untilTrue(deps, () => isGateOpen(sql.pool));
  await sql.transaction("unfenced", (tx) => writeEffect(sql.within(tx), effect));
}

async function untilTrue({ clock }: WorkDeps, ask: () => Promise<boolean>): Promise<void> {
  const untilMs = clock.monotonicMs() + waitsMs;
  while (!(await ask().catch(() => false))) {
    if (clock.monotonicMs() > untilMs) throw new Error("the gate stayed shut");
    await clock.sleep(askEveryMs);
  }
}
