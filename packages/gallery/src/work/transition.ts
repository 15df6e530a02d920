/**
 * What may become of a row of work, and through whom.
 *
 * idle ── an upload, a task or a person makes it due ──▶ due
 * due ── a worker claims it ──▶ leased
 * due ── its run is cancelled, or its photo went to the trash ──▶ idle
 * leased ── its worker commits ──▶ idle
 * leased ── its worker fails, puts it back, or its lease runs out ──▶ due
 * leased ── nothing can come of it, or it was tried often enough ──▶ quarantined
 * quarantined ── a person retries ──▶ due
 */
export const workStates = ["idle", "due", "leased", "quarantined"] as const;
export type WorkState = (typeof workStates)[number];

const legal: Readonly<Record<WorkState, readonly WorkState[]>> = {
  idle: ["due"],
  due: ["leased", "idle"],
  leased: ["idle", "due", "quarantined"],
  quarantined: ["due"],
};

export function isLegal(from: WorkState, to: WorkState): boolean {
  return legal[from].includes(to);
}

/** Why an attempt came to nothing. */
export type FailureCause =
  /** Nothing will ever come of it: over a limit, damaged, a leak. */
  | "permanent"
  /** The photo's fault, or nobody knows: its decoder died, took too long, took too much. */
  | "photo"
  /** Not the photo's fault: storage, database, a process that stops. */
  | "surroundings";

export interface FailureFacts {
  readonly failures: number;
  /** How long it was put back for the last time; null unless its surroundings failed then, too. */
  readonly lastWaitMs: number | null;
}

export type FailureOutcome =
  | { readonly state: "due"; readonly waitMs: number; readonly failures: number }
  | { readonly state: "quarantined"; readonly failures: number };

const failuresMost = 3;
const photoWaitsMs = [5_000, 30_000] as const;
const surroundings = { firstWaitMs: 5_000, mostWaitMs: 60_000 };
/** A photo whose worker ends this often is taken for what ends it. */
export const interruptionsMost = 10;

/** What becomes of leased work whose attempt failed. Only what may be the photo's fault is counted against it. */
export function decideFailure(cause: FailureCause, facts: FailureFacts): FailureOutcome {
  switch (cause) {
    case "permanent":
      return { state: "quarantined", failures: facts.failures };
    case "surroundings": {
      const doubled = (facts.lastWaitMs ?? 0) * 2;
      const waitMs = Math.min(Math.max(doubled, surroundings.firstWaitMs), surroundings.mostWaitMs);
      return { state: "due", waitMs, failures: facts.failures };
    }
    case "photo": {
      const failures = facts.failures + 1;
      const waitMs = photoWaitsMs[failures - 1];
      return failures >= failuresMost || waitMs === undefined
        ? { state: "quarantined", failures }
        : { state: "due", waitMs, failures };
    }
  }
}
