import type { AppDesired, ReportedStatus } from "@homeport/tunnel";
import type { AppRecord } from "./record.ts";

/** What is said of an app to the relay. */
export interface AppState {
  readonly status: ReportedStatus;
  readonly code: string | null;
  readonly detail: string | null;
}

/** The next thing that is done for an app. Each may be done twice with the same end. */
export type Act =
  /** Keeps that this generation is being carried out. */
  | { readonly kind: "begin" }
  /** Removes what the app was before, and its data where that is to go. */
  | { readonly kind: "clear" }
  /** Makes what the app needs, and starts nothing. */
  | { readonly kind: "create" }
  /** Has the app run and answer; what does so already is left alone. */
  | { readonly kind: "start" }
  | { readonly kind: "stop" }
  /** Removes the app, and its record last. */
  | { readonly kind: "remove" }
  /** Keeps that nothing is left to do for this generation, and what became of it. */
  | { readonly kind: "finish"; readonly outcome: AppRecord["outcome"] }
  /** Does nothing: the app is looked at, and how it is is said. */
  | { readonly kind: "look" }
  /** Does nothing, whatever is there. */
  | { readonly kind: "say"; readonly state: AppState }
  /** Another app that is being removed has its name still. */
  | { readonly kind: "wait" }
  /** Removes that other app, which nobody speaks of any more, and keeps its data. */
  | { readonly kind: "evict" };

type Wanted = Pick<AppDesired, "appId" | "generation" | "desired" | "operation">;
type Kept = Pick<AppRecord, "appId" | "generation" | "stage" | "outcome">;

export interface ActFacts {
  readonly wanted: Wanted;
  /** What is kept under the app's name. */
  readonly kept: Kept | null;
  /** A stream of the app is being carried. */
  readonly isInUse: boolean;
  /** It has waited for its name for long enough. */
  readonly hasWaited: boolean;
}

/**
 * What is done next. Pure: it is asked again after each act, until that is `look`, `say` or `wait`. What it leads to does
 * not depend on how often the agent died on the way.
 */
export function decideAct({ wanted, kept, isInUse, hasWaited }: ActFacts): Act {
  const { operation, generation } = wanted;
  if (kept?.appId !== wanted.appId) {
    return decideUnknown(wanted, kept === null ? "begin" : hasWaited ? "evict" : "wait");
  }
  // Another relay may repeat what was wanted before; how the app is now would be said of the wrong generation.
  if (generation < kept.generation) return { kind: "look" };
  if (operation === null) return { kind: "look" };
  if (kept.generation !== generation) return { kind: "begin" };
  if (kept.stage !== "done") return decideOn(wanted, operation, kept, isInUse);
  // What could not be removed is tried again for as long as its removal is wanted.
  if (operation.kind === "uninstall") return { kind: "remove" };
  return kept.outcome === null ? { kind: "look" } : { kind: "say", state: kept.outcome };
}

function decideUnknown({ operation, desired }: Wanted, toInstall: "begin" | "wait" | "evict"): Act {
  if (operation?.kind === "install" || operation?.kind === "reinstall") return { kind: toInstall };
  const status = desired === "uninstalled" ? "removed" : "missing";
  return { kind: "say", state: { status, code: null, detail: null } };
}

function decideOn(
  { desired }: Wanted,
  operation: NonNullable<Wanted["operation"]>,
  { stage }: Kept,
  isInUse: boolean,
): Act {
  switch (operation.kind) {
    case "install":
    case "reinstall":
      if (stage === "begun" && operation.kind === "reinstall") return { kind: "clear" };
      if (stage !== "created") return { kind: "create" };
      return desired === "running" ? { kind: "start" } : { kind: "finish", outcome: null };
    case "start":
      return { kind: "start" };
    case "stop": {
      const busy = { status: "busy", code: "BUSY", detail: null } as const;
      return operation.isIdle && isInUse ? { kind: "finish", outcome: busy } : { kind: "stop" };
    }
    case "uninstall":
      return { kind: "remove" };
  }
}

export interface SeenFacts {
  /** It runs, and either got ready before or answers now. */
  readonly isUp: boolean;
  /** It got ready, and nobody has stopped it since. */
  readonly wasReady: boolean;
  /** The machine has not been started anew since. */
  readonly isSameBoot: boolean;
  readonly outcome: AppRecord["outcome"];
  /** How it ended, where that is known. */
  readonly end: string | null;
}

/** How an app is that was looked at. Pure. What ended together with its machine did not end by itself. */
export function describeSeen(seen: SeenFacts): AppState {
  if (seen.isUp) return { status: "running", code: null, detail: null };
  if (seen.wasReady && seen.isSameBoot) {
    return { status: "exited", code: "EXITED", detail: seen.end };
  }
  if (seen.outcome?.status === "exited") return seen.outcome;
  return { status: "stopped", code: null, detail: null };
}

/** What is said while an act is under way. */
export function describeActing(wanted: Pick<AppDesired, "operation">, act: Act["kind"]): AppState {
  const status = statusOfActing(wanted.operation?.kind, act);
  return { status, code: null, detail: null };
}

function statusOfActing(
  kind: NonNullable<AppDesired["operation"]>["kind"] | undefined,
  act: Act["kind"],
): ReportedStatus {
  if (kind === "start" || act === "start") return "starting";
  return kind === "install" || kind === "reinstall" ? "installing" : "stopping";
}
