import type { AppReportInput, FinishedOperation, Reported } from "@homeport/hosts";
import { operationKinds } from "@homeport/hosts";
import type { Log, Metrics } from "@homeport/platform";

export type LifecycleEvents = ReturnType<typeof createLifecycleEvents>;

/** Starts take from a moment to minutes, where an image has to be fetched. */
const startBuckets = [0.25, 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320];

/** What the relay tells operators of the apps that hosts run: one function an event, for log and metric together. */
export function createLifecycleEvents(deps: { log: Log; metrics: Metrics }) {
  const { log, metrics } = deps;
  const operations = metrics.counter(
    "app_operations_total",
    "Operations on apps that hosts run, as their agents ended them.",
    { kind: operationKinds, outcome: ["done", "failed"] },
  );
  const starts = metrics.histogram(
    "app_start_seconds",
    "From the moment a start was asked for until the app answered.",
    ["runtime"],
    startBuckets,
  );
  const held = metrics.gauge("app_held_requests", "Requests that wait for an app to start.");

  return {
    reported(report: AppReportInput, { moved, isIgnored }: Reported) {
      const { hostId, appId, generation, status, code } = report;
      const fields = { hostId, appId, generation, code };
      if (moved !== null) log.info({ ...fields, ...moved }, "app.transition");
      if (isIgnored) log.info({ ...fields, status }, "app.report-ignored");
    },
    operationFinished({ hostId, appId, generation }: AppReportInput, ended: FinishedOperation) {
      const { kind, outcome, runtime, tookMs } = ended;
      operations.inc({ kind, outcome });
      if (kind === "start" && outcome === "done") starts.observe(tookMs / 1_000, { runtime });
      const fields = { hostId, appId, generation, ...ended, tookMs: Math.round(tookMs) };
      log.info(fields, "app.operation-finished");
    },
    held: (count: number) => held.set(count),
  };
}
