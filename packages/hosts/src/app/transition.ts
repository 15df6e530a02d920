/** How an app on a host is; an app without a runtime of its own has none of these. */
export const appStatuses = [
  "queued",
  "installing",
  "stopped",
  "starting",
  "running",
  "stopping",
  "failed",
  "uninstalling",
] as const;
export type AppStatus = (typeof appStatuses)[number];

export const desiredStates = ["running", "stopped", "uninstalled"] as const;
export type DesiredState = (typeof desiredStates)[number];

export const appEvents = [
  "install-asked",
  "accepted",
  "created",
  "start-asked",
  "probe-passed",
  "stop-asked",
  "exited",
  "seen-stopped",
  "error",
  "deadline",
  "uninstall-asked",
  "missing",
  "removed",
] as const;
export type AppEvent = (typeof appEvents)[number];

/** Where an event leads; `gone` means that the row goes too, null that the event says nothing in this status. */
export type Next = AppStatus | "gone" | null;

type Row = Partial<Record<AppEvent, Next | ((desired: DesiredState) => Next)>>;

const startedWhenDesired = (desired: DesiredState): Next =>
  desired === "running" ? "starting" : "stopped";

/** What has the same meaning in every status that gives it no other. */
const fromAnywhere: Row = { "uninstall-asked": "uninstalling", missing: "failed" };

const table: Readonly<Record<AppStatus, Row>> = {
  queued: { accepted: "installing", error: "failed", deadline: "failed" },
  installing: { created: startedWhenDesired, error: "failed", deadline: "failed" },
  stopped: { "install-asked": "queued", "start-asked": "starting" },
  failed: {
    "install-asked": "queued",
    "start-asked": "starting",
    // That it does not run is no news of an app that could not be started: it stays failed, and says why.
    "seen-stopped": (desired) => (desired === "stopped" ? "stopped" : "failed"),
    removed: (desired) => (desired === "uninstalled" ? "gone" : null),
  },
  starting: {
    "install-asked": "queued",
    "probe-passed": "running",
    exited: "failed",
    error: "failed",
    deadline: "failed",
    "stop-asked": "stopping",
  },
  running: {
    "install-asked": "queued",
    "start-asked": "starting",
    "stop-asked": "stopping",
    exited: "failed",
    "seen-stopped": "stopped",
  },
  stopping: {
    "install-asked": "queued",
    "seen-stopped": startedWhenDesired,
    "start-asked": "stopping",
    "probe-passed": (desired) => (desired === "running" ? "running" : null),
    error: "failed",
    deadline: "failed",
  },
  uninstalling: {
    "uninstall-asked": "uninstalling",
    removed: "gone",
    missing: "gone",
    error: "failed",
    deadline: "failed",
  },
};

/**
 * What becomes of an app in `status`, or of none yet, when `event` happens while `desired` is what is wanted of it.
 * Pure. Null for every pair that has no meaning: it changes nothing.
 */
export function transition(status: AppStatus | null, event: AppEvent, desired: DesiredState): Next {
  if (status === null) return event === "install-asked" ? "queued" : null;
  const next = table[status][event] ?? fromAnywhere[event] ?? null;
  return typeof next === "function" ? next(desired) : next;
}
