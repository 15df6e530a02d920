/** A figure of this run: case, contender, figure. */
export type FigureOf = readonly [benchCase: string, contender: string, figure: string];

export type Bound = { readonly atMost: number } | { readonly atLeast: number };

/** One goal: a figure of ours beside one of a control of the same run, or alone. */
export interface Goal {
  readonly goal: string;
  readonly ours: FigureOf;
  readonly control: FigureOf | null;
  /** How the two are compared; `value` looks at ours alone. */
  readonly by: "ratio" | "difference" | "value";
  /** A run that misses it fails. */
  readonly must: Bound;
  readonly aim: Bound;
}

export const atMost = (must: number, aim: number) => ({
  must: { atMost: must },
  aim: { atMost: aim },
});
export const atLeast = (must: number, aim: number) => ({
  must: { atLeast: must },
  aim: { atLeast: aim },
});

/** Two contenders and the same figure of the same case. */
export function ratio(
  goal: string,
  [benchCase, ours, figure]: FigureOf,
  control: string,
  bounds: Pick<Goal, "must" | "aim">,
): Goal {
  const of = [benchCase, control, figure] as const;
  return { goal, ours: [benchCase, ours, figure], control: of, by: "ratio", ...bounds };
}

export function value(goal: string, ours: FigureOf, bounds: Pick<Goal, "must" | "aim">): Goal {
  return { goal, ours, control: null, by: "value", ...bounds };
}
