import type { HostsDeps } from "../context.ts";
import { type TargetReport, writeTargets } from "./store.ts";

/** Keeps what agents report of their apps' targets, at most one report an app. */
export async function reportTargets(
  deps: Pick<HostsDeps, "db">,
  reports: readonly TargetReport[],
): Promise<void> {
  if (reports.length === 0) return;
  await deps.db.system("targets.report", (tx) => writeTargets(tx, reports));
}
