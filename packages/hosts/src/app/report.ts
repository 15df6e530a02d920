import type { Tx } from "@homeport/db";
import type { ReportedStatus } from "@homeport/tunnel";
import type { HostsDeps } from "../context.ts";
import { advanceOperation } from "../operation/advance.ts";
import type { FinishedOperation } from "../operation/events.ts";
import { findPending, finishOperation, type PendingOperation } from "../operation/store.ts";
import { announceLifecycle } from "./announce-lifecycle.ts";
import { followReport } from "./follow-report.ts";
import { beginGeneration, type LifecycleRow, lockApp, writeStatus } from "./lifecycle-store.ts";
import { deleteApp, touchLastAccess } from "./store.ts";
import type { AppStatus } from "./transition.ts";

/** How far the agent of a host is with an app. */
export interface AppReportInput {
  readonly hostId: string;
  readonly appId: string;
  readonly generation: number;
  readonly status: ReportedStatus;
  readonly code: string | null;
  readonly detail: string | null;
}

/** What a report has changed. */
export interface Reported {
  /** Null when the status is what it was; `gone` when the row is no more. */
  readonly moved: { readonly from: AppStatus; readonly to: AppStatus | "gone" } | null;
  readonly finished: FinishedOperation | null;
  /** It had no meaning in the status that the row has. */
  readonly isIgnored: boolean;
}

const nothing: Reported = { moved: null, finished: null, isIgnored: false };

/**
 * Takes in a report. One of an older generation changes nothing, nor does one of an app that another host runs. What it
 * changed is announced once it is committed.
 */
export async function reportApp(
  deps: Pick<HostsDeps, "db" | "feed" | "operations">,
  report: AppReportInput,
): Promise<Reported> {
  const { appId } = report;
  const reported = await deps.db.system("hosts.report-app", (tx) => takeReport(tx, report));
  if (reported.finished !== null) deps.operations.finished(report, reported.finished);
  if (reported.moved?.to === "gone") await deps.feed.announce("app.gate", appId);
  if (reported.moved !== null || reported.finished !== null) await announceLifecycle(deps, appId);
  return reported;
}

async function takeReport(tx: Tx, report: AppReportInput): Promise<Reported> {
  const { appId, hostId, generation, status } = report;
  const app = await lockApp(tx, appId);
  if (app === null || app.hostId !== hostId || app.runtime === "none") {
    return { ...nothing, isIgnored: true };
  }
  if (generation < app.generation) return nothing;
  const found = await findPending(tx, appId);
  const pending = found?.generation === generation ? found : null;
  if (status === "busy") return await goOnRunning(tx, app, pending);
  const { to, isIgnored } = followReport(app, status);
  const finished = pending === null ? null : await advanceOperation(tx, app, pending, report, to);
  if (to === "gone") await deleteApp(tx, app.organizationId, appId);
  else await keepStatus(tx, app, report, to);
  return { moved: to === app.status ? null : { from: app.status, to }, finished, isIgnored };
}

async function keepStatus(
  tx: Tx,
  app: LifecycleRow,
  report: AppReportInput,
  to: AppStatus,
): Promise<void> {
  const { code, detail, generation } = report;
  const isNew = to !== app.status || generation !== app.reportedGeneration;
  if (!isNew && (to !== "failed" || code === null || code === app.statusCode)) return;
  const why =
    to === "failed" ? { code: code ?? app.statusCode, detail } : { code: null, detail: null };
  await writeStatus(tx, app.appId, { status: to, generation, ...why });
}

/** An idle app turned out to be in use: it goes on, and what its agent carries counts as an access. */
async function goOnRunning(
  tx: Tx,
  app: LifecycleRow,
  pending: PendingOperation | null,
): Promise<Reported> {
  if (pending?.kind !== "stop" || pending.cause !== "idle") return { ...nothing, isIgnored: true };
  const end = { errorCode: "BUSY", errorDetail: null };
  const tookMs = await finishOperation(tx, pending.id, end);
  await beginGeneration(tx, app.appId, { desired: "running", status: "running", isStart: false });
  await touchLastAccess(tx, app.appId);
  const { kind } = pending;
  const { runtime } = app;
  return {
    moved: { from: app.status, to: "running" },
    finished: { kind, outcome: "failed", code: "BUSY", tookMs: tookMs ?? 0, runtime },
    isIgnored: false,
  };
}
