/** Each status of a delta, with the reasons that it can have. Every row of the table and the store keeps to these pairs. */
export const statusReasons = {
  candidate: [null],
  canonical: [null],
  retained: ["exhausted", "diverged", "operator"],
  discarded: ["abandoned", "superseded", "expired", "overtaken", "exhausted", "diverged"],
} as const;

export type DeltaStatus = keyof typeof statusReasons;

/** A candidate waits for the source; a canonical delta is history; a retained one is unresolved, and locks nothing. */
export type DeltaState = {
  readonly [S in DeltaStatus]: {
    readonly status: S;
    readonly reason: (typeof statusReasons)[S][number];
  };
}[DeltaStatus];

export const deltaEvents = [
  // Where nothing outside has a say, the delta is canonical as it is accepted; so is every creation.
  "accepted-at-once",
  "accepted",
  // The source shows the delta's `next`.
  "landed",
  // The source has shown too often that it does not, or something else.
  "exhausted",
  "diverged",
  "retain-asked",
  // A voter gave it up, and the source has confirmed that it did not land.
  "abandoned",
  // Another delta of the same nonce was accepted, or has landed.
  "superseded",
  "overtaken",
  // It was retained for as long as an installation retains.
  "expired",
] as const;
export type DeltaEvent = (typeof deltaEvents)[number];

/** What an event's outcome hangs on besides the state. */
export interface TransitionFacts {
  /** A voter has asked to give the delta up. */
  readonly isAbandonAsked: boolean;
  /** The installation retains deltas at all. */
  readonly isRetaining: boolean;
  /** The delta is not older than deltas are retained. */
  readonly isRecoverable: boolean;
}

const candidate: DeltaState = { status: "candidate", reason: null };
const canonical: DeltaState = { status: "canonical", reason: null };

type DiscardReason = (typeof statusReasons.discarded)[number];

function discarded(reason: DiscardReason): DeltaState {
  return { status: "discarded", reason };
}

/**
 * What becomes of a delta, or of none yet, when `event` happens. Null for every pair that has no meaning: nothing else
 * ever moves a delta. That it has landed wins over whatever was asked or decided, as long as it can be recovered.
 */
export function transition(
  from: DeltaState | null,
  event: DeltaEvent,
  facts: TransitionFacts,
): DeltaState | null {
  switch (from?.status) {
    case undefined:
      return enter(event);
    case "candidate":
      return leaveCandidate(event, facts);
    case "retained":
      return leaveRetained(event, facts);
    case "discarded":
      return leaveDiscarded(from.reason, event, facts);
    case "canonical":
      return null;
  }
}

/** Whether the pair is one that a row can hold. */
export function isDeltaState(status: string, reason: string | null): boolean {
  return Object.entries(statusReasons).some(
    ([known, reasons]) => known === status && reasons.some((one) => one === reason),
  );
}

function enter(event: DeltaEvent): DeltaState | null {
  if (event === "accepted-at-once") return canonical;
  return event === "accepted" ? candidate : null;
}

function leaveCandidate(event: DeltaEvent, facts: TransitionFacts): DeltaState | null {
  switch (event) {
    case "landed":
      return canonical;
    case "abandoned":
      return facts.isAbandonAsked ? discarded("abandoned") : null;
    case "exhausted":
    case "diverged":
      if (facts.isAbandonAsked) return discarded("abandoned");
      return facts.isRetaining ? { status: "retained", reason: event } : discarded(event);
    case "retain-asked":
      if (facts.isAbandonAsked) return discarded("abandoned");
      return { status: "retained", reason: "operator" };
    default:
      return null;
  }
}

function leaveRetained(event: DeltaEvent, facts: TransitionFacts): DeltaState | null {
  switch (event) {
    case "landed":
      return facts.isRecoverable ? canonical : null;
    case "superseded":
    case "overtaken":
      return discarded(event);
    case "expired":
      return facts.isRecoverable ? null : discarded("expired");
    default:
      return null;
  }
}

/** What was given up or replaced may have landed all the same; what is over for another reason is over. */
function leaveDiscarded(
  reason: DiscardReason,
  event: DeltaEvent,
  facts: TransitionFacts,
): DeltaState | null {
  if (reason !== "abandoned" && reason !== "superseded") return null;
  if (event === "landed") return facts.isRecoverable ? canonical : null;
  return event === "superseded" && reason === "abandoned" ? discarded("superseded") : null;
}
