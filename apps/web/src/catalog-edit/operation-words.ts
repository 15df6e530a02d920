import type { OperationRow } from "./edit-types.ts";

type State = OperationRow["state"];
type Action = OperationRow["action"];

export const actionWords: Record<Action, string> = {
  create: "Added",
  update: "Changed",
  remove: "Removed",
  rename: "Renamed",
  sweep: "Redirects swept",
};

export const stateWords: Record<State, string> = {
  queued: "waits for the repository",
  committed: "committed, on its way to the repository",
  pushed: "in the repository, on its way to visitors",
  live: "live",
  conflicted: "conflict",
  refused: "refused",
};

/** The way of a change that nothing stops. */
export const steps = ["queued", "committed", "pushed", "live"] as const satisfies readonly State[];

/** How many of those steps are behind a change; none of one that was stopped. */
const reached: Record<State, number> = {
  ...{ queued: 1, committed: 2, pushed: 3, live: 4 },
  ...{ conflicted: 0, refused: 0 },
};

export function stepsReached(state: State): number {
  return reached[state];
}

export function isOpen(state: State): boolean {
  return state === "queued" || state === "committed" || state === "pushed";
}

export const lights = {
  queued: "busy",
  committed: "busy",
  pushed: "busy",
  live: "ok",
  conflicted: "warn",
  refused: "bad",
} as const satisfies Record<State, string>;

const ends: Readonly<Record<string, string>> = {
  CATALOG_CONFLICT: "Somebody else has changed the same file in the meantime.",
  CATALOG_EDIT_INVALID: "With it the catalog would have problems.",
  CATALOG_TIP_REJECTED:
    "The branch's newest commit has problems, and this change does not put them right.",
  CATALOG_PUSH_REFUSED: "The repository has a rule of its own, and does not take it.",
};

/** Why a change ended without being live, or waits. */
export function endWords(errorCode: string): string {
  return ends[errorCode] ?? "The repository could not be reached.";
}
