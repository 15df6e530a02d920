import type { OperationKind } from "../operation/operation.ts";
import { startBackOffMs } from "../operation/operation.ts";
import type { AppStatus, DesiredState } from "./transition.ts";

/** What the row says of an app, at one moment of the store. */
export interface StartFacts {
  readonly desired: DesiredState;
  readonly status: AppStatus;
  readonly autostart: boolean;
  readonly pending: OperationKind | null;
  /** Starts in a row that failed, up to now. */
  readonly failures: number;
  /** Since the last of them; null when there is none. */
  readonly failedAgoMs: number | null;
}

export type StartDecision =
  /** A start of this generation is under way: it is waited for. */
  | { readonly kind: "join" }
  | { readonly kind: "start" }
  | {
      readonly kind: "refuse";
      readonly code: "APP_REMOVING" | "APP_INSTALLING" | "APP_STOPPED" | "APP_FAILED";
      readonly retryAfterMs: number;
    };

const askAgainMs = 2_000;

/** Whether an app that somebody needs is started now. Pure. `isAsked`: a person asked for it and waits for no back-off. */
export function decideStart(facts: StartFacts, isAsked: boolean): StartDecision {
  if (facts.desired === "uninstalled") return refuse("APP_REMOVING", 5_000);
  if (facts.pending === "uninstall") return refuse("APP_REMOVING", 5_000);
  if (facts.pending === "install" || facts.pending === "reinstall") {
    // Its last part is a start like any other.
    if (facts.status === "starting") return { kind: "join" };
    return refuse("APP_INSTALLING", askAgainMs);
  }
  if (facts.pending === "start") return { kind: "join" };
  if (isAsked) return { kind: "start" };
  if (!facts.autostart) return refuse("APP_STOPPED", 60_000);
  const waitMs = startBackOffMs(facts.failures) - (facts.failedAgoMs ?? Number.POSITIVE_INFINITY);
  return waitMs > 0 ? refuse("APP_FAILED", waitMs) : { kind: "start" };
}

function refuse(
  code: (StartDecision & { kind: "refuse" })["code"],
  retryAfterMs: number,
): StartDecision {
  return { kind: "refuse", code, retryAfterMs: Math.ceil(retryAfterMs) };
}
