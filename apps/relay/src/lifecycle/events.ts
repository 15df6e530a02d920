import type { AppReportInput, Reported } from "@homeport/hosts";
import type { Log, Metrics } from "@homeport/platform";

export type LifecycleEvents = ReturnType<typeof createLifecycleEvents>;

/** What the relay tells operators of the apps that hosts run: one function an event, for log and metric together. */
export function createLifecycleEvents(deps: { log: Log; metrics: Metrics }) {
  const { log, metrics } = deps;
  const held = metrics.gauge("app_held_requests", "Requests that wait for an app to start.");

  return {
    reported(report: AppReportInput, { moved, isIgnored }: Reported) {
      const { hostId, appId, generation, status, code } = report;
      const fields = { hostId, appId, generation, code };
      if (moved !== null) log.info({ ...fields, ...moved }, "app.transition");
      if (isIgnored) log.info({ ...fields, status }, "app.report-ignored");
    },
    held: (count: number) => held.set(count),
  };
}
