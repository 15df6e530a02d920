import type { Bound, FigureOf, Goal } from "./goal.ts";
import type { Outcomes } from "./summary.ts";

export interface Judged {
  readonly goal: Goal;
  readonly ours: number;
  /** NaN for a goal without a control. */
  readonly control: number;
  /** What is held against must and aim. */
  readonly result: number;
  readonly verdict: "aim" | "met" | "missed";
}

/** A goal that this run cannot judge, and why. */
export interface Unjudged {
  readonly goal: Goal;
  readonly verdict: "skipped" | "not measured";
  readonly reason: string;
}

export function judgeGoals(goals: readonly Goal[], outcomes: Outcomes): (Judged | Unjudged)[] {
  return goals.map((goal) => judge(goal, outcomes));
}

/** Whether the run passes: what could not be judged fails nothing. */
export function passes(judged: readonly (Judged | Unjudged)[]): boolean {
  return judged.every(({ verdict }) => verdict !== "missed");
}

function judge(goal: Goal, outcomes: Outcomes): Judged | Unjudged {
  const ours = find(goal.ours, outcomes);
  const control = goal.control === null ? Number.NaN : find(goal.control, outcomes);
  for (const found of [ours, control]) if (typeof found === "object") return { goal, ...found };
  const result = compare(goal, Number(ours), Number(control));
  const verdict = !holds(result, goal.must) ? "missed" : holds(result, goal.aim) ? "aim" : "met";
  return { goal, ours: Number(ours), control: Number(control), result, verdict };
}

function find(
  [benchCase, contender, figure]: FigureOf,
  outcomes: Outcomes,
): number | Omit<Unjudged, "goal"> {
  const outcome = outcomes[benchCase]?.[contender];
  if (outcome === undefined) return { verdict: "not measured", reason: contender };
  if ("skipped" in outcome) {
    return { verdict: "skipped", reason: `${contender}: ${outcome.skipped}` };
  }
  const measured = outcome.figures[figure];
  if (measured === undefined) throw new Error(`${benchCase} answers no ${figure}`);
  return measured.median;
}

function compare({ by }: Goal, ours: number, control: number): number {
  switch (by) {
    case "ratio":
      return ours / control;
    case "difference":
      return ours - control;
    case "value":
      return ours;
  }
}

/** What is no number holds nothing: a goal without an answer is missed. */
function holds(result: number, bound: Bound): boolean {
  return "atMost" in bound ? result <= bound.atMost : result >= bound.atLeast;
}
