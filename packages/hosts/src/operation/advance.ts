import type { Tx } from "@homeport/db";
import type { ReportedStatus } from "@homeport/tunnel";
import type { AppStatus } from "../app/transition.ts";
import type { FinishedOperation } from "./events.ts";
import type { OperationKind } from "./operation.ts";
import { finishOperation, markRunning, type PendingOperation } from "./store.ts";

/** Where an app has to be for an operation to be done; the first start of an installation belongs to it. */
const doneAt: Readonly<Record<OperationKind, ReadonlySet<AppStatus | "gone">>> = {
  install: new Set(["stopped", "running"]),
  reinstall: new Set(["stopped", "running"]),
  start: new Set(["running"]),
  stop: new Set(["stopped"]),
  uninstall: new Set(["gone"]),
};

const failureOf: Partial<Record<ReportedStatus, string>> = {
  failed: "AGENT_SILENT",
  exited: "EXITED",
  missing: "MISSING",
};

/** Takes a pending operation as far as a report of its generation says; answers it when that ended it. */
export async function advanceOperation(
  tx: Tx,
  app: { readonly runtime: string },
  pending: PendingOperation,
  report: {
    readonly status: ReportedStatus;
    readonly code: string | null;
    readonly detail: string | null;
  },
  to: AppStatus | "gone",
): Promise<FinishedOperation | null> {
  const { kind } = pending;
  const isDone = doneAt[kind].has(to);
  const failure = isDone ? undefined : failureOf[report.status];
  if (!isDone && failure === undefined) {
    await markRunning(tx, pending.id);
    return null;
  }
  const code = isDone ? null : (report.code ?? failure ?? null);
  const errorDetail = isDone ? null : report.detail;
  const tookMs = await finishOperation(tx, pending.id, { errorCode: code, errorDetail });
  if (tookMs === null) return null;
  return { kind, outcome: isDone ? "done" : "failed", code, tookMs, runtime: app.runtime };
}
