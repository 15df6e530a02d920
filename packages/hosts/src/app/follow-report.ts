import type { ReportedStatus } from "@homeport/tunnel";
import { type AppEvent, type AppStatus, type DesiredState, transition } from "./transition.ts";

/**
 * The events that a report implies, in the order in which they happened. A tunnel that broke may have swallowed the
 * reports between, so each speaks for all before it; what has no meaning any more is passed over.
 */
const eventsOf: Readonly<Record<Exclude<ReportedStatus, "busy">, readonly AppEvent[]>> = {
  installing: ["accepted"],
  installed: ["accepted", "created"],
  starting: ["accepted", "created", "seen-stopped"],
  running: ["accepted", "created", "probe-passed"],
  stopping: [],
  stopped: ["accepted", "created", "seen-stopped"],
  exited: ["exited"],
  failed: ["error"],
  removed: ["removed"],
  missing: ["missing"],
};

/** The status that a report speaks of, where it names one. */
const meaningOf: Partial<Record<ReportedStatus, AppStatus>> = {
  installing: "installing",
  starting: "starting",
  running: "running",
  stopped: "stopped",
  exited: "failed",
  failed: "failed",
  missing: "failed",
};

/** Where a report leads, one event after the other. Pure. `isIgnored`: it neither led anywhere nor says what is known. */
export function followReport(
  app: { readonly status: AppStatus; readonly desired: DesiredState },
  status: Exclude<ReportedStatus, "busy">,
): { to: AppStatus | "gone"; isIgnored: boolean } {
  let at = app.status;
  let steps = 0;
  for (const event of eventsOf[status]) {
    const next = transition(at, event, app.desired);
    if (next === null) continue;
    if (next === "gone") return { to: next, isIgnored: false };
    at = next;
    steps += 1;
  }
  const isIgnored = steps === 0 && eventsOf[status].length > 0 && meaningOf[status] !== at;
  return { to: at, isIgnored };
}
