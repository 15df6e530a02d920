import type { Inputs } from "../data/router-types.ts";

export type JobState = Inputs["fleet"]["jobs"]["list"]["state"];

/** In the order in which an operator asks. */
export const jobStates = [
  { value: "failed", label: "Failed" },
  { value: "waiting", label: "Waiting" },
  { value: "active", label: "Active" },
  { value: "delayed", label: "Delayed" },
  { value: "completed", label: "Done" },
] as const satisfies readonly { value: JobState; label: string }[];

/** The state that an address names; failed jobs where it names none. */
export function stateOf(text: string | undefined): JobState {
  return jobStates.find(({ value }) => value === text)?.value ?? "failed";
}

/** A job's state as its list is called; one that no list shows keeps the queue's own word. */
export function stateWords(state: string): string {
  return jobStates.find(({ value }) => value === state)?.label ?? state;
}

export function jobListInput(queue: string, state: JobState): Inputs["fleet"]["jobs"]["list"] {
  return { queue, state, limit: 100 };
}
