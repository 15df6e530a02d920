import { announceLifecycle } from "../app/announce-lifecycle.ts";
import { lockApp, writeStatus } from "../app/lifecycle-store.ts";
import { transition } from "../app/transition.ts";
import type { HostsDeps, HostsWork } from "../context.ts";
import { type OperationKind, operationDeadlineMs } from "./operation.ts";
import { findOverdue, findPending, finishOperation } from "./store.ts";

const atOnce = 100;

type Deps = Pick<HostsDeps, "db" | "feed" | "operations">;

/**
 * Ends operations of which no host has said in time what became of them, as AGENT_SILENT: so none hangs for ever, and
 * the next visit may start the app again. Answers how many.
 */
export async function expireOperations(
  deps: Deps,
  deadlinesMs: Readonly<Record<OperationKind, number>> = operationDeadlineMs,
): Promise<number> {
  let expired = 0;
  for (const overdue of await findOverdue(deps.db.orm, deadlinesMs, atOnce)) {
    const ended = await deps.db.system("hosts.expire-operation", (tx, after) =>
      expire(deps, { tx, after }, overdue),
    );
    if (!ended) continue;
    expired += 1;
    await announceLifecycle(deps, overdue.appId);
  }
  return expired;
}

async function expire(
  deps: Deps,
  { tx, after }: HostsWork,
  { appId, operationId }: { appId: string; operationId: string },
): Promise<boolean> {
  const app = await lockApp(tx, appId);
  const pending = await findPending(tx, appId);
  // It may have ended while nobody held the row.
  if (app === null || pending?.id !== operationId) return false;
  const code = "AGENT_SILENT";
  const tookMs = await finishOperation(tx, operationId, { errorCode: code, errorDetail: null });
  if (tookMs === null) return false;
  const { kind } = pending;
  const ended = { kind, outcome: "expired", code, tookMs, runtime: app.runtime } as const;
  after.commit(() => deps.operations.finished(app, ended));
  const next = transition(app.status, "deadline", app.desired);
  if (next === null || next === "gone") return true;
  const generation = app.reportedGeneration;
  await writeStatus(tx, appId, { status: next, code, detail: null, generation });
  return true;
}
