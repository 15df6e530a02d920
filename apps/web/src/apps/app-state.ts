import { explainOffline } from "@homeport/hosts/reasons";
import type { Light } from "../design/status-dot.tsx";
import { isManaged, type ManagedFacts, readManagedState } from "../lifecycle/managed-state.ts";

/** The part of an app from which its state is told. */
export interface AppStateFacts extends ManagedFacts {
  /** Whether a tunnel leads to it, or a proxy of its owner's. */
  carrier: "tunnel" | "external";
  /** False while its address serves nobody. */
  isVerified: boolean;
}

export interface AppState {
  light: Light;
  label: string;
  /** Why visitors do not reach it at once, and what to do; null when they do. */
  why: { code: string; sentence: string; nextStep: string; detail?: string | null } | null;
  /** Something is being done to it, so that this will have changed in a moment. */
  isUnderway: boolean;
  /** Whether visitors get to it, be it after a wait. */
  isServed: boolean;
}

/** Whether visitors reach an app right now, and else which part of the way is down. */
export function readAppState(app: AppStateFacts): AppState {
  if (app.carrier === "external") {
    return externalState(app);
  }
  if (isManaged(app)) {
    return readManagedState(app);
  }
  if (!app.hostOnline) {
    const code = app.hostReason ?? "NEVER_CONNECTED";
    return {
      light: code === "NEVER_CONNECTED" ? "idle" : "bad",
      label: "Host offline",
      why: { code, ...explainOffline(code) },
      ...unserved,
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
      ...unserved,
    };
  }
  return { light: "ok", label: "Reachable", ...served };
}

const served = { why: null, isUnderway: false, isServed: true } as const;
const unserved = { isUnderway: false, isServed: false } as const;

/** Whether its own proxy reaches an app, only that proxy knows; what is known here is whether the gate lets anybody pass. */
function externalState({ isVerified }: Pick<AppStateFacts, "isVerified">): AppState {
  if (isVerified) {
    return { light: "ok", label: "Guarded", ...served };
  }
  return {
    light: "warn",
    label: "Waiting for DNS",
    why: {
      code: "ADDRESS_UNVERIFIED",
      sentence: "Nobody passes yet: no DNS record proves the hostname.",
      nextStep:
        "Set the record that stands under Addresses; it is found by itself, or checked there at once.",
    },
    ...unserved,
  };
}
