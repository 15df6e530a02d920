import type { BenchCase } from "./bench-case.ts";
import type { Goal } from "./report/goal.ts";
import type { Site } from "./site.ts";

/** What one command measures, and what is held against it. */
export interface BenchPlan {
  /** How its reports are named. */
  readonly name: "tunnel" | "gate" | "catalog";
  readonly goals: readonly Goal[];
  /** Makes the contenders of this run; none of them is up yet. */
  listCases(site: Site): readonly BenchCase[];
}
