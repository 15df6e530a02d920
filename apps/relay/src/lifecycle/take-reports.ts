import type { Feed } from "@homeport/coordination";
import type { AppReportInput, Reported } from "@homeport/hosts";
import type { Clock } from "@homeport/platform";
import type { AppLog, AppReport } from "@homeport/tunnel";
import type { RelayEvents } from "../events.ts";
import type { LifecycleEvents } from "./events.ts";
import { createKnownReports } from "./known-reports.ts";

export interface IntakeDeps {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly feed: Pick<Feed, "subscribe">;
  readonly events: Pick<RelayEvents, "storeFailed" | "queueDropped">;
  readonly lifecycle: Pick<LifecycleEvents, "reported">;
  readonly report: (report: AppReportInput) => Promise<Reported>;
  readonly appendLog: (
    log: { hostId: string } & Pick<AppLog, "appId" | "generation" | "text">,
  ) => Promise<void>;
}

/** Takes in what agents say of the apps that they run. */
export interface ReportIntake extends Disposable {
  /**
   * Resolves when it is written, or never will be: whoever gives credit for more waits for that. What one host says is
   * written in its order. Never rejects; what a store does not take is counted, and the agent says how its apps are
   * again every few seconds.
   */
  take(hostId: string, message: AppReport | AppLog): Promise<void>;
}

export function createReportIntake(deps: IntakeDeps): ReportIntake {
  const { events, lifecycle } = deps;
  const lasts = new Map<string, Promise<void>>();
  const known = createKnownReports(deps);

  async function write(hostId: string, message: AppReport | AppLog): Promise<void> {
    const isLog = message.type === "app.log";
    try {
      if (isLog) await writeLog(hostId, message);
      else await writeReport(hostId, message);
    } catch (error) {
      events.queueDropped(isLog ? "app-logs" : "app-reports");
      events.storeFailed(isLog ? "app log" : "app report", error);
    }
  }

  async function writeLog(hostId: string, { appId, generation, text }: AppLog): Promise<void> {
    await deps.appendLog({ hostId, appId, generation, text });
  }

  async function writeReport(hostId: string, message: AppReport): Promise<void> {
    const { appId, generation, status, code, detail } = message;
    const report = { hostId, appId, generation, status, code, detail };
    const fresh = known.begin(report);
    if (fresh === null) return;
    const reported = await deps.report(report);
    fresh.written();
    lifecycle.reported(report, reported);
  }

  return {
    take(hostId, message) {
      const next = (lasts.get(hostId) ?? Promise.resolve())
        .then(() => write(hostId, message))
        .finally(() => {
          if (lasts.get(hostId) === next) lasts.delete(hostId);
        });
      lasts.set(hostId, next);
      return next;
    },
    [Symbol.dispose]: () => known[Symbol.dispose](),
  };
}
