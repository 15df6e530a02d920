import type { BenchCase } from "./bench-case.ts";
import type { Goal } from "./report/goal.ts";
import type { Site } from "./site.ts";

/** What one command measures, and what is held against it. */
export interface BenchPlan {
  /** What is typed behind `bench`; reports are named after it. */
  readonly name: string;
  /** One line of help. */
  readonly does: string;
  /** How often each contender is measured unless told, and for how many seconds. */
  readonly usual: { readonly rounds: number; readonly seconds: number };
  /** What `--soak` measures instead. */
  readonly soak?: BenchPlan;
  readonly goals: readonly Goal[];
  /** Makes the contenders of this run; none of them is up yet. */
  listCases(site: Site): readonly BenchCase[];
}
