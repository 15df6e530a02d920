import type { Figures } from "../bench-case.ts";
import { median, spread } from "./statistics.ts";

/** One figure of a contender in a case, over all rounds. */
export interface Measured {
  readonly median: number;
  /** Largest distance from the median, as a share of it. */
  readonly spread: number;
  readonly samples: readonly number[];
}

/** What became of one contender in one case. */
export type Outcome =
  | { readonly figures: Readonly<Record<string, Measured>> }
  | { readonly skipped: string };

/** Cases by name, and in each the contenders by name. */
export type Outcomes = Readonly<Record<string, Readonly<Record<string, Outcome>>>>;

export function summarize(samples: readonly Figures[]): Outcome {
  const names = Object.keys(samples[0] ?? {});
  const figures = names.map((name) => {
    const values = samples.map((sample) => sample[name] ?? Number.NaN);
    return [name, { median: median(values), spread: spread(values), samples: values }] as const;
  });
  return { figures: Object.fromEntries(figures) };
}
