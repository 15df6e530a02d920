import { describe, expect, test } from "vitest";
import {
  type DeltaState,
  deltaEvents,
  isDeltaState,
  statusReasons,
  type TransitionFacts,
  transition,
} from "./transition.ts";

function nameOf(state: DeltaState | null): string {
  if (state === null) return "none";
  return state.reason === null ? state.status : `${state.status} ${state.reason}`;
}

/** Every state by its name. */
const states = new Map<string, DeltaState | null>(
  [null, ...listStates()].map((state) => [nameOf(state), state]),
);

function listStates(): DeltaState[] {
  const of = <S extends DeltaState["status"]>(status: S) =>
    statusReasons[status].map((reason) => ({ status, reason }) as DeltaState);
  return [...of("candidate"), ...of("canonical"), ...of("retained"), ...of("discarded")];
}

/** `a` asked to give it up, `k` an installation that retains, `r` recoverable. A capital: it is not so. */
const facts: Readonly<Record<string, TransitionFacts>> = Object.fromEntries(
  ["akr", "akR", "aKr", "aKR", "Akr", "AkR", "AKr", "AKR"].map((letters) => [
    letters,
    {
      isAbandonAsked: letters.includes("a"),
      isRetaining: letters.includes("k"),
      isRecoverable: letters.includes("r"),
    },
  ]),
);

/** Every legal pair: from, event, to, and when ("*" always). What is not here must be refused. */
const legal: readonly (readonly [string, string, string, string])[] = [
  ["none", "accepted", "candidate", "*"],
  ["none", "accepted-at-once", "canonical", "*"],
  ["candidate", "landed", "canonical", "*"],
  ["candidate", "exhausted", "retained exhausted", "A k"],
  ["candidate", "exhausted", "discarded exhausted", "A K"],
  ["candidate", "exhausted", "discarded abandoned", "a"],
  ["candidate", "diverged", "retained diverged", "A k"],
  ["candidate", "diverged", "discarded diverged", "A K"],
  ["candidate", "diverged", "discarded abandoned", "a"],
  ["candidate", "retain-asked", "retained operator", "A"],
  ["candidate", "retain-asked", "discarded abandoned", "a"],
  ["candidate", "abandoned", "discarded abandoned", "a"],
  ...["exhausted", "diverged", "operator"].flatMap((reason) => [
    [`retained ${reason}`, "landed", "canonical", "r"] as const,
    [`retained ${reason}`, "superseded", "discarded superseded", "*"] as const,
    [`retained ${reason}`, "overtaken", "discarded overtaken", "*"] as const,
    [`retained ${reason}`, "expired", "discarded expired", "R"] as const,
  ]),
  ["discarded abandoned", "landed", "canonical", "r"],
  ["discarded abandoned", "superseded", "discarded superseded", "*"],
  ["discarded superseded", "landed", "canonical", "r"],
];

function expected(from: string, event: string, letters: string): string {
  const found = legal.find(
    ([start, what, , when]) =>
      start === from &&
      what === event &&
      (when === "*" || when.split(" ").every((letter) => letters.includes(letter))),
  );
  return found?.[2] ?? "none";
}

describe("a delta", () => {
  test("has these states, or is not there yet", () => {
    expect([...states.keys()].sort()).toEqual([
      "candidate",
      "canonical",
      "discarded abandoned",
      "discarded diverged",
      "discarded exhausted",
      "discarded expired",
      "discarded overtaken",
      "discarded superseded",
      "none",
      "retained diverged",
      "retained exhausted",
      "retained operator",
    ]);
  });

  test.each([...states.keys()])("that is %s moves by the legal pairs and by no other", (from) => {
    for (const event of deltaEvents) {
      for (const [letters, fact] of Object.entries(facts)) {
        const to = transition(states.get(from) ?? null, event, fact);
        expect(nameOf(to), `${event} ${letters}`).toBe(expected(from, event, letters));
        if (to !== null) expect(isDeltaState(to.status, to.reason)).toBe(true);
      }
    }
  });

  test("that is canonical stays so, whatever happens", () => {
    expect(legal.some(([from]) => from === "canonical")).toBe(false);
  });

  test.each([
    ["candidate", "exhausted"],
    ["canonical", "operator"],
    ["retained", null],
    ["retained", "abandoned"],
    ["discarded", null],
    ["discarded", "operator"],
    ["toString", null],
    ["", null],
  ])("is never %s with the reason %s", (status, reason) => {
    expect(isDeltaState(status, reason)).toBe(false);
  });
});
