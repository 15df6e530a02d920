import { explainOffline, type OfflineReason } from "@homeport/hosts/reasons";
import type { Light } from "../design/status-dot.tsx";

/** The part of an app from which its state is told. */
export interface AppStateFacts {
  hostOnline: boolean;
  hostReason: OfflineReason | null;
  maintenance: boolean;
}

export interface AppState {
  light: Light;
  label: string;
  /** Why visitors do not reach it, and what to do; null when they do. */
  why: { code: string; sentence: string; nextStep: string } | null;
}

/** Whether visitors reach an app right now, and else which part of the way is down. */
export function readAppState(app: AppStateFacts): AppState {
  if (!app.hostOnline) {
    const code = app.hostReason ?? "NEVER_CONNECTED";
    return {
      light: code === "NEVER_CONNECTED" ? "idle" : "bad",
      label: "Host offline",
      why: { code, ...explainOffline(code) },
    };
  }
  if (app.maintenance) {
    return {
      light: "warn",
      label: "Maintenance",
      why: {
        code: "MAINTENANCE",
        sentence: "Visitors see a maintenance page.",
        nextStep: "Turn maintenance off when the app may be reached again.",
      },
    };
  }
  return { light: "ok", label: "Reachable", why: null };
}
