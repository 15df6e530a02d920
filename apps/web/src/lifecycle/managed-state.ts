import type { AppView } from "@homeport/hosts";
import { explainOffline } from "@homeport/hosts/reasons";
import type { AppState } from "../apps/app-state.ts";

/** The part of an app that its host runs from which its state is told. */
export type ManagedFacts = Pick<
  AppView,
  | "runtime"
  | "status"
  | "desired"
  | "failure"
  | "autostart"
  | "maintenance"
  | "hostName"
  | "hostOnline"
  | "hostReason"
>;

type Known = Exclude<AppView["status"], "unknown">;

const labels: Record<Known, string> = {
  queued: "Queued",
  installing: "Installing",
  stopped: "Stopped",
  starting: "Starting",
  running: "Running",
  stopping: "Stopping",
  failed: "Failed",
  uninstalling: "Uninstalling",
};

const passing: ReadonlySet<string> = new Set([
  "queued",
  "installing",
  "starting",
  "stopping",
  "uninstalling",
]);

/** Whether a host runs the app, so that it is started and stopped from here. */
export function isManaged({ runtime }: Pick<AppView, "runtime">): boolean {
  return runtime !== "none";
}

/** Whether nothing is left of the app but what its host has still to remove. */
export function isLeaving({ desired }: Pick<AppView, "desired">): boolean {
  return desired === "uninstalled";
}

/** How an app is that its host runs, whether visitors get it, and what happens next where they do not. */
export function readManagedState(app: ManagedFacts): AppState {
  if (isLeaving(app)) return readLeaving(app);
  if (!app.hostOnline) return readAway(app);
  switch (app.status) {
    case "running":
      return app.maintenance ? maintenance : { ...settled(app), light: "ok" };
    case "stopped":
      return { ...settled(app), isServed: app.autostart, why: whyStopped(app) };
    case "failed":
      return { ...settled(app), light: "bad", isServed: false, why: whyFailed(app) };
    default:
      return { ...settled(app), light: "busy", isUnderway: true };
  }
}

function settled({ status }: Pick<ManagedFacts, "status">): AppState {
  const label = status === "unknown" ? "Not known" : labels[status];
  return { light: "idle", label, why: null, isUnderway: false, isServed: true };
}

const maintenance: AppState = {
  light: "warn",
  label: "Maintenance",
  why: {
    code: "MAINTENANCE",
    sentence: "It runs, and visitors see a maintenance page.",
    nextStep: "Turn maintenance off when the app may be reached again.",
  },
  isUnderway: false,
  isServed: false,
};

function whyStopped({ autostart }: ManagedFacts) {
  return {
    code: "APP_STOPPED",
    sentence: autostart ? "It is stopped until somebody visits it." : "It is stopped.",
    nextStep: autostart
      ? "The next visit starts it: that visitor waits until it is ready."
      : "Visits do not start it. Press Start, or let them start it below.",
  };
}

const remedies: Partial<Record<string, string>> = {
  NO_DOCKER: "Install Docker with its compose plugin on the host, then start it again.",
  LOW_DISK: "Free disk on the host, then start it again.",
  MISSING: "Reinstall it below.",
  PORT_TAKEN: "End what holds the port on the host, then start it again.",
};

function whyFailed({ failure }: ManagedFacts) {
  const { code, sentence, detail } = failure ?? noFailure;
  const nextStep =
    remedies[code] ??
    "The log of its last operation says more. Start it again once that is mended.";
  return { code, sentence, detail, nextStep };
}

const noFailure = { code: "FAILED", sentence: "It does not run.", detail: null };

/** Its host is away: what it does is not known, and what was asked for waits. */
function readAway(app: ManagedFacts): AppState {
  const code = app.hostReason ?? "NEVER_CONNECTED";
  const { sentence, nextStep } = explainOffline(code);
  const waits = passing.has(app.status);
  return {
    light: waits ? "warn" : code === "NEVER_CONNECTED" ? "idle" : "bad",
    label: waits ? "Waits for its host" : "Host offline",
    why: { code, sentence, nextStep: `${nextStep} ${onReturn(app)}` },
    isUnderway: false,
    isServed: false,
  };
}

/** What becomes of the app when its host is back. */
function onReturn({ status, autostart }: ManagedFacts): string {
  switch (status) {
    case "queued":
    case "installing":
      return "When it returns, it installs the app.";
    case "starting":
      return "If it returns within a few minutes it starts the app; later, ask for the start again.";
    case "stopping":
      return "When it returns, it stops the app.";
    case "stopped":
      return autostart
        ? "When it returns, the next visit starts the app."
        : "When it returns, the app stays stopped until somebody starts it.";
    default:
      return "When it returns, it says how the app is.";
  }
}

function readLeaving({ status, failure, hostName, hostOnline }: ManagedFacts): AppState {
  const host = hostName ?? "Its host";
  const refused = status === "failed" && failure !== null;
  const nextStep = hostOnline
    ? `${host} is removing what it runs.`
    : `${host} is offline. It removes the app when it returns; nothing is left for you to do.`;
  return {
    light: refused ? "bad" : hostOnline ? "busy" : "idle",
    label: refused ? "Not removed yet" : "Uninstalling",
    why: refused
      ? {
          ...{ code: failure.code, detail: failure.detail },
          sentence: `${host} could not remove it. ${failure.sentence}`,
          nextStep: "Its name and address are free already. It is tried again; or ask for it now.",
        }
      : { code: "APP_REMOVING", sentence: "Its name and address are free already.", nextStep },
    isUnderway: hostOnline,
    isServed: false,
  };
}
